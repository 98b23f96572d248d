import type { BacktestAnswer } from '../../src-main/shared/contract/rules.ts';
import type { Matrix } from '../../src-main/shared/contract/metrics.ts';
import { isPresent } from '../charts/series.ts';
import { mergedStretches } from './cells.ts';
import type { TrialWindow } from './window.ts';

export interface Verdict {
  readonly fired: number;
  /** of all firings, ms */
  readonly totalMs: number;
  readonly longestMs: number;
  /** when at least one series fired; in order, not overlapping; unix ms */
  readonly stretches: readonly TrialWindow[];
}

/** What a back-test found, in figures. Firings that go on to the window's end count up to there. */
export function verdictOf({ series, fired }: Pick<BacktestAnswer, 'series' | 'fired'>, { to }: TrialWindow): Verdict {
  const firings = series.flatMap(({ spans }) => spans.flatMap(({ firedAt, resolvedAt }) => firedAt === null ? [] : [{ from: firedAt, to: Math.max(firedAt, resolvedAt ?? to) }]));
  const lengths = firings.map(each => each.to - each.from);
  return { fired, totalMs: lengths.reduce((sum, length) => sum + length, 0), longestMs: Math.max(0, ...lengths), stretches: mergedStretches(firings) };
}

/** From the first to the last moment at which any series has a value; null where there is none. */
export function coveredOf({ times, series }: Matrix): TrialWindow | null {
  const has = (i: number) => series.some(({ present }) => isPresent(present, i));
  let first = 0;
  while (first < times.length && !has(first)) first++;
  if (first === times.length || series.length === 0) return null;
  let last = times.length - 1;
  while (!has(last)) last--;
  return { from: times[first]!, to: times[last]! };
}
