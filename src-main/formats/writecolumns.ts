import { AppError } from '../shared/model/errors.ts';
import type { Metadata } from '../shared/model/sample.ts';

/** Senders send some thousands at once; beyond these a request would cost more memory than it has bytes. */
const MAX_SERIES = 2 ** 20;
const MAX_SAMPLES = 2 ** 22;

/**
 * A WriteRequest as columns; made once, filled by every request anew.
 *
 * labelStart, labelEnd   per series, where its labels stand: bytes of the request in 1.0, entries of `labelRefs` in 2.0
 * sampleEnd              per series, exclusive index into times and values; series i begins at sampleEnd[i - 1]
 * times                  unix ms; only the first `samples` are of this request, as with every other column
 * values                 every bit as received: a NaN keeps its payload
 * histograms, exemplars  how many came; they are not read
 */
export class WriteColumns {
  series = 0;
  labelStart = new Uint32Array(256);
  labelEnd = new Uint32Array(256);
  sampleEnd = new Uint32Array(256);
  samples = 0;
  times = new Float64Array(1024);
  values = new Float64Array(1024);
  /** two 32-bit halves per value, over the same memory */
  bits = new Uint32Array(this.values.buffer);
  histograms = 0;
  exemplars = 0;
  /** of 1.0, where it stands beside the series */
  metadata: Metadata[] = [];

  clear(): void {
    this.series = this.samples = this.histograms = this.exemplars = 0;
    this.metadata = [];
  }

  /** Memory for more series. Errors: AppError 'too-large' */
  growSeries(): void {
    if (this.series >= MAX_SERIES) throw new AppError('too-large', `a request: at most ${MAX_SERIES} series are taken at once`);
    this.labelStart = twice(this.labelStart);
    this.labelEnd = twice(this.labelEnd);
    this.sampleEnd = twice(this.sampleEnd);
  }

  /** Memory for more samples. Errors: AppError 'too-large' */
  growSamples(): void {
    if (this.samples >= MAX_SAMPLES) throw new AppError('too-large', `a request: at most ${MAX_SAMPLES} samples are taken at once`);
    const times = new Float64Array(this.times.length * 2);
    times.set(this.times);
    this.times = times;
    this.bits = twice(this.bits); // the halves are copied, not the numbers: a copied NaN may lose its payload
    this.values = new Float64Array(this.bits.buffer);
  }
}

/** The same numbers with as much room again behind them. */
export function twice(from: Uint32Array): Uint32Array<ArrayBuffer> {
  const to = new Uint32Array(from.length * 2);
  to.set(from);
  return to;
}
