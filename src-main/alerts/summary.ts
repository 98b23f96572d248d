import type { Labels } from '../shared/model/labels.ts';
import type { MessageAlert } from '../shared/model/message.ts';
import { labelOf } from './matching.ts';
import { severityRank, worstFirst } from './order.ts';
import { common, countOf, type Telling } from './telling.ts';
import { WORDS, type Words } from './words.ts';

type Language = 'en' | 'zh';

/** One alert in words. `when`: since when, or when it was resolved, local time with its zone. */
export interface SummaryItem { readonly status: MessageAlert['status']; readonly severity: string; readonly name: string; readonly subject: string; readonly text: string; readonly when: string; readonly runbook: string }

/** A message in words, for people; each receiver gives it its shape. */
export interface Summary {
  readonly title: string;
  readonly status: 'firing' | 'resolved';
  /** of the worst that fires, '' for none */
  readonly severity: string;
  /** how many, of what: '' where the title says it all */
  readonly lead: string;
  /** worst first */
  readonly items: readonly SummaryItem[];
  readonly words: Words;
}

/** A label's or annotation's text in a message, in UTF-16 units. */
const MAX_TEXT = 600;
const MAX_TITLE = 140;

export function summaryOf(telling: Telling, language: Language, maxAlerts = 0): Summary {
  const words = WORDS[language];
  const sorted = worstFirst(telling.alerts);
  const [worst] = sorted;
  const firing = countOf(telling, 'firing');
  const shown = maxAlerts > 0 ? sorted.slice(0, maxAlerts) : sorted;
  return {
    title: cut(titleOf(telling, sorted, words), MAX_TITLE), status: firing > 0 ? 'firing' : 'resolved', severity: worst?.status === 'firing' ? labelOf(worst.labels, 'severity') : '',
    lead: telling.alerts.length > 1 ? leadOf(sorted, words) : '', items: shown.map(alert => itemOf(alert, language)), words,
  };
}

/** What those that are not shown are: how many, of which severity. '' when there are none. */
export function restOf(telling: Telling, shown: number, words: Words): string {
  const left = worstFirst(telling.alerts).slice(shown);
  return left.length === 0 ? '' : words.rest(left.length, bySeverity(left.filter(({ status }) => status === 'firing'), words));
}

function titleOf(telling: Telling, sorted: readonly MessageAlert[], words: Words): string {
  const firing = countOf(telling, 'firing'), resolved = countOf(telling, 'resolved');
  if (telling.reason === 'test') return words.test;
  if (telling.reason === 'away') return words.away(firing, resolved);
  const [only] = sorted;
  if (only !== undefined && sorted.length === 1) return words.one(only.status, nameOf(only.labels), subjectOf(only.labels));
  const name = telling.reason === 'group' ? nameOf(common(sorted.map(({ labels }) => labels))) : '';
  return words.several(name, firing, resolved);
}

const leadOf = (alerts: readonly MessageAlert[], words: Words): string => bySeverity(alerts.filter(({ status }) => status === 'firing'), words);

function bySeverity(firing: readonly MessageAlert[], words: Words): string {
  const counts = new Map<string, { readonly rank: number; count: number }>();
  for (const { labels } of firing) {
    const severity = labelOf(labels, 'severity') || words.noSeverity;
    const known = counts.get(severity) ?? { rank: severityRank(labels), count: 0 };
    known.count++;
    counts.set(severity, known);
  }
  return [...counts].sort(([, a], [, b]) => a.rank - b.rank).map(([severity, { count }]) => `${count} ${severity}`).join(words.comma);
}

function itemOf({ status, labels, annotations, startsAt, endsAt }: MessageAlert, language: Language): SummaryItem {
  const words = WORDS[language];
  return {
    status, severity: labelOf(labels, 'severity'), name: nameOf(labels), subject: subjectOf(labels),
    text: cut(labelOf(annotations, 'summary') || labelOf(annotations, 'description') || labelOf(annotations, 'message'), MAX_TEXT),
    when: status === 'resolved' && endsAt !== null ? words.resolvedAt(timeText(endsAt, language)) : words.since(timeText(startsAt, language)), runbook: runbookOf(annotations),
  };
}

const runbookOf = (annotations: Labels): string => {
  const text = labelOf(annotations, 'runbook_url');
  return /^https?:\/\/\S{1,1000}$/.test(text) ? text : '';
};

/** The rule's name, '' where alerts have none in common. */
const nameOf = (labels: Labels): string => cut(labelOf(labels, 'alertname'), MAX_TITLE);

/** Whom an alert is about: the machine, else what tells it from others of its rule. */
function subjectOf(labels: Labels): string {
  const instance = labelOf(labels, 'instance') || labelOf(labels, 'host') || labelOf(labels, 'machine');
  const others = Object.keys(labels).filter(name => !['alertname', 'severity', 'instance', 'job'].includes(name)).sort().map(name => `${name}=${labels[name]}`);
  return cut(instance || others.join(', ') || labelOf(labels, 'job'), 100);
}

const timeText = (time: number, language: Language): string =>
  new Intl.DateTimeFormat(language === 'zh' ? 'zh-CN' : 'en-GB', { dateStyle: 'medium', timeStyle: 'medium' }).format(time) + zoneText(time);
/** UTC+08:00, whatever the language. */
function zoneText(time: number): string {
  const minutes = -new Date(time).getTimezoneOffset();
  if (minutes === 0) return ' UTC';
  const two = (n: number) => String(Math.trunc(n)).padStart(2, '0');
  return ` UTC${minutes < 0 ? '-' : '+'}${two(Math.abs(minutes) / 60)}:${two(Math.abs(minutes) % 60)}`;
}

/** At most so many UTF-16 units, no half a character, without line ends and other controls. */
export function cut(text: string, max: number): string {
  const clean = text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim();
  return clean.length <= max ? clean : `${clean.slice(0, max - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
