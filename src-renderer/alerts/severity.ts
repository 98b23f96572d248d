import type { Labels } from '../../src-main/shared/model/labels.ts';
import type { State } from '../ui/StateMark.tsx';

/** How loud an alert is, worst first. Alerts without the label, or with a word of their own, count as warnings. */
export const SEVERITIES = ['critical', 'warning', 'info'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** Words for the same that are used in rule files in the wild. */
const WORDS: Readonly<Record<string, Severity>> = { critical: 'critical', page: 'critical', error: 'critical', fatal: 'critical', emergency: 'critical', high: 'critical', info: 'info', none: 'info', notice: 'info', low: 'info', debug: 'info' };

export const severityOf = (labels: Labels): Severity => WORDS[(labels['severity'] ?? '').toLowerCase()] ?? 'warning';

/** 0 is the worst. */
export const rankOf = (severity: Severity): number => SEVERITIES.indexOf(severity);

const MARK: Readonly<Record<Severity, State>> = { critical: 'critical', warning: 'warn', info: 'unknown' };
export const markOf = (severity: Severity): State => MARK[severity];

/** Charts know two levels. */
export const levelOf = (severity: Severity): 'warn' | 'critical' => severity === 'critical' ? 'critical' : 'warn';

/** The loudest; of none, a hint. */
export const worstOf = (severities: readonly Severity[]): Severity => SEVERITIES.find(severity => severities.includes(severity)) ?? 'info';
