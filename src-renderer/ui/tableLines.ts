/** One line of a list: a row, or the head of a group of rows that can be folded away. */
export type TableLine<Row> =
  | { readonly kind: 'row'; readonly key: string; readonly row: Row }
  | { readonly kind: 'group'; readonly key: string; readonly name: string; readonly rows: readonly Row[]; readonly open: boolean };

const GROUP = 'group ';
const NATURAL = new Intl.Collator(['en', 'zh'], { numeric: true, sensitivity: 'base' });

/**
 * Rows as lines, by group: named groups in natural order, rows without a name last; each group's rows keep their order.
 * With one nameless group there is nothing to tell apart, and so no head.
 *
 * groupOf  a row's group, '' for none; undefined: the list has no groups
 * folded   names of the groups whose rows are left out
 */
export function tableLines<Row>(rows: readonly Row[], rowId: (row: Row) => string, groupOf: ((row: Row) => string) | undefined, folded: ReadonlySet<string>): readonly TableLine<Row>[] {
  const line = (row: Row): TableLine<Row> => ({ kind: 'row', key: rowId(row), row });
  if (groupOf === undefined || rows.every(row => groupOf(row) === '')) return rows.map(line);
  const groups = [...Map.groupBy(rows, groupOf)].sort(([a], [b]) => Number(a === '') - Number(b === '') || NATURAL.compare(a, b));
  return groups.flatMap(([name, inside]) => {
    const open = !folded.has(name);
    return [{ kind: 'group', key: GROUP + name, name, rows: inside, open }, ...(open ? inside.map(line) : [])];
  });
}

/** Ids of the rows from one to another, both included, as they stand in the list; the first alone when the other is not there. */
export function between(ids: readonly string[], from: string, to: string): readonly string[] {
  const [a, b] = [ids.indexOf(from), ids.indexOf(to)];
  return a < 0 || b < 0 ? [to] : ids.slice(Math.min(a, b), Math.max(a, b) + 1);
}
