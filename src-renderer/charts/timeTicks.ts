import { clockText, dayText } from '../ui/clock.ts';
import type { Language } from '../ui/format.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const STEPS = [
  SECOND, 2 * SECOND, 5 * SECOND, 10 * SECOND, 15 * SECOND, 30 * SECOND,
  MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 15 * MINUTE, 30 * MINUTE,
  HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 5 * DAY, 7 * DAY, 14 * DAY, 30 * DAY, 90 * DAY, 365 * DAY,
];

export interface TimeTicks {
  /** unix ms */
  readonly times: readonly number[];
  /** ms between two of them; days may be an hour longer or shorter where clocks change */
  readonly stepMs: number;
}

/** Round local times within [from, to], at most `most`: whole steps of the wall clock, counted from local midnight. */
export function timeTicks(from: number, to: number, most: number): TimeTicks {
  const stepMs = STEPS.find(step => (to - from) / step <= Math.max(1, most)) ?? STEPS.at(-1)!;
  const times: number[] = [];
  if (!(to > from)) return { times, stepMs };
  for (let time = firstTick(from, stepMs); time <= to; time = nextTick(time, stepMs)) if (time >= from) times.push(time);
  return { times, stepMs };
}

function firstTick(from: number, stepMs: number): number {
  const midnight = new Date(from).setHours(0, 0, 0, 0);
  if (stepMs < DAY) return midnight + Math.floor((from - midnight) / stepMs) * stepMs;
  // whole days count from 1 January 1970 on the local calendar, so that panning keeps them in place
  const days = Math.floor(dayNumber(midnight) / (stepMs / DAY)) * (stepMs / DAY);
  return addDays(midnight, days - dayNumber(midnight));
}

function nextTick(time: number, stepMs: number): number {
  if (stepMs >= DAY) return addDays(time, stepMs / DAY);
  const next = time + stepMs;
  const midnight = new Date(next).setHours(0, 0, 0, 0);
  // where clocks change, steps are counted afresh from the new day's midnight
  return midnight > time ? midnight : next;
}

const addDays = (time: number, days: number): number => {
  const date = new Date(time);
  return date.setDate(date.getDate() + days);
};

const dayNumber = (time: number): number => {
  const date = new Date(time);
  return Math.round(Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / DAY);
};

/** How a tick is written: the clock, with seconds below a minute; the day at midnight and for whole days. */
export function timeLabel(time: number, stepMs: number, language: Language): string {
  const midnight = new Date(time).setHours(0, 0, 0, 0) === time;
  if (stepMs >= 300 * DAY) return String(new Date(time).getFullYear());
  return stepMs >= DAY || midnight ? dayText(time, time, language) : clockText(time, stepMs < MINUTE);
}
