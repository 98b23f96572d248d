import { pairsKey } from '../shared/model/labels.ts';
import type { RangeResult } from './answer.ts';
import type { Column } from './column.ts';
import { bytesFor, compacted, countPresent, isPresent, type Presence, setPresent } from './presence.ts';
import { compareLabels } from './labelset.ts';

/** The part of a range answer with from <= step <= to, unix ms; the answer itself when that is all of it. Series without a value there are gone. */
export function stepsOf(result: RangeResult, from: number, to: number): RangeResult {
  const { times } = result;
  let start = 0, end = times.length;
  while (start < end && times[start]! < from) start++;
  while (end > start && times[end - 1]! > to) end--;
  if (start === 0 && end === times.length) return result;
  const series = result.series.flatMap(({ labels, values, present }): Column[] => {
    const part = cut(present, start, end);
    return countPresent(part, end - start) === 0 ? [] : [{ labels, values: values.subarray(start, end), present: part }];
  });
  return { ...result, times: times.subarray(start, end), series };
}

/** Two answers to one query, the second one's steps behind the first one's; a second of null is none. The arrays are new, samples and notes the second one's. */
export function joinedSteps(first: RangeResult, second: RangeResult | null): RangeResult {
  if (second === null) return { ...first, samples: 0 };
  const split = first.times.length, count = split + second.times.length;
  const times = new Float64Array(count);
  times.set(first.times);
  times.set(second.times, split);
  const byLabels = new Map<string, { first?: Column; second?: Column }>();
  for (const column of first.series) byLabels.set(pairsKey(column.labels), { first: column });
  for (const column of second.series) {
    const key = pairsKey(column.labels);
    byLabels.set(key, { ...byLabels.get(key), second: column });
  }
  const series = Array.from(byLabels.values(), parts => joinedColumn(parts, split, count));
  return { ...second, times, series: series.sort((a, b) => compareLabels(a.labels, b.labels)) };
}

function joinedColumn({ first, second }: { first?: Column; second?: Column }, split: number, count: number): Column {
  const values = new Float64Array(count), present = new Uint8Array(bytesFor(count));
  for (const [column, at, length] of [[first, 0, split], [second, split, count - split]] as const) {
    if (column === undefined) continue;
    values.set(column.values.subarray(0, length), at);
    for (let i = 0; i < length; i++) if (isPresent(column.present, i)) setPresent(present, at + i);
  }
  return { labels: (first ?? second)!.labels, values, present: compacted(present, count) };
}

function cut(present: Presence, start: number, end: number): Presence {
  if (present === null) return null;
  const part = new Uint8Array(bytesFor(end - start));
  for (let i = start; i < end; i++) if (isPresent(present, i)) setPresent(part, i - start);
  return compacted(part, end - start);
}
