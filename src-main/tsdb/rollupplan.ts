import { COARSE, FINE, type Level, type RollupReader, windowOf } from '../store/rollups.ts';
import type { Grouping, Selection } from './select.ts';

/** A part of a selection's window, unix ms, both ends in; `blob` when it may be read from a rollup. */
export interface Stretch { readonly from: number; readonly to: number; readonly blob: Buffer | null }

/** Windows of a query that are looked at to learn whether rollups may help. */
const MOST_LOOKED_AT = 400;

/** Whether a selection is long enough, and its windows are far enough apart, that rollups may help. */
export function mayGroup({ from, to }: Selection, grouping: Grouping): boolean {
  const first = windowOf(FINE, from), last = Math.min(windowOf(FINE, to), first + MOST_LOOKED_AT);
  for (let window = first; window <= last; window++) {
    if (isWhole(FINE, window, from, to) && !divides(grouping, FINE, window)) return true;
  }
  return false;
}

/** Does the selection reach over all of the window? */
const isWhole = ({ windowMs }: Level, window: number, from: number, to: number): boolean => from <= window * windowMs + 1 && to >= (window + 1) * windowMs;

/** Whether an end of the query's windows lies inside of a bucket in a rollup's window: then the bucket does not tell what lies before and behind it. */
export function divides({ at, step, count, rangeMs }: Grouping, { bucketMs, windowMs }: Level, window: number): boolean {
  const from = window * windowMs, to = from + windowMs;
  const within = (first: number): boolean => {
    const aligned = first % bucketMs === 0;
    if (aligned && step % bucketMs === 0) return false;
    const i = step > 0 ? Math.max(0, Math.floor((from - first) / step) + 1) : 0;
    const end = first + i * step;
    if (i >= count || end <= from || end >= to) return false;
    return end % bucketMs !== 0 || (i + 1 < count && step % bucketMs !== 0 && end + step < to);
  };
  return within(at) || (rangeMs !== null && within(at - rangeMs));
}

/** What of a shard can be read from rollups for a selection, coarse ones first, and what has to be read from samples: all of from..to, in order. */
export function stretchesOf(rollups: RollupReader, shard: number, from: number, to: number, grouping: Grouping): Stretch[] {
  const stretches: Stretch[] = [];
  for (const coarse of rolledIn(rollups, COARSE, shard, { from, to }, grouping)) {
    if (coarse.blob !== null) stretches.push(coarse);
    else stretches.push(...rolledIn(rollups, FINE, shard, coarse, grouping));
  }
  return stretches;
}

function rolledIn(rollups: RollupReader, level: Level, shard: number, { from, to }: { readonly from: number; readonly to: number }, grouping: Grouping): Stretch[] {
  const stretches: Stretch[] = [];
  let next = from;
  for (const { window, blob } of rollups.windows(level, shard, windowOf(level, from), windowOf(level, to))) {
    if (blob.length === 0 || divides(grouping, level, window)) continue;
    const begin = Math.max(from, window * level.windowMs + 1), end = Math.min(to, (window + 1) * level.windowMs);
    if (begin > next) stretches.push({ from: next, to: begin - 1, blob: null });
    stretches.push({ from: begin, to: end, blob });
    next = end + 1;
  }
  if (next <= to) stretches.push({ from: next, to, blob: null });
  return stretches;
}
