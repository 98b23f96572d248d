import type { AlertInstance, AlertRecord } from '../../src-main/shared/model/alert.ts';
import type { Labels } from '../../src-main/shared/model/labels.ts';
import { folded, matches } from '../ui/columns.ts';
import { rankOf, type Severity, severityOf } from './severity.ts';

/** One alert of the list: live, or a firing that is over. Times in unix ms. */
export interface AlertLine {
  /** of the list: fingerprint, or that of a firing which is over */
  readonly key: string;
  readonly fingerprint: string;
  readonly rule: string;
  readonly group: string;
  readonly file: string;
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly severity: Severity;
  readonly state: 'pending' | 'firing' | 'resolved';
  readonly value: number;
  readonly activeAt: number;
  readonly firedAt: number | null;
  readonly resolvedAt: number | null;
}

export const SECTIONS = ['firing', 'pending', 'muted', 'resolved'] as const;
export type SectionName = (typeof SECTIONS)[number];
export interface Section { readonly name: SectionName; readonly lines: readonly AlertLine[] }

/** What is looked for; empty words look for everything. */
export interface AlertFilter { readonly text: string; readonly rule: string; readonly machine: string; readonly severity: Severity | '' }
export const NO_FILTER: AlertFilter = { text: '', rule: '', machine: '', severity: '' };

export const lineOf = (alert: AlertInstance): AlertLine => ({ ...alert, key: alert.fingerprint, severity: severityOf(alert.labels) });
export const lineOfRecord = (record: AlertRecord): AlertLine => ({ ...record, key: `${record.fingerprint} ${record.id}`, severity: severityOf(record.labels), state: record.resolvedAt === null ? 'firing' : 'resolved' });

/** Whether an alert passes the filter. Its words are looked for in the rule's name, the labels and the annotations. */
export function passes({ rule, labels, annotations = {} }: { readonly rule: string; readonly labels: Labels; readonly annotations?: Labels }, filter: AlertFilter): boolean {
  if (filter.rule !== '' && rule !== filter.rule) return false;
  if (filter.machine !== '' && labels['instance'] !== filter.machine) return false;
  if (filter.severity !== '' && severityOf(labels) !== filter.severity) return false;
  const words = folded(filter.text.trim());
  return words === '' || matches(folded([rule, ...Object.values(labels), ...Object.values(annotations)].join(' ')), words);
}

/** Worst first, then what lasts longest, then by name: the order moves only when an alert comes, goes or changes its state. */
export const worstFirst = (a: AlertLine, b: AlertLine): number =>
  rankOf(a.severity) - rankOf(b.severity) || (a.firedAt ?? a.activeAt) - (b.firedAt ?? b.activeAt) || a.rule.localeCompare(b.rule) || a.fingerprint.localeCompare(b.fingerprint);

/**
 * The list's parts, those with nothing in them left out: what fires, what waits, what is silenced, what is over (newest first).
 * muted  whether a silence keeps an alert from being told
 */
export function sectionsOf(live: readonly AlertInstance[], over: readonly AlertRecord[], muted: (alert: AlertInstance) => boolean, filter: AlertFilter): readonly Section[] {
  const there = live.filter(alert => alert.state !== 'resolved' && passes(alert, filter));
  const firing = new Set(there.filter(({ state }) => state === 'firing').map(({ fingerprint }) => fingerprint));
  const lines = (pick: (alert: AlertInstance) => boolean) => there.filter(pick).map(lineOf).sort(worstFirst);
  const resolved = over.filter(record => record.resolvedAt !== null && !firing.has(record.fingerprint) && passes(record, filter)).map(lineOfRecord).sort((a, b) => b.resolvedAt! - a.resolvedAt!);
  const all: readonly Section[] = [
    { name: 'firing', lines: lines(alert => alert.state === 'firing' && !muted(alert)) },
    { name: 'pending', lines: lines(alert => alert.state === 'pending' && !muted(alert)) },
    { name: 'muted', lines: lines(muted) },
    { name: 'resolved', lines: resolved },
  ];
  return all.filter(section => section.lines.length > 0);
}

/** Labels that say whose rule it is rather than what it is about. */
const TOLD: ReadonlySet<string> = new Set(['alertname', 'severity', 'job', 'instance', 'group', 'from', '__name__']);
/** What of a machine an alert is about: a mount point, a device, a name. */
const PARTS = ['mountpoint', 'device', 'name', 'target'];

/** What an alert is about: the machine by the name people know it by, and the part of it. `nameOf`: of a machine by its instance */
export function subjectOf(labels: Labels, nameOf: (labels: Labels) => string | undefined = () => undefined): string {
  const machine = nameOf(labels) ?? labels['instance'] ?? '';
  const parts = PARTS.flatMap(name => labels[name] === undefined ? [] : [labels[name]]);
  const words = [machine, ...parts.slice(0, 1)].filter(word => word !== '');
  if (words.length > 0) return words.join('\u2002');
  return Object.entries(labels).filter(([name]) => !TOLD.has(name)).map(([name, value]) => `${name}=${value}`).join(', ') || labels['job'] || '';
}
