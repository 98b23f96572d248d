import { useCallback, useMemo, useRef } from 'react';
import type { TickAll } from './TableHead.tsx';
import { between, type TableLine } from './tableLines.ts';

/** The ticked rows of a list, by id; kept by the screen, which says what can be done with them. */
export interface Ticks { readonly ids: ReadonlySet<string>; readonly set: (ids: ReadonlySet<string>) => void }

interface Ticking<Row> {
  readonly isTicked: (line: TableLine<Row>) => boolean;
  /** one row, or with `range` all from the last ticked one to it; a group ticks all of its rows */
  readonly turn: (line: TableLine<Row>, range: boolean) => void;
  readonly all: TickAll | null;
}

/** Ticking by box, by `x`, by shift and by group. What the filter hides is not ticked along, and stays ticked when it was. */
export function useTicking<Row>(ticks: Ticks | undefined, rows: readonly Row[], lines: readonly TableLine<Row>[], rowId: (row: Row) => string): Ticking<Row> {
  const last = useRef<string | null>(null);
  const live = useRef({ ticks, lines });
  live.current = { ticks, lines };
  const shown = useMemo(() => rows.map(rowId), [rows, rowId]);
  const idsOf = useCallback((line: TableLine<Row>) => line.kind === 'row' ? [line.key] : line.rows.map(rowId), [rowId]);
  const turn = useCallback((line: TableLine<Row>, range: boolean) => {
    const now = live.current;
    if (!now.ticks) return;
    const inOrder = now.lines.flatMap(each => each.kind === 'row' ? [each.key] : []);
    const touched = range && last.current !== null && line.kind === 'row' ? between(inOrder, last.current, line.key) : idsOf(line);
    last.current = line.kind === 'row' ? line.key : null;
    now.ticks.set(turned(now.ticks.ids, touched, idsOf(line).every(id => now.ticks?.ids.has(id))));
  }, [idsOf]);
  const count = ticks ? shown.filter(id => ticks.ids.has(id)).length : 0;
  const ticked = count === 0 ? 'none' : count === shown.length ? 'all' : 'some';
  return {
    isTicked: line => ticks !== undefined && idsOf(line).every(id => ticks.ids.has(id)), turn,
    all: ticks ? { ticked, turn: () => ticks.set(turned(ticks.ids, shown, ticked === 'all')) } : null,
  };
}

function turned(ids: ReadonlySet<string>, touched: readonly string[], off: boolean): ReadonlySet<string> {
  const next = new Set(ids);
  for (const id of touched) { if (off) next.delete(id); else next.add(id); }
  return next;
}
