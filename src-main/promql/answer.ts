import { type LabelPairs, toLabels } from '../shared/model/labels.ts';
import type { InstantValue, Matrix } from '../shared/contract/metrics.ts';
import type { Column } from './column.ts';

interface Said {
  readonly warnings: readonly string[];
  readonly infos: readonly string[];
  /** samples read from the source */
  readonly samples: number;
}

/** Answer of a range query: columns over `times` (unix ms), sorted by labels. */
export interface RangeResult extends Said { readonly times: Float64Array; readonly series: readonly Column[] }

/** Answer of an instant query. Times in unix ms. */
export type InstantResult = Said & (
  | { readonly kind: 'vector'; readonly time: number; readonly series: readonly { readonly labels: LabelPairs; readonly value: number }[] }
  | { readonly kind: 'matrix'; readonly series: readonly { readonly labels: LabelPairs; readonly times: Float64Array; readonly values: Float64Array }[] }
  | { readonly kind: 'scalar'; readonly time: number; readonly value: number }
  | { readonly kind: 'string'; readonly time: number; readonly text: string }
);

/** The form in which a range answer goes to a page. */
export const toMatrix = ({ times, series }: RangeResult): Matrix =>
  ({ times, series: series.map(({ labels, values, present }) => ({ labels: toLabels(labels), values, present })) });

/** The form in which an instant answer goes to a page. */
export function toInstantValue(result: InstantResult): InstantValue {
  switch (result.kind) {
    case 'vector': return { kind: 'vector', series: result.series.map(({ labels, value }) => ({ labels: toLabels(labels), time: result.time, value })) };
    case 'matrix': return { kind: 'matrix', series: result.series.map(({ labels, times, values }) => ({ labels: toLabels(labels), times, values })) };
    case 'scalar': return { kind: 'scalar', time: result.time, value: result.value };
    case 'string': return { kind: 'string', time: result.time, text: result.text };
  }
}
