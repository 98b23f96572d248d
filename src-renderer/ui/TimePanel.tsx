import { ActionIcon, Button, CopyButton, TextInput, Tooltip, UnstyledButton } from '@mantine/core';
import { DatePicker } from '@mantine/dates';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useRange } from '../host/range.ts';
import { linkTime, parseTime, type RawRange, resolveRange } from '../host/range-text.ts';
import { dateTimeText, zoneName, zoneText } from './clock.ts';
import type { Language } from './format.ts';
import { Icon } from './icons.tsx';
import { useLanguage } from './language.ts';
import { fieldText, rangeName, READY_RANGES } from './ranges.ts';
import { useKept } from './tableState.ts';

const KEPT = 4;

/** Ready ranges at the left; at the right two fields that read `now-6h` as well as dates, over a calendar. */
export function TimePanel({ onDone }: { onDone: () => void }) {
  const range = useRange();
  const [recent, setRecent] = useKept<readonly RawRange[]>('stratoscope.ranges', [], readRanges);
  const choose = (raw: RawRange) => {
    range.setRange(raw);
    if (!READY_RANGES.some(ready => same(ready.raw, raw))) setRecent([raw, ...recent.filter(other => !same(other, raw))].slice(0, KEPT));
    onDone();
  };
  return (
    <div className="time-panel">
      <ReadyList recent={recent} onChoose={choose} />
      <Ends onChoose={choose} />
    </div>
  );
}

const same = (a: RawRange, b: RawRange): boolean => a.from === b.from && a.to === b.to;
const readRanges = (stored: unknown): readonly RawRange[] | undefined => Array.isArray(stored)
  ? stored.flatMap(item => typeof item?.from === 'string' && typeof item?.to === 'string' ? [{ from: item.from, to: item.to }] : []).slice(0, KEPT) : undefined;

function ReadyList({ recent, onChoose }: { recent: readonly RawRange[]; onChoose: (raw: RawRange) => void }) {
  const { t } = useTranslation('ui');
  const language = useLanguage();
  const { raw } = useRange();
  const now = Date.now();
  const option = (offered: RawRange) => (
    <UnstyledButton key={`${offered.from} ${offered.to}`} className={`time-option ${same(offered, raw) ? 'on' : ''}`} aria-pressed={same(offered, raw)} onClick={() => onChoose(offered)}>
      <span className="grow cut">{rangeName(offered, t, language, now)}</span>{same(offered, raw) && <Icon name="check" size={14} />}
    </UnstyledButton>
  );
  return (
    <div className="time-ready">
      {READY_RANGES.map(ready => option(ready.raw))}
      {recent.length > 0 && <><span className="time-recent">{t('time.recent')}</span>{recent.map(option)}</>}
    </div>
  );
}

function Ends({ onChoose }: { onChoose: (raw: RawRange) => void }) {
  const { t } = useTranslation('ui');
  const range = useRange();
  const [ends, setEnds] = useState<RawRange>(() => ({ from: fieldText(range.raw.from, range.to), to: fieldText(range.raw.to, range.to) }));
  const now = Date.now();
  const unread = { from: parseTime(ends.from, now, 'from') === null, to: parseTime(ends.to, now, 'to') === null };
  const disordered = !unread.from && !unread.to && resolveRange(ends, now) === null;
  const apply = (event: FormEvent) => {
    event.preventDefault();
    if (!unread.from && !unread.to && !disordered) onChoose({ from: linked(ends.from, 'from', now), to: linked(ends.to, 'to', now) });
  };
  return (
    <form className="time-ends" onSubmit={apply}>
      <div className="time-fields">
        <TextInput label={t('time.from')} value={ends.from} onChange={event => setEnds({ ...ends, from: event.currentTarget.value })} data-autofocus spellCheck={false} error={unread.from} aria-describedby="time-problem" />
        <TextInput label={t('time.to')} value={ends.to} onChange={event => setEnds({ ...ends, to: event.currentTarget.value })} spellCheck={false} error={unread.to || disordered} aria-describedby="time-problem" />
      </div>
      <p id="time-problem" className={`cap ${unread.from || unread.to || disordered ? 'c-critical' : ''}`}>{unread.from || unread.to ? t('time.unreadable') : disordered ? t('time.order') : t('time.hint')}</p>
      <Days ends={ends} onPick={setEnds} />
      <div className="row">
        <span className="sub row"><Icon name="globe" size={14} />{t('time.zone', { name: zoneName(), offset: zoneText(now) })}</span>
        <span className="grow" />
        <CopyButton value={location.href}>
          {({ copied, copy }) => (
            <Tooltip label={t(copied ? 'time.copied' : 'time.copyLink')}>
              <ActionIcon variant="subtle" aria-label={t('time.copyLink')} onClick={copy}><Icon name={copied ? 'check' : 'link'} size={14} /></ActionIcon>
            </Tooltip>
          )}
        </CopyButton>
        <Button type="submit" variant="filled" disabled={unread.from || unread.to || disordered}>{t('time.apply')}</Button>
      </div>
    </form>
  );
}

/** Relative ends stay relative in the link; absolute ones become UTC, so that they mean the same everywhere. */
const linked = (text: string, side: 'from' | 'to', now: number): string => text.trim().startsWith('now') ? text.trim() : linkTime(parseTime(text, now, side) ?? now);

/** Whole days, first and last: fills the fields with the first day's start and the last day's end. */
function Days({ ends, onPick }: { ends: RawRange; onPick: (ends: RawRange) => void }) {
  const { t } = useTranslation('ui');
  const language = useLanguage();
  const now = Date.now();
  const [first, setFirst] = useState<string | null>(null);
  const resolved = resolveRange(ends, now);
  const day = (time: number) => dateTimeText(time).slice(0, 10);
  const today = day(now);
  const value: [string | null, string | null] = first !== null ? [first, null] : resolved ? [day(resolved.from), day(resolved.to)] : [null, null];
  const pick = ([from, to]: [string | null, string | null]) => {
    setFirst(to === null ? from : null);
    if (from !== null && to !== null) onPick({ from: `${from} 00:00`, to: to === today ? 'now' : `${to} 23:59:59` });
  };
  return (
    <DatePicker type="range" size="xs" allowSingleDateInRange maxLevel="month" value={value} onChange={pick} maxDate={today} defaultDate={value[1] ?? today}
      monthLabelFormat={date => monthText(date, language)} weekdayFormat={date => weekdayText(date, language)}
      ariaLabels={{ nextMonth: t('time.nextMonth'), previousMonth: t('time.previousMonth') }} getDayProps={date => ({ 'aria-label': date })} />
  );
}

const local = (date: string): Date => new Date(`${date.slice(0, 10)}T12:00`);
const monthText = (date: string, language: Language): string => local(date).toLocaleDateString(language === 'zh' ? 'zh-CN' : 'en-GB', { year: 'numeric', month: 'long' });
const weekdayText = (date: string, language: Language): string => local(date).toLocaleDateString(language === 'zh' ? 'zh-CN' : 'en-GB', { weekday: language === 'zh' ? 'narrow' : 'short' }).slice(0, 2);
