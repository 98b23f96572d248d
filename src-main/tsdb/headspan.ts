import type { Head } from './head.ts';
import type { Marks } from './marks.ts';
import type { Expired } from './retention.ts';

/** unix ms, both ends in; Infinity and -Infinity for nothing */
export interface Span { readonly from: number; readonly to: number }

/** What the unsealed samples span. */
export function headSpan(head: Head): Span {
  let from = Infinity, to = -Infinity;
  for (const { main, late } of head.shards.values()) {
    from = Math.min(from, main.from, late.from);
    to = Math.max(to, main.to, late.to);
  }
  return { from, to };
}

export function spanOf(times: Float64Array): Span {
  let from = Infinity, to = -Infinity;
  for (let i = 0; i < times.length; i++) {
    const time = times[i]!;
    if (time < from) from = time;
    if (time > to) to = time;
  }
  return { from, to };
}

/** Tells of what retention took: a row ends before the next one begins, whose beginning is known to 1,024 ms. Of late rows only that they are gone. */
export function markRemoved(marks: Marks, removed: readonly Expired[]): void {
  for (const { shard, late, oldest } of removed) {
    if (late) marks.touched(-Infinity);
    else marks.removed(oldest < Infinity ? oldest + 1024 : shard.sealedTo);
  }
}
