import { ActionIcon, Menu } from '@mantine/core';
import { useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { GroupState } from '../../src-main/shared/model/rule.ts';
import { useMay } from '../host/permission.ts';
import { DataTable } from '../ui/DataTable.tsx';
import { EmptyState } from '../ui/Empty.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { formatDuration } from '../ui/format.ts';
import { Icon } from '../ui/icons.tsx';
import { useLanguage } from '../ui/language.ts';
import { useParameter, useSetParameters } from '../ui/parameter.ts';
import { StateMark } from '../ui/StateMark.tsx';
import { AlertsHead } from './AlertsHead.tsx';
import './alerts.css';
import { ImportRules } from './ImportRules.tsx';
import { useRuleGroups } from './live.ts';
import { useReadyText, useRuleTitle } from './ready.ts';
import { GroupSwitch, ruleColumns } from './ruleColumns.tsx';
import { RulePane } from './RulePane.tsx';
import { type RuleRow, ruleRows, rowsWorstFirst, tallyOf } from './rulerows.ts';
import { useRuleActions } from './useRuleActions.ts';

const rowId = (row: RuleRow): string => row.id;
const rowClass = (row: RuleRow): string => row.group.enabled ? '' : 'rule-off';
const NONE: readonly GroupState[] = [];

/** Every rule with how it fares, those that ship with the program too; `?open=<group>`, `new` or `import` opens beside the list. */
export function Rules() {
  const { t } = useTranslation('alerts');
  const { data, error, loading, refetch } = useRuleGroups();
  const groups = data ?? NONE;
  const rows = useMemo(() => rowsWorstFirst(ruleRows(groups)), [groups]);
  const [openId] = useParameter('open');
  const [index] = useParameter('rule');
  const setParameters = useSetParameters();
  const { columns, groupOf, groupHead } = useRuleList();
  const open = useCallback((id: string | null, index = 0) => setParameters({ open: id, rule: index > 0 ? String(index) : null, mode: null }), [setParameters]);
  const actions = useRuleActions();
  const more = (
    <Menu position="bottom-end">
      <Menu.Target><ActionIcon aria-label={t('more')} title={t('more')}><Icon name="more" size={14} /></ActionIcon></Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<Icon name="upload" size={14} />} onClick={() => open('import')}>{t('import.do')}</Menu.Item>
        <Menu.Item leftSection={<Icon name="download" size={14} />} onClick={() => void actions.exportAll()}>{t('act.export')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
  return (
    <div className="page-body fill alerts" data-open={openId !== null || undefined}>
      <section className="panel alerts-list rules-list" aria-label={t('tab.rules')}>
        <AlertsHead tab="rules">{more}</AlertsHead>
        {error && <ErrorNote error={error} what={t('rulesFailed')} onRetry={refetch} />}
        <DataTable id="rules" name={t('tab.rules')} rows={rows} columns={columns} rowId={rowId} rowClass={rowClass} groupOf={groupOf} groupHead={groupHead} onOpen={row => open(row.group.id, row.index)} selectedId={rows.find(row => row.group.id === openId && row.index === (Number(index) || 0))?.id}
          empty={loading ? undefined : <EmptyState icon="bell" title={t('empty.noRules')}>{t('empty.noRulesText')}</EmptyState>} />
      </section>
      {openId === 'import' && <ImportRules onClose={() => open(null)} />}
      {openId !== null && openId !== 'import' && <RulePane key={openId} id={openId} groups={groups} loading={loading} onOpen={open} />}
    </div>
  );
}

/** The list's columns and its groups: the ready rules, those of the form, and each group of a file. */
function useRuleList() {
  const { t } = useTranslation('alerts');
  const language = useLanguage();
  const titleOf = useRuleTitle();
  const textOf = useReadyText();
  const may = useMay('rule:write');
  const { enable } = useRuleActions();
  const now = Math.floor(Date.now() / 60_000) * 60_000;
  const onEnable = useCallback((group: GroupState, enabled: boolean) => void enable(group, enabled), [enable]);
  const columns = useMemo(() => ruleColumns({ t, language, now, titleOf, textOf, may, onEnable }), [t, language, now, titleOf, textOf, may, onEnable]);
  const groupOf = useCallback(({ group }: RuleRow) => group.origin === 'ready' ? t('group.ready') : group.origin === 'form' ? t('group.form') : group.file === '' || group.file === group.name ? group.name : t('group.file', { name: group.name, file: group.file }), [t]);
  const groupHead = useCallback((name: string, rows: readonly RuleRow[]) => {
    const { failed, firing, pending } = tallyOf(rows);
    const group = rows[0]?.group;
    const one = group !== undefined && group.origin === 'file' && rows.every(row => row.group.id === group.id) ? group : undefined;
    return (
      <span className="row rule-group">
        <b className="cut">{name}</b><span className="dim nowrap">{t('ruleCount', { count: rows.length })}</span>
        {failed > 0 && <span className="rule-count c-critical"><StateMark state="critical" size={11} silent />{t('fare.failedCount', { count: failed })}</span>}
        {firing > 0 && <span className="rule-count c-warn"><StateMark state="warn" size={11} silent />{t('fare.firing', { count: firing })}</span>}
        {pending > 0 && <span className="rule-count dim">{t('fare.pending', { count: pending })}</span>}
        {one && <><span className="dim nowrap">{t('group.every', { time: formatDuration(one.intervalMs, language) })}</span>{one.missed > 0 && <span className="c-warn nowrap">{t('group.missed', { count: one.missed })}</span>}<span className="grow" />{one.rules.length > 1 && <GroupSwitch group={one} name={name} t={t} may={may} onEnable={onEnable} />}</>}
      </span>
    );
  }, [t, language, may, onEnable]);
  return { columns, groupOf, groupHead };
}
