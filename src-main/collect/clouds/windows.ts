import type { MetricSource } from '../../providers/provider.ts';

/** Times in unix ms, whole periods; `to` is not in it. */
export interface Window { readonly from: number; readonly to: number; readonly periodMs: number }
export interface Windows {
  /** oldest first */
  readonly windows: readonly Window[];
  /** what no period reaches any more; null: nothing */
  readonly lost: { readonly from: number; readonly to: number } | null;
}

/**
 * What is to be asked for to know all of [from, to): each stretch at the finest period at which it is still kept.
 * finestMs  the machine's own period; no finer one is asked for
 * now       unix ms that "how long it is kept" counts from
 */
export function windowsOf(kept: MetricSource['kept'], finestMs: number, from: number, to: number, now: number): Windows {
  const usable = kept.filter(({ periodMs }) => periodMs >= finestMs);
  const windows: Window[] = [];
  let end = to;
  for (const { periodMs, forMs } of usable) {
    const begin = ceil(Math.max(from, now - forMs), periodMs);
    const until = ceil(end, periodMs); // a coarse point stands at the begin of its period, before what is known more finely
    if (begin >= until) continue;
    windows.unshift({ from: begin, to: until, periodMs });
    end = begin;
  }
  const oldest = now - Math.max(0, ...usable.map(({ forMs }) => forMs));
  return { windows, lost: from < oldest ? { from, to: Math.min(oldest, to) } : null };
}

export const floor = (time: number, periodMs: number): number => Math.floor(time / periodMs) * periodMs;
const ceil = (time: number, periodMs: number): number => Math.ceil(time / periodMs) * periodMs;
