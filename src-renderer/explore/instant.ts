import type { InstantValue } from '../../src-main/shared/contract/metrics.ts';
import type { Labels } from '../../src-main/shared/model/labels.ts';

/** One line of an instant answer. */
export interface InstantRow {
  readonly id: string;
  readonly query: string;
  readonly labels: Labels;
  /** unix ms */
  readonly time: number;
  readonly value: number | string;
  /** how many samples a range selector found; the value is its last */
  readonly samples: number | null;
}

/** Whatever an instant query answers, as lines of a table. */
export function instantRows(query: string, value: InstantValue): InstantRow[] {
  const row = (i: number, labels: Labels, time: number, content: number | string, samples: number | null = null): InstantRow => ({ id: `${query}${i}`, query, labels, time, value: content, samples });
  switch (value.kind) {
    case 'scalar': return [row(0, {}, value.time, value.value)];
    case 'string': return [row(0, {}, value.time, value.text)];
    case 'vector': return value.series.map((series, i) => row(i, series.labels, series.time, series.value));
    case 'matrix': return value.series.map((series, i) => row(i, series.labels, series.times.at(-1) ?? 0, series.values.at(-1) ?? Number.NaN, series.times.length));
  }
}
