import type { Unit } from '../ui/format.ts';

export interface ValueRange { readonly low: number; readonly high: number; readonly step: number }

/** Steps of a clock, for durations past a minute; seconds. */
const CLOCK_STEPS = [30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400];

/** The smallest of `digits` × 10^k that is not below `raw` (> 0). */
export function niceStep(raw: number, digits: readonly number[] = [1, 2, 5]): number {
  const power = 10 ** Math.floor(Math.log10(raw));
  const digit = raw / power;
  // a hair of tolerance, so that 0.1 + 0.2 does not ask for the next step
  return (digits.find(nice => digit <= nice + 1e-9) ?? 10) * power;
}

/** The step between two labels, so that at most `most` steps cover `span`: binary for bytes, the clock's for long durations. */
export function stepFor(span: number, most: number, unit: Unit, largest: number): number {
  const raw = span / most;
  if (isBinary(unit)) {
    const scale = 1024 ** Math.max(0, Math.floor(Math.log(Math.max(largest, 1)) / Math.log(1024)));
    return niceStep(raw / scale) * scale;
  }
  const second = unit === 'seconds' ? 1 : unit === 'duration' ? 1000 : 0;
  if (second > 0 && raw > 20 * second) {
    const clock = CLOCK_STEPS.find(step => step * second >= raw);
    return clock === undefined ? niceStep(raw / (86_400 * second)) * 86_400 * second : clock * second;
  }
  return niceStep(raw, fullScale(unit) === null ? undefined : QUARTERS);
}

/** Shares are read in quarters. */
const QUARTERS = [1, 2.5, 5];
export const isBinary = (unit: Unit): boolean => unit === 'bytes' || unit === 'bytesRate';
const fullScale = (unit: Unit): number | null => unit === 'ratio' ? 1 : unit === 'percent' ? 100 : null;

/** Rates of counters that are read one after the other add up to a little more than all. */
const FULL_AND_A_HAIR = 1.05;

/** Units in which zero means "none": their axis starts there, or a busy and an idle chart would look alike. */
const FROM_ZERO: ReadonlySet<Unit> = new Set<Unit>(['ratio', 'percent', 'bytes', 'bytesRate', 'bits', 'bitsRate', 'count', 'rate']);

/**
 * The axis for values between `low` and `high`: its ends and the step between labels.
 * A share spans 0-100 % unless it goes clearly beyond; other units start at 0 unless the values stay in the upper fifth, far from it.
 * `min` and `max`, where given, are the ends.
 */
export function valueRange(low: number, high: number, unit: Unit, most: number, fixed: { readonly min?: number | undefined; readonly max?: number | undefined } = {}): ValueRange {
  const full = fullScale(unit);
  let from = fixed.min ?? startOf(low, high, unit);
  let to = fixed.max ?? (full !== null && low >= 0 ? (high <= full * FULL_AND_A_HAIR ? full : high) : Math.max(high, from));
  if (to <= from) to = from + (isBinary(unit) ? 1024 : Math.abs(from) || 1);
  const step = stepFor(to - from, most, unit, Math.max(Math.abs(from), Math.abs(to)));
  if (fixed.min === undefined) from = Math.floor(from / step + 1e-9) * step;
  if (fixed.max === undefined) to = Math.ceil(to / step - 1e-9) * step;
  return { low: from, high: to, step };
}

function startOf(low: number, high: number, unit: Unit): number {
  if (low < 0) return low;
  return FROM_ZERO.has(unit) || low < 0.8 * high || low === high ? 0 : low;
}

/** Multiples of `step` within [low, high]. */
export function ticksBetween({ low, high, step }: ValueRange): number[] {
  const ticks: number[] = [];
  // counted, not summed: sums of 0.1 drift
  for (let k = Math.ceil(low / step - 1e-9); k <= high / step + 1e-9; k++) ticks.push(k === 0 ? 0 : k * step);
  return ticks;
}
