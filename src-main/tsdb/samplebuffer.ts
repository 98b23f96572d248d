import { bitsOf } from '../shared/model/sample.ts';

/** Samples of any series in any order, as columns that grow: ref, unix ms, and every bit of the value. */
export class SampleBuffer {
  length = 0;
  refs = new Uint32Array(1024);
  times = new Float64Array(1024);
  values = new Float64Array(1024);
  bits: Uint32Array = bitsOf(this.values);

  clear(): void { this.length = 0; }

  /** low, high: the halves of the value */
  add(ref: number, time: number, low: number, high: number): void {
    this.need(1);
    const i = this.length++;
    this.refs[i] = ref;
    this.times[i] = time;
    this.bits[2 * i] = low;
    this.bits[2 * i + 1] = high;
  }

  /** A stretch of one series; copied as memory, so that NaN payloads survive. */
  addColumns(ref: number, times: Float64Array, values: Float64Array): void {
    this.need(times.length);
    this.refs.fill(ref, this.length, this.length + times.length);
    this.times.set(times, this.length);
    this.values.set(values, this.length);
    this.length += times.length;
  }

  private need(count: number): void {
    const needed = this.length + count;
    if (needed <= this.times.length) return;
    const size = Math.max(needed, 2 * this.times.length);
    const { refs, times, values } = this;
    this.refs = new Uint32Array(size);
    this.refs.set(refs);
    this.times = new Float64Array(size);
    this.times.set(times);
    this.values = new Float64Array(size);
    this.values.set(values);
    this.bits = bitsOf(this.values);
  }
}
