import type { MachineRow, MachineState } from '../../src-main/shared/model/machine.ts';

export type Grouping = 'none' | 'job' | 'source';
export type Order = 'problem' | 'name' | 'cpu' | 'memory' | 'disk' | 'network';

/** How the reader wants the list; `state` null: all. */
export interface View { readonly filter: string; readonly state: MachineState | null; readonly grouping: Grouping; readonly order: Order; readonly descending: boolean; readonly folding: boolean }

/** One line of the list. Machines stand in it by id, so that their figures change while their places stay. */
export type Line =
  | { readonly kind: 'group'; readonly key: string; readonly ids: readonly string[]; readonly open: boolean }
  | { readonly kind: 'machine'; readonly key: string }
  | { readonly kind: 'fold'; readonly key: string; readonly ids: readonly string[]; readonly alone: boolean; readonly open: boolean };

/** From how many machines on the healthy ones are folded and quiet groups are closed. */
export const FOLD_FROM = 13;
/** Fewer healthy ones than this take no more room than the line that would fold them. */
const FOLD_AT_LEAST = 3;

/**
 * The lines of the list.
 * rows     worst first, as the host sends them
 * toggled  keys of groups and folds that the reader opened or closed against their default
 */
export function linesOf(rows: readonly MachineRow[], view: View, toggled: ReadonlySet<string>): Line[] {
  const wanted = wantedRows(rows, view);
  const searching = view.filter.trim() !== '' || view.state !== null;
  const quiet = view.folding && !searching && view.order === 'problem' && rows.length >= FOLD_FROM;
  if (view.grouping === 'none') return members('', wanted, quiet, toggled);
  return [...grouped(wanted, view.grouping)].flatMap(([name, list]) => {
    const key = `group:${name}`;
    const calm = quiet && list.every(row => row.state === 'ok' && row.source !== 'self');
    const open = toggled.has(key) ? calm : !calm;
    const head: Line = { kind: 'group', key, ids: list.map(row => row.id), open };
    return open ? [head, ...members(name, list, quiet, toggled)] : [head];
  });
}

/** The machines that pass the filter, in the order asked for. */
export const wantedRows = (rows: readonly MachineRow[], view: View): MachineRow[] => sorted(rows.filter(row => matches(row, view)), view);

function members(group: string, list: readonly MachineRow[], quiet: boolean, toggled: ReadonlySet<string>): Line[] {
  const healthy = quiet ? list.filter(row => row.state === 'ok' && row.source !== 'self') : [];
  if (healthy.length < FOLD_AT_LEAST) return list.map(machine);
  const folded = new Set(healthy);
  const key = `fold:${group}`;
  const open = toggled.has(key);
  const shown = list.filter(row => !folded.has(row)).map(machine);
  const fold: Line = { kind: 'fold', key, ids: healthy.map(row => row.id), alone: shown.length === 0, open };
  return [...shown, fold, ...(open ? healthy.map(machine) : [])];
}

const machine = (row: MachineRow): Line => ({ kind: 'machine', key: row.id });

export function matches(row: MachineRow, { filter, state }: Pick<View, 'filter' | 'state'>): boolean {
  if (state !== null && row.state !== state) return false;
  const words = filter.trim().toLowerCase().split(/\s+/);
  const text = `${row.name} ${row.instance} ${row.job} ${row.os ?? ''}`.toLowerCase();
  return words.every(word => text.includes(word));
}

/** Groups in the order of their worst machine, which the rows come in. */
function grouped(rows: readonly MachineRow[], by: 'job' | 'source'): Map<string, MachineRow[]> {
  const groups = new Map<string, MachineRow[]>();
  for (const row of rows) {
    const list = groups.get(row[by]);
    if (list === undefined) groups.set(row[by], [row]);
    else list.push(row);
  }
  return groups;
}

function sorted(rows: MachineRow[], { order, descending }: View): MachineRow[] {
  if (order === 'problem') return descending ? rows : rows.reverse();
  const sign = descending ? -1 : 1;
  if (order === 'name') return rows.sort((a, b) => sign * NATURAL.compare(a.name, b.name));
  // without a figure: last, whichever way
  return rows.sort((a, b) => {
    const [left, right] = [a[order]?.last ?? null, b[order]?.last ?? null];
    if (left === null || right === null) return Number(left === null) - Number(right === null);
    return sign * (left - right);
  });
}
const NATURAL = new Intl.Collator('en', { numeric: true });

export const STATES = ['critical', 'warn', 'unknown', 'ok'] as const satisfies readonly MachineState[];

export function tally(rows: Iterable<Pick<MachineRow, 'state'>>): Record<MachineState, number> {
  const counts = { critical: 0, warn: 0, unknown: 0, ok: 0 };
  for (const { state } of rows) counts[state]++;
  return counts;
}
