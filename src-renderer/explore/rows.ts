import type { ExploreState } from './address.ts';

/** One query as it stands on the screen. */
export interface QueryRow {
  /** tells rows apart while letters move up */
  readonly key: number;
  readonly draft: string;
  /** what was last run, and so what the answer belongs to; '' before the first run */
  readonly ran: string;
  readonly off: boolean;
}

export interface Rows { readonly rows: readonly QueryRow[]; readonly nextKey: number }

export type RowsAction =
  | { readonly kind: 'type'; readonly key: number; readonly text: string }
  | { readonly kind: 'run' }
  | { readonly kind: 'add'; readonly text: string }
  /** a query from elsewhere, run at once: in the first empty row, else in one of its own */
  | { readonly kind: 'ask'; readonly text: string }
  | { readonly kind: 'remove'; readonly key: number }
  | { readonly kind: 'turn'; readonly key: number }
  | { readonly kind: 'open'; readonly queries: ExploreState['queries'] };

/** Rows as an address says them; one empty row where it says none. */
export function rowsOf(queries: ExploreState['queries'], nextKey = 1): Rows {
  const asked = queries.length > 0 ? queries : [{ promql: '', off: false }];
  return { rows: asked.map(({ promql, off }, i) => ({ key: nextKey + i, draft: promql, ran: promql, off })), nextKey: nextKey + asked.length };
}

export function changeRows(state: Rows, action: RowsAction): Rows {
  const { rows, nextKey } = state;
  const change = (key: number, to: (row: QueryRow) => QueryRow) => ({ ...state, rows: rows.map(row => row.key === key ? to(row) : row) });
  switch (action.kind) {
    case 'type': return change(action.key, row => ({ ...row, draft: action.text }));
    case 'turn': return change(action.key, row => ({ ...row, off: !row.off }));
    case 'run': return { ...state, rows: rows.map(row => ({ ...row, ran: row.draft.trim() })) };
    case 'add': return { rows: [...rows, { key: nextKey, draft: action.text, ran: '', off: false }], nextKey: nextKey + 1 };
    case 'ask': {
      const empty = rows.find(row => row.draft.trim() === '');
      if (empty) return change(empty.key, row => ({ ...row, draft: action.text, ran: action.text, off: false }));
      return { rows: [...rows, { key: nextKey, draft: action.text, ran: action.text, off: false }], nextKey: nextKey + 1 };
    }
    case 'remove': {
      const left = rows.filter(row => row.key !== action.key);
      return left.length > 0 ? { ...state, rows: left } : rowsOf([], nextKey);
    }
    case 'open': return rowsOf(action.queries, nextKey);
  }
}

/** What of the rows belongs into the address: all that was run. */
export const ranQueries = (rows: readonly QueryRow[]): ExploreState['queries'] =>
  rows.filter(row => row.ran !== '').map(({ ran, off }) => ({ promql: ran, off }));

/** A, B, … Z, AA, AB, … */
export function letterOf(index: number): string {
  const last = String.fromCharCode(65 + index % 26);
  return index < 26 ? last : letterOf(Math.floor(index / 26) - 1) + last;
}
