import type { LabelPairs } from '../shared/model/labels.ts';
import type { Metadata } from '../shared/model/sample.ts';

/** The way into the store, for whoever has samples. A promise that resolves means: committed. */
export interface Appender {
  /** A ref for each series, in order; unknown series are made. Refs stay valid while the host runs and after. */
  resolve(series: readonly LabelPairs[]): Promise<Uint32Array>;
  /**
   * refs    one per value; a ref may come more than once
   * times   unix ms, integers: one for all values, or one per value
   * values  as many as refs; a stale marker is the NaN of shared/model/sample. All three are transferred and gone afterwards
   * errors  AppError 'unavailable' when nothing can be written (disk full): nothing of it was stored
   */
  append(refs: Uint32Array, times: Float64Array, values: Float64Array): Promise<void>;
  /** Type, help and unit of metrics; the newest wins. */
  annotate(metadata: readonly Metadata[]): Promise<void>;
}
