import type { Grid } from './column.ts';
import { bytesFor, countPresent, type Presence, setPresent } from './presence.ts';
import type { Reference } from './run.ts';

const NOBODY = new Float64Array(0);

/** At every step the newest sample not older than the lookback: made once for series after series with the same times. */
export class Newest {
  /** by step: the sample's index, -1 where there is none */
  readonly picks: Int32Array;
  /** steps that have one; null: all. Never to be handed out */
  present: Presence = null;
  /** how many have one */
  filled = 0;
  private readonly bits: Uint8Array;
  private readonly reference: Reference;
  private readonly lookbackMs: number;
  private times: Float64Array = NOBODY;

  constructor(reference: Reference, lookbackMs: number, { count }: Grid) {
    this.reference = reference;
    this.lookbackMs = lookbackMs;
    this.picks = new Int32Array(count).fill(-1);
    this.bits = new Uint8Array(bytesFor(count));
  }

  /** times: unix ms, rising */
  lay(times: Float64Array): void {
    if (times === this.times) return;
    this.times = times;
    const { picks, bits, lookbackMs, reference: { at, step } } = this;
    const count = picks.length, length = times.length;
    bits.fill(0);
    this.filled = 0;
    for (let i = 0, next = 0; i < count; i++) {
      const reference = at + i * step;
      while (next < length && times[next]! <= reference) next++;
      const there = next > 0 && times[next - 1]! > reference - lookbackMs;
      picks[i] = there ? next - 1 : -1;
      if (!there) continue;
      setPresent(bits, i);
      this.filled++;
    }
    this.present = this.filled === count ? null : bits;
  }
}

/** At every step the samples of its window, open on the left and closed on the right: made once for series after series with the same times. */
export class Windows {
  /** by step: the window's samples are los[i] <= k < his[i]; neither ever goes back */
  readonly los: Int32Array;
  readonly his: Int32Array;
  /** by step: the window's right end, unix ms */
  readonly ends: Float64Array;
  readonly rangeMs: number;
  /** the fewest samples in a window that give an answer */
  readonly needs: number;
  times: Float64Array = NOBODY;
  /** steps whose window has enough; null: all. Never to be handed out */
  present: Presence = null;
  /** how many have enough */
  filled = 0;
  /** how often other times were laid: tells whether anything has changed */
  laid = 0;
  private readonly bits: Uint8Array;
  private length = 0;

  constructor({ at, step }: Reference, rangeMs: number, count: number, needs: number) {
    this.los = new Int32Array(count);
    this.his = new Int32Array(count);
    this.ends = Float64Array.from({ length: count }, (_, i) => at + i * step);
    this.rangeMs = rangeMs;
    this.needs = needs;
    this.bits = new Uint8Array(bytesFor(count));
  }

  /** The first `length` of `times`, unix ms, rising. */
  lay(times: Float64Array, length: number): void {
    if (times === this.times && length === this.length) return;
    this.laid++;
    this.times = times;
    this.length = length;
    const { los, his, ends, bits, rangeMs, needs } = this;
    bits.fill(0);
    for (let i = 0, lo = 0, hi = 0; i < ends.length; i++) {
      const end = ends[i]!, begin = end - rangeMs;
      while (hi < length && times[hi]! <= end) hi++;
      while (lo < hi && times[lo]! <= begin) lo++;
      los[i] = lo;
      his[i] = hi;
      if (hi - lo >= needs) setPresent(bits, i);
    }
    this.filled = countPresent(bits, ends.length);
    this.present = this.filled === ends.length ? null : bits;
  }
}
