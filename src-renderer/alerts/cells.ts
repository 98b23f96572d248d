const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Lengths of a cell that people count in, ms. */
const LENGTHS = [10_000, 30_000, MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 7 * DAY, 30 * DAY];
const MOST_CELLS = 42;

interface Stretch { readonly from: number; readonly to: number }
/** A part of the window: quiet, fired in, or nothing was stored in it. `firedMs`: how long, on the first cell of a run of fired ones the whole run. */
export interface Cell { readonly from: number; readonly to: number; readonly kind: 'quiet' | 'fired' | 'lost'; readonly runMs: number }

/**
 * The window of a back-test in cells of a round length; the last one ends with the window.
 * fired    stretches in which something fired, any order, may overlap; unix ms
 * covered  from when to when there is anything stored; null when there is nothing
 */
export function cellsOf(fired: readonly Stretch[], covered: Stretch | null, from: number, to: number): readonly Cell[] {
  const length = LENGTHS.find(each => (to - from) / each <= MOST_CELLS) ?? Math.ceil((to - from) / MOST_CELLS);
  const count = Math.max(1, Math.ceil((to - from) / length - 1e-9));
  const merged = mergedStretches(fired);
  const cells = Array.from({ length: count }, (_, i): { from: number; to: number; kind: Cell['kind']; runMs: number } => {
    const cell = { from: Math.max(from, to - (count - i) * length), to: to - (count - i - 1) * length };
    const hit = merged.some(each => each.from < cell.to && each.to > cell.from || each.from === each.to && each.from >= cell.from && each.from <= cell.to);
    const kept = covered !== null && covered.from < cell.to && covered.to > cell.from;
    return { ...cell, kind: hit ? 'fired' : kept ? 'quiet' : 'lost', runMs: 0 };
  });
  cells.forEach((cell, i) => {
    if (cell.kind !== 'fired' || cells[i - 1]?.kind === 'fired') return;
    const last = cells.findIndex((other, j) => j > i && other.kind !== 'fired');
    const end = (last < 0 ? cells.at(-1)! : cells[last - 1]!).to;
    cell.runMs = merged.reduce((sum, each) => sum + Math.max(0, Math.min(each.to, end) - Math.max(each.from, cell.from)), 0);
  });
  return cells;
}

/** Stretches in order, those that touch as one. */
export function mergedStretches(stretches: readonly Stretch[]): readonly Stretch[] {
  const merged: { from: number; to: number }[] = [];
  for (const { from, to } of stretches.toSorted((a, b) => a.from - b.from)) {
    const last = merged.at(-1);
    if (last && from <= last.to) last.to = Math.max(last.to, to);
    else merged.push({ from, to });
  }
  return merged;
}
