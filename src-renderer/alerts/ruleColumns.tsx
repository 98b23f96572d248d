import { Switch } from '@mantine/core';
import type { TFunction } from 'i18next';
import type { GroupState } from '../../src-main/shared/model/rule.ts';
import { exactText, whenText } from '../ui/clock.ts';
import type { DataColumn } from '../ui/columns.ts';
import { formatDuration, type Language, MISSING } from '../ui/format.ts';
import { StateMark } from '../ui/StateMark.tsx';
import { fareOf, markOfRule, rankOfFare, type RuleRow } from './rulerows.ts';
import { severityOf } from './severity.ts';
import { SeverityMark } from './SeverityMark.tsx';
import { conditionText } from './words.ts';

interface ColumnWords {
  readonly t: TFunction<'alerts'>;
  readonly language: Language;
  /** unix ms, by the minute */
  readonly now: number;
  readonly titleOf: (name: string, file: string) => string;
  readonly textOf: (name: string, file: string) => string;
  readonly may: boolean;
  readonly onEnable: (group: GroupState, enabled: boolean) => void;
}

/** One rule a row: whether it is on, what it watches, how it fares, when it was last asked and how long that took. */
export const ruleColumns = (words: ColumnWords): readonly DataColumn<RuleRow>[] => [
  { id: 'on', head: words.t('column.on'), value: row => row.group.enabled ? 1 : 0, width: '60px', cell: row => <OnSwitch row={row} words={words} /> },
  { id: 'rule', head: words.t('column.rule'), value: row => words.titleOf(row.name, row.group.file), fixed: true, width: 'minmax(200px, 3fr)', words: row => `${row.name} ${row.state.rule.expr} ${words.textOf(row.name, row.group.file)}`, csv: row => row.name, cell: row => <RuleName row={row} words={words} /> },
  { id: 'state', head: words.t('column.state'), value: rankOfFare, width: 'minmax(112px, 1fr)', csv: row => fareText(row, words.t), cell: row => <span className={`c-${calm(row)}`} title={row.state.lastError || undefined}>{fareText(row, words.t)}</span> },
  { id: 'condition', head: words.t('column.condition'), value: row => row.state.rule.kind === 'alerting' ? conditionText(row.state.rule, words.t, words.language) : words.t('recording'), width: 'minmax(130px, 1.4fr)', wide: true },
  { id: 'severity', head: words.t('fact.severity'), value: row => row.state.rule.kind === 'alerting' ? words.t(`severity.${severityOf(row.state.rule.labels)}`) : '', width: '84px', wide: true },
  { id: 'error', head: words.t('column.error'), value: row => row.state.lastError, width: 'minmax(120px, 2fr)', hidden: true },
  { id: 'last', head: words.t('column.last'), value: row => row.state.lastEvaluation, width: '92px', csv: row => row.state.lastEvaluation === null ? '' : new Date(row.state.lastEvaluation).toISOString(), cell: row => row.state.lastEvaluation === null ? MISSING : <span title={exactText(row.state.lastEvaluation)}>{whenText(row.state.lastEvaluation, words.now, words.language, true)}</span> },
  { id: 'took', head: words.t('column.took'), value: row => row.state.lastEvaluation === null ? null : row.state.evaluationMs, width: '80px', right: true, cell: row => row.state.lastEvaluation === null ? MISSING : formatDuration(row.state.evaluationMs, words.language) },
  { id: 'interval', head: words.t('column.interval'), value: row => row.group.intervalMs, width: '80px', right: true, hidden: true, cell: row => formatDuration(row.group.intervalMs, words.language) },
  { id: 'expr', head: 'PromQL', value: row => row.state.rule.expr, width: 'minmax(200px, 3fr)', hidden: true, cell: row => <code className="cut" title={row.state.rule.expr}>{row.state.rule.expr}</code> },
];

const calm = (row: RuleRow): string => { const mark = markOfRule(row); return mark === 'ok' || mark === 'stopped' || mark === 'unknown' ? 'calm' : mark; };

function fareText(row: RuleRow, t: TFunction<'alerts'>): string {
  const fare = fareOf(row);
  return fare === 'firing' ? t('fare.firing', { count: row.state.firing }) : fare === 'pending' ? t('fare.pending', { count: row.state.pending }) : t(`fare.${fare}`);
}

/** Switches the whole group: it stands at its only rule, and at each of those that ship with the program; other groups have it in their head. */
function OnSwitch({ row, words: { t, titleOf, may, onEnable } }: { row: RuleRow; words: ColumnWords }) {
  if (row.group.rules.length !== 1 && row.group.origin !== 'ready') return null;
  return <GroupSwitch group={row.group} name={titleOf(row.name, row.group.file)} t={t} may={may} onEnable={onEnable} />;
}

export function GroupSwitch({ group, name, t, may, onEnable }: { group: GroupState; name: string } & Pick<ColumnWords, 't' | 'may' | 'onEnable'>) {
  return <span className="rule-switch"><Switch size="xs" checked={group.enabled} disabled={!may} aria-label={t('act.switch', { name })} onChange={event => onEnable(group, event.currentTarget.checked)} /></span>;
}

function RuleName({ row, words: { titleOf, textOf } }: { row: RuleRow; words: ColumnWords }) {
  const { rule } = row.state;
  const detail = textOf(row.name, row.group.file) || (rule.kind === 'alerting' ? rule.annotations['summary'] ?? '' : rule.expr);
  return <span className="row rule-name" data-off={!row.group.enabled || undefined}>{fareOf(row) === 'firing' ? <SeverityMark severity={severityOf(rule.labels)} size={14} /> : <StateMark state={markOfRule(row)} />}<b className="nowrap">{titleOf(row.name, row.group.file)}</b><span className="dim cut" title={detail}>{detail}</span></span>;
}
