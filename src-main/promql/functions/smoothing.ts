import type { StepKernel } from '../ranges.ts';

/**
 * Double exponential smoothing (Holt 1957): the level at the window's end, its trend followed.
 * smooth, trend  factors between 0 and 1, one for each step
 * source         Prometheus's double_exponential_smoothing, once holt_winters
 */
export function smoothingKernel(smooth: Float64Array, trend: Float64Array): StepKernel {
  let values: Float64Array;
  return {
    needs: 2,
    load(samples) { values = samples.values; },
    at(lo, hi, step) {
      const sf = smooth[step]!, tf = trend[step]!;
      let before = 0, level = values[lo]!, slope = values[lo + 1]! - level;
      for (let i = lo + 1; i < hi; i++) {
        if (i > lo + 1) slope = tf * (level - before) + (1 - tf) * slope;
        const next = sf * values[i]! + (1 - sf) * (level + slope);
        before = level;
        level = next;
      }
      return level;
    },
  };
}
