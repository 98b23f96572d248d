import type { TFunction } from 'i18next';
import { isRelative, parseTime, type RawRange, resolveRange } from '../host/range-text.ts';
import { clockText, dateTimeText, dayText, zoneText } from './clock.ts';
import type { Language } from './format.ts';

/** Ranges offered by name. */
export const READY_RANGES: readonly { readonly raw: RawRange; readonly name?: 'today' | 'yesterday' | 'week' | 'month' }[] = [
  ...['15m', '1h', '6h', '24h', '7d', '30d'].map(length => ({ raw: { from: `now-${length}`, to: 'now' } })),
  { raw: { from: 'now/d', to: 'now' }, name: 'today' },
  { raw: { from: 'now-1d/d', to: 'now-1d/d' }, name: 'yesterday' },
  { raw: { from: 'now/w', to: 'now' }, name: 'week' },
  { raw: { from: 'now/M', to: 'now' }, name: 'month' },
];

export const REFRESH_CHOICES_MS = [1_000, 5_000, 15_000, 60_000, 300_000] as const;

type Translate = TFunction<'ui'>;
type LengthUnit = 's' | 'm' | 'h' | 'd' | 'w';

/** What a range is called: `Last 6 hours` by its length, a ready range by its name, others by their ends. */
export function rangeName(raw: RawRange, t: Translate, language: Language, now: number): string {
  const ready = READY_RANGES.find(({ raw: { from, to } }) => from === raw.from && to === raw.to);
  if (ready?.name) return t(`time.${ready.name}`);
  const last = /^now-(\d+)([smhdw])$/.exec(raw.from);
  if (last && raw.to === 'now') return t(`time.last.${last[2] as LengthUnit}`, { count: Number(last[1]) });
  const ends = resolveRange(raw, now);
  return ends ? spanText(ends.from, ends.to, now, language) : `${raw.from} – ${raw.to}`;
}

/** Both ends as clock times, with their days where they are not today's. */
export function spanText(from: number, to: number, now: number, language: Language): string {
  const today = new Date(now).toDateString();
  const oneDay = new Date(from).toDateString() === new Date(to).toDateString();
  const end = (time: number, day: boolean) => `${day ? `${dayText(time, now, language)} ` : ''}${clockText(time)}`;
  return `${end(from, !(oneDay && new Date(from).toDateString() === today))} – ${end(to, !oneDay)}`;
}

/** The resolved ends beside the name: `08:10 – 14:10 UTC+8`. A range that is already called by its ends adds the zone alone. */
export function rangeDetail(raw: RawRange, from: number, to: number, now: number, language: Language): string {
  return isRelative(raw) ? `${spanText(from, to, now, language)} ${zoneText(to)}` : zoneText(to);
}

/** How an end stands in its text field: relative as it is, absolute as local date and time. */
export function fieldText(text: string, now: number): string {
  if (text.startsWith('now')) return text;
  const time = parseTime(text, now);
  return time === null ? text : dateTimeText(time, time % 60_000 !== 0);
}
