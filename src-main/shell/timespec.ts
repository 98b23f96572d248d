import { InvalidArgumentError } from 'commander';
import { parseDurationMs, parseTime } from '../api/params.ts';

/** A time as a person writes it: `now`, `now-6h`, RFC 3339, unix seconds. Read when the command runs, so that `now` is one time for all. */
export type TimeSpec = (now: number) => number;

export function timeOption(text: string): TimeSpec {
  const relative = /^now(?:([+-])(.+))?$/.exec(text.trim());
  if (!relative) {
    const time = orComplain(() => parseTime(text.trim()), 'It has to be now, now-6h, 2026-11-20T08:00:00Z or unix seconds.');
    return () => time;
  }
  const [, sign, duration] = relative;
  const offset = duration === undefined ? 0 : durationOption(duration);
  return now => now + (sign === '-' ? -offset : offset);
}

/** Ms from `15s`, `1h30m` or seconds. */
export function durationOption(text: string): number {
  const ms = orComplain(() => parseDurationMs(text.trim()), 'It has to be a duration such as 15s, 5m, 1h30m or 2d.');
  if (ms <= 0) throw new InvalidArgumentError('It has to be longer than nothing.');
  return ms;
}

function orComplain<T>(read: () => T, sentence: string): T {
  try {
    return read();
  } catch {
    throw new InvalidArgumentError(sentence);
  }
}

const STEPS_MS = [1, 5, 10, 15, 30, 60, 300, 900, 1800, 3600, 21_600, 86_400].map(seconds => seconds * 1000);
const POINTS = 500;

/** A round step that gives at most 500 points, and not finer than 15 s unless the range is that short. */
export const stepFor = (from: number, to: number): number =>
  STEPS_MS.find(step => step >= 15_000 && (to - from) / step <= POINTS) ?? Math.ceil((to - from) / POINTS / 86_400_000) * 86_400_000;
