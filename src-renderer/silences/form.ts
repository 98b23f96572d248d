import { parseMatchers, typedMatchers } from '../../src-main/shared/model/matcher.ts';
import { type Silence, SilenceInput, SilenceMatchers } from '../../src-main/shared/model/silence.ts';
import { parseDuration, parseTime } from '../host/range-text.ts';
import { dateTimeText } from '../ui/clock.ts';

/** A silence as its form holds it: text as typed. */
export interface SilenceForm { readonly matchers: string; readonly from: string; readonly until: string; readonly comment: string }
export type Field = keyof SilenceForm;
export type Problems = Readonly<Partial<Record<Field, true>>>;

export const NEW_SILENCE: SilenceForm = { matchers: '', from: 'now', until: '2h', comment: '' };

export const formOf = ({ matchers, comment, startsAt, endsAt }: Silence): SilenceForm => ({ matchers: typedMatchers(matchers), from: dateTimeText(startsAt), until: dateTimeText(endsAt), comment });
/** For a silence that is over: the same once more, from now on. */
export const againOf = ({ matchers, comment }: Silence): SilenceForm => ({ ...NEW_SILENCE, matchers: typedMatchers(matchers), comment });
/** From the address of a link that silences an alert. */
export const formFor = (match: string | null): SilenceForm => ({ ...NEW_SILENCE, matchers: typedMatchers(parseMatchers(match ?? '') ?? []) });

/** Its matchers as far as they can be tried; null while they can't. */
export function matchersOf(text: string): Silence['matchers'] | null {
  const parsed = SilenceMatchers.safeParse(parseMatchers(text));
  return parsed.success ? parsed.data : null;
}

/** What is sent, or which fields are wrong. `now`: unix ms */
export function inputOf(form: SilenceForm, now: number): { readonly silence: SilenceInput | null; readonly problems: Problems } {
  const matchers = matchersOf(form.matchers);
  const startsAt = /^\s*(now)?\s*$/.test(form.from) ? undefined : parseTime(form.from, now) ?? Number.NaN;
  const length = parseDuration(form.until.trim());
  const endsAt = length === null ? parseTime(form.until, now, 'to') ?? Number.NaN : Math.max(now, startsAt ?? now) + length;
  const problems: Partial<Record<Field, true>> = {
    ...(matchers === null ? { matchers: true } : {}), ...(form.comment.trim() === '' ? { comment: true } : {}),
    ...(endsAt > now ? {} : { until: true }), ...(startsAt === undefined || startsAt < endsAt ? {} : { from: true }),
  };
  const parsed = SilenceInput.safeParse({ matchers, comment: form.comment, startsAt, endsAt });
  return { silence: Object.keys(problems).length === 0 && parsed.success ? parsed.data : null, problems };
}
