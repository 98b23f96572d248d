import type { AlertInstance, AlertRecord } from '../../src-main/shared/model/alert.ts';

/** What a lane tells of a stretch of time (unix ms): the alert waited, fired, or fired and nobody was told. */
export interface LaneSpan { readonly from: number; readonly to: number; readonly kind: 'pending' | 'firing' }
/** A span on the axis: both 0..1 of the range. */
export interface LaneBar { readonly left: number; readonly width: number; readonly kind: LaneSpan['kind'] }

/** What is shorter is drawn this wide, or a minute in a week would not be seen. */
const LEAST = 0.004;

/** When an alert that is there now waited and fired. */
export function spansNow({ activeAt, firedAt, resolvedAt }: Pick<AlertInstance, 'activeAt' | 'firedAt' | 'resolvedAt'>, now: number): readonly LaneSpan[] {
  const end = Math.max(resolvedAt ?? now, activeAt);
  if (firedAt === null) return [{ from: activeAt, to: end, kind: 'pending' }];
  return [...(firedAt > activeAt ? [{ from: activeAt, to: firedAt, kind: 'pending' } as const] : []), { from: firedAt, to: Math.max(end, firedAt), kind: 'firing' }];
}

export const spansOf = (records: readonly Pick<AlertRecord, 'activeAt' | 'firedAt' | 'resolvedAt'>[], now: number): readonly LaneSpan[] => records.flatMap(record => spansNow(record, now));

/** Spans within the range, left to right; overlapping ones of a kind are one, so that a hundred short firings in a week stay readable. */
export function laneBars(spans: readonly LaneSpan[], from: number, to: number): readonly LaneBar[] {
  const share = (time: number) => (Math.min(Math.max(time, from), to) - from) / (to - from);
  const bars: { left: number; width: number; kind: LaneSpan['kind'] }[] = [];
  for (const span of spans.filter(each => each.to >= from && each.from <= to).toSorted((a, b) => a.from - b.from)) {
    const left = Math.min(share(span.from), 1 - LEAST);
    const width = Math.max(LEAST, share(span.to) - left);
    const last = bars.findLast(bar => bar.kind === span.kind);
    if (last && left <= last.left + last.width) last.width = Math.max(last.width, left + width - last.left);
    else bars.push({ left, width, kind: span.kind });
  }
  return bars;
}

/** ms of the range in which it fired; overlapping firings count once. */
export function firedMs(spans: readonly LaneSpan[], from: number, to: number): number {
  let [sum, until] = [0, from];
  for (const span of spans.filter(({ kind }) => kind === 'firing').toSorted((a, b) => a.from - b.from)) {
    const [start, end] = [Math.max(span.from, until), Math.min(span.to, to)];
    if (end > start) { sum += end - start; until = end; }
  }
  return sum;
}
