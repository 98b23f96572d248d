/** A range as people and links write it: `now-6h`, `now/d`, `2026-03-17 22:00`, ISO 8601, or unix ms in digits. */
export interface RawRange { readonly from: string; readonly to: string }

export const DEFAULT_RANGE: RawRange = { from: 'now-1h', to: 'now' };

const MS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;
type Unit = keyof typeof MS | 'M' | 'y';
const RELATIVE = /^now((?:[+-]\d{1,6}[smhdwMy])*)(?:\/([smhdwMy]))?$/;
const LOCAL = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T](\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,3}))?)?)?$/;
const ISO = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})$/;

/**
 * A time's text as unix ms, or null when it says no time.
 *
 * text  `now` with any number of `-6h` / `+1d`, then optionally `/d`: the start of that day (`side` from) or its last ms (`side` to).
 *       s m h are lengths; d w M y are local calendar steps, so `now-1d` is the same clock time yesterday also across a change of the clocks; weeks begin on Monday.
 *       A date alone means its first or last ms, by `side`; dates without a zone are local
 */
export function parseTime(text: string, now: number, side: 'from' | 'to' = 'from'): number | null {
  const trimmed = text.trim();
  const relative = RELATIVE.exec(trimmed);
  if (relative) return relativeTime(relative[1] ?? '', relative[2] as Unit | undefined, now, side);
  if (/^-?\d{10,16}$/.test(trimmed)) return Number(trimmed);
  if (ISO.test(trimmed)) return finite(Date.parse(trimmed));
  const local = LOCAL.exec(trimmed);
  return local ? localTime(local, side) : null;
}

const finite = (time: number): number | null => Number.isFinite(time) ? time : null;

function relativeTime(steps: string, round: Unit | undefined, now: number, side: 'from' | 'to'): number | null {
  let time = now;
  for (const [, sign, count, unit] of steps.matchAll(/([+-])(\d+)([smhdwMy])/g)) {
    time = step(time, (sign === '-' ? -1 : 1) * Number(count), unit as Unit);
  }
  if (!round) return finite(time);
  const start = startOf(time, round);
  return finite(side === 'from' ? start : step(start, 1, round) - 1);
}

function step(time: number, count: number, unit: Unit): number {
  if (unit === 's' || unit === 'm' || unit === 'h') return time + count * MS[unit];
  const date = new Date(time);
  if (unit === 'd') date.setDate(date.getDate() + count);
  else if (unit === 'w') date.setDate(date.getDate() + 7 * count);
  else {
    const day = date.getDate();
    date.setDate(1);
    date.setMonth(date.getMonth() + (unit === 'M' ? count : 12 * count));
    date.setDate(Math.min(day, new Date(date.getFullYear(), date.getMonth() + 1, 0).getDate())); // 31 March less a month is 28 February
  }
  return date.getTime();
}

function startOf(time: number, unit: Unit): number {
  const date = new Date(time);
  if (unit === 's') date.setMilliseconds(0);
  else if (unit === 'm') date.setSeconds(0, 0);
  else if (unit === 'h') date.setMinutes(0, 0, 0);
  else date.setHours(0, 0, 0, 0);
  if (unit === 'w') date.setDate(date.getDate() - (date.getDay() + 6) % 7);
  if (unit === 'M') date.setDate(1);
  if (unit === 'y') date.setMonth(0, 1);
  return date.getTime();
}

function localTime(parts: RegExpExecArray, side: 'from' | 'to'): number | null {
  const [year = 0, month = 0, day = 0, hour, minute = 0, second = 0, fraction] = parts.slice(1).map(part => part === undefined ? undefined : Number(part));
  const date = new Date(year, month - 1, day, hour ?? 0, minute, second, fraction === undefined ? 0 : Number((parts[7] ?? '').padEnd(3, '0')));
  const real = date.getFullYear() === year && date.getMonth() === month - 1 && date.getDate() === day
    && (hour === undefined || hour < 24) && minute < 60 && second < 60;
  if (!real) return null; // 30 February
  if (hour !== undefined || side === 'from') return date.getTime();
  return new Date(year, month - 1, day + 1).getTime() - 1;
}

/** Both ends as unix ms, from < to; null when one of them says no time or the order is wrong. */
export function resolveRange(raw: RawRange, now: number): { readonly from: number; readonly to: number } | null {
  const from = parseTime(raw.from, now, 'from');
  const to = parseTime(raw.to, now, 'to');
  return from === null || to === null || from >= to ? null : { from, to };
}

/** Whether the range moves with the clock. */
export const isRelative = (raw: RawRange): boolean => raw.from.startsWith('now') || raw.to.startsWith('now');

/** How an absolute time stands in a link: to the ms, in UTC, so that it means the same on every computer. */
export const linkTime = (time: number): string => new Date(Math.round(time)).toISOString();

/** The unit lengths of a duration like `5s`, `1m30s`, `2h` in ms; null for other text. `0` and `off` are not durations. */
export function parseDuration(text: string): number | null {
  if (!/^(?:\d{1,6}(?:ms|[smhdw]))+$/.test(text)) return null;
  let total = 0;
  for (const [, count, unit] of text.matchAll(/(\d+)(ms|[smhdw])/g)) total += Number(count) * (unit === 'ms' ? 1 : MS[unit as keyof typeof MS]);
  return total > 0 ? total : null;
}

/** The shortest exact text of a duration: 90000 is `90s`, 3600000 is `1h`. */
export function durationText(ms: number): string {
  for (const unit of ['w', 'd', 'h', 'm', 's'] as const) if (ms >= MS[unit] && ms % MS[unit] === 0) return `${ms / MS[unit]}${unit}`;
  return `${ms}ms`;
}

/** Half a range earlier or later. One that would reach past `now` ends there and moves with the clock again. */
export function shifted({ from, to }: { readonly from: number; readonly to: number }, direction: -1 | 1, now: number): RawRange {
  const length = to - from;
  const end = to + direction * length / 2;
  if (end < now) return { from: linkTime(end - length), to: linkTime(end) };
  return { from: `now-${durationText(Math.max(1_000, Math.round(length / 1_000) * 1_000))}`, to: 'now' };
}
