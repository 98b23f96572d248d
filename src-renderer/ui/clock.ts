import type { Language } from './format.ts';

const two = (n: number): string => String(n).padStart(2, '0');

/** The zone's distance from UTC at `time`, as people write it: `UTC+8`, `UTC−3:30`, `UTC`. */
export function zoneText(time: number): string {
  const minutes = -new Date(time).getTimezoneOffset();
  if (minutes === 0) return 'UTC';
  const size = Math.abs(minutes);
  return `UTC${minutes < 0 ? '−' : '+'}${Math.floor(size / 60)}${size % 60 ? `:${two(size % 60)}` : ''}`;
}

/** The computer's zone by name, `Asia/Shanghai`. */
export const zoneName = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Local clock time: `14:10`, with seconds `14:10:07`. */
export function clockText(time: number, seconds = false): string {
  const date = new Date(time);
  return `${two(date.getHours())}:${two(date.getMinutes())}${seconds ? `:${two(date.getSeconds())}` : ''}`;
}

/** Local date and time for fields and tables, sortable by eye: `2026-03-17 22:00`. */
export function dateTimeText(time: number, seconds = false): string {
  const date = new Date(time);
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${clockText(time, seconds)}`;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** A local day: `17 Mar`, `3月17日`; with the year when it is not this one's. */
export function dayText(time: number, now: number, language: Language): string {
  const date = new Date(time);
  const other = date.getFullYear() !== new Date(now).getFullYear();
  const [year, month, day] = [date.getFullYear(), date.getMonth(), date.getDate()];
  if (language === 'zh') return `${other ? `${year}年` : ''}${month + 1}月${day}日`;
  return `${day} ${MONTHS[month]}${other ? ` ${year}` : ''}`;
}

/** The shortest text that says when: the clock time today (to the second on request), else day and clock time. */
export function whenText(time: number, now: number, language: Language, seconds = false): string {
  const same = new Date(time).toDateString() === new Date(now).toDateString();
  return same ? clockText(time, seconds) : `${dayText(time, now, language)} ${clockText(time)}`;
}

/** Date, time to the second and zone, for titles: nothing left to guess. */
export const exactText = (time: number): string => `${dateTimeText(time, true)} ${zoneText(time)}`;
