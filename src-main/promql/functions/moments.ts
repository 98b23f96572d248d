import type { Samples, StepKernel } from '../ranges.ts';

/**
 * Count, means and central moments of a window of (x, y), two stacks as in SlidingSum, so that nothing is ever taken away again.
 * Parts are put together after Chan, Golub and LeVeque 1979.
 */
class SlidingMoments {
  #length = 0;
  #x: Float64Array = new Float64Array(0);
  #y: Float64Array = new Float64Array(0);
  #suffix: Moments[] = [];
  readonly #back = new Moments();
  readonly #all = new Moments();
  #split = 0;
  #next = 0;

  load(x: Float64Array, y: Float64Array, length: number): void {
    this.#x = x;
    this.#y = y;
    this.#length = length;
    this.#split = this.#next = 0;
    this.#back.clear();
  }

  /** Valid until the next call. */
  over(lo: number, hi: number): Moments {
    if (lo >= this.#next) {
      this.#split = this.#next = lo;
      this.#back.clear();
    }
    for (; this.#next < hi; this.#next++) this.#back.add(this.#x[this.#next]!, this.#y[this.#next]!);
    if (lo >= this.#split) this.#turn(lo);
    this.#all.copy(this.#suffix[lo]!);
    if (this.#back.count > 0) this.#all.join(this.#back);
    return this.#all;
  }

  #turn(lo: number): void {
    while (this.#suffix.length < this.#length) this.#suffix.push(new Moments());
    this.#back.clear();
    for (let i = this.#next - 1; i >= lo; i--) {
      this.#back.add(this.#x[i]!, this.#y[i]!);
      this.#suffix[i]!.copy(this.#back);
    }
    this.#split = this.#next;
    this.#back.clear();
  }
}

class Moments {
  count = 0;
  meanX = 0;
  meanY = 0;
  xx = 0;
  xy = 0;
  yy = 0;

  clear(): void {
    this.count = this.meanX = this.meanY = this.xx = this.xy = this.yy = 0;
  }

  copy(other: Moments): void {
    this.count = other.count;
    this.meanX = other.meanX;
    this.meanY = other.meanY;
    this.xx = other.xx;
    this.xy = other.xy;
    this.yy = other.yy;
  }

  add(x: number, y: number): void {
    const share = 1 / ++this.count;
    const dx = x - this.meanX, dy = y - this.meanY;
    this.meanX += dx * share;
    this.meanY += dy * share;
    const rest = y - this.meanY;
    this.xx += dx * (x - this.meanX);
    this.xy += dx * rest;
    this.yy += dy * rest;
  }

  join(other: Moments): void {
    const count = this.count + other.count;
    const dx = other.meanX - this.meanX, dy = other.meanY - this.meanY;
    const weight = (this.count * other.count) / count;
    this.xx += other.xx + dx * dx * weight;
    this.xy += other.xy + dx * dy * weight;
    this.yy += other.yy + dy * dy * weight;
    this.meanX += (dx * other.count) / count;
    this.meanY += (dy * other.count) / count;
    this.count = count;
  }
}

/** The variance of a window's values (of the population, not of a sample of it), or its root. */
export function varianceKernel(finish: (variance: number) => number): StepKernel {
  const moments = new SlidingMoments();
  return {
    needs: 1,
    load({ values, length }) { moments.load(values, values, length); },
    at(lo, hi) {
      const { yy, count } = moments.over(lo, hi);
      return finish(yy / count);
    },
  };
}

/** A least-squares line through a window: slope per second, and its height at `zero` seconds after the first sample of the series. */
export function lineKernel(answer: (line: { readonly slope: number; heightAt(time: number): number }, step: number) => number): StepKernel {
  const moments = new SlidingMoments();
  let samples: Samples, seconds = new Float64Array(0), changes = new Int32Array(0), origin = 0;
  return {
    needs: 2,
    load(loaded) {
      samples = loaded;
      const { times, values, length } = loaded;
      if (seconds.length < length) { seconds = new Float64Array(length); changes = new Int32Array(length); }
      origin = times[0] ?? 0;
      for (let i = 0; i < length; i++) seconds[i] = (times[i]! - origin) / 1000;
      for (let i = 1; i < length; i++) changes[i] = changes[i - 1]! + (values[i]! === values[i - 1]! ? 0 : 1);
      moments.load(seconds, values, length);
    },
    at(lo, hi, step) {
      const flat = samples.values[lo]!;
      if (changes[hi - 1]! === changes[lo]!) return answer({ slope: flat - flat, heightAt: () => (Number.isFinite(flat) ? flat : NaN) }, step);
      const { xy, xx, meanX, meanY } = moments.over(lo, hi);
      const slope = xy / xx;
      return answer({ slope, heightAt: time => meanY + slope * ((time - origin) / 1000 - meanX) }, step);
    },
  };
}
