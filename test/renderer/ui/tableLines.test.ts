import { expect, test } from 'vitest';
import { between, tableLines } from '../../../src-renderer/ui/tableLines.ts';

interface Row { readonly id: string; readonly group: string }
const row = (id: string, group = ''): Row => ({ id, group });
const told = (rows: readonly Row[], folded: readonly string[] = []) => tableLines(rows, ({ id }) => id, ({ group }) => group, new Set(folded))
  .map(line => line.kind === 'row' ? line.key : `${line.open ? '-' : '+'} ${line.name} (${line.rows.length})`);

test('groups stand in natural order, what has none comes last, and rows keep their order within', () => {
  expect(told([row('d', 'rack10'), row('b', 'rack2'), row('x'), row('a', 'rack2')])).toEqual(['- rack2 (2)', 'b', 'a', '- rack10 (1)', 'd', '-  (1)', 'x']);
});

test('a folded group shows its head alone, which still counts its rows', () => {
  expect(told([row('a', 'lab'), row('b', 'lab'), row('c', 'prod')], ['lab'])).toEqual(['+ lab (2)', '- prod (1)', 'c']);
});

test('where no row has a group there are no heads', () => {
  expect(told([row('b'), row('a')])).toEqual(['b', 'a']);
  expect(tableLines([row('a', 'lab')], ({ id }) => id, undefined, new Set()).map(line => line.kind)).toEqual(['row']);
});

test('a line keeps its identity as long as its row does', () => {
  const [one, two] = [row('a', 'lab'), row('b', 'lab')];
  const keys = (rows: readonly Row[]) => tableLines(rows, ({ id }) => id, ({ group }) => group, new Set()).map(({ key }) => key);
  expect(keys([one, two])).toEqual(['group lab', 'a', 'b']);
});

test.each([['b', 'd', ['b', 'c', 'd']], ['d', 'b', ['b', 'c', 'd']], ['c', 'c', ['c']], ['gone', 'b', ['b']]])('from %s to %s are %j', (from, to, expected) => {
  expect(between(['a', 'b', 'c', 'd'], from, to)).toEqual(expected);
});
