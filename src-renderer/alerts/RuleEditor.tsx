import { Button, SegmentedControl, Select } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { GroupText } from '../../src-main/shared/contract/rules.ts';
import { Allowed } from '../ui/Allowed.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { Icon } from '../ui/icons.tsx';
import { useParameter } from '../ui/parameter.ts';
import { StateMark } from '../ui/StateMark.tsx';
import { type Mode, useDraft } from './draft.ts';
import { ExpertPane } from './ExpertPane.tsx';
import { useReadyText, useRuleTitle } from './ready.ts';
import { RuleFormPane } from './RuleFormPane.tsx';
import { nameOfRule } from './rulerows.ts';
import { severityOf } from './severity.ts';
import { SeverityMark } from './SeverityMark.tsx';
import { useRuleActions } from './useRuleActions.ts';
import { YamlPane } from './YamlPane.tsx';

interface RuleEditorProps {
  /** null: a rule is being made */
  readonly text: GroupText | null;
  /** of the rule in its group */
  readonly index: number;
  readonly close: ReactNode;
  readonly onOpen: (id: string | null) => void;
}

/** One rule in three fields, as PromQL, or its whole group as YAML. */
export function RuleEditor({ text, index, close, onOpen }: RuleEditorProps) {
  const { t } = useTranslation('alerts');
  const [wanted, setMode] = useParameter('mode');
  const [, setRule] = useParameter('rule');
  const readOnly = text?.state.origin === 'ready';
  const draft = useDraft(text, index, wanted, saved => onOpen(saved));
  const { mode } = draft;
  const turn = (next: Mode) => setMode(next === draft.firstMode ? null : next);
  return (
    <section className="panel alerts-side" aria-label={draft.title}>
      <Head text={text} index={index} draft={draft} onMode={turn} close={close} />
      <div className="alerts-inside" data-yaml={mode === 'yaml' || undefined}>
        {text && text.state.rules[index]?.lastError !== undefined && text.state.rules[index].lastError !== '' && <p className="side-note" data-level="critical"><StateMark state="critical" size={14} silent /><span>{text.state.rules[index].lastError}</span></p>}
        {text && mode === 'promql' && text.group.rules.length > 1 && <Select label={t('fact.rule')} value={String(index)} allowDeselect={false} data={text.state.rules.map((rule, i) => ({ value: String(i), label: nameOfRule(rule) }))} onChange={value => setRule(value === '0' ? null : value)} />}
        {mode === 'form' && <RuleFormPane form={draft.form} set={draft.setForm} tried={draft.tried} onExpert={simple => { draft.takeSimple(simple); turn('promql'); }} />}
        {mode === 'promql' && <ExpertPane form={draft.expert} set={draft.setExpert} problems={draft.tried ? draft.expertProblems : {}} readOnly={readOnly} />}
        {mode === 'yaml' && <YamlPane yaml={draft.yaml} readOnly={readOnly} onChange={draft.setYaml} onSave={draft.save} />}
        {draft.error && <ErrorNote error={draft.error} what={t('act.saveFailed')} />}
      </div>
      <Foot text={text} draft={draft} readOnly={readOnly} onOpen={onOpen} />
    </section>
  );
}

type Draft = ReturnType<typeof useDraft>;

function Head({ text, index, draft, onMode, close }: { text: GroupText | null; index: number; draft: Draft; onMode: (mode: Mode) => void; close: ReactNode }) {
  const { t } = useTranslation('alerts');
  const titleOf = useRuleTitle();
  const textOf = useReadyText();
  const name = text ? nameOfRule(text.state.rules[index] ?? { rule: { kind: 'recording', record: text.state.name, expr: '', labels: {} } }) : '';
  const severity = draft.mode === 'form' ? draft.form.severity : severityOf({ severity: draft.expert.severity });
  const modes: readonly Mode[] = draft.mayForm ? ['form', 'promql', 'yaml'] : ['promql', 'yaml'];
  return (
    <>
      <header className="alerts-head">
        <h2 className="cut">{text ? titleOf(name, text.state.file) : draft.title}</h2>
        {draft.mode !== 'yaml' && draft.expert.kind === 'alerting' && <span className="chip severity-chip" data-severity={severity}><SeverityMark severity={severity} size={11} silent />{t(`severity.${severity}`)}</span>}
        {draft.changed && <span className="dim cut">{t('changed')}</span>}
        <span className="grow" />
        <SegmentedControl aria-label={t('mode.label')} value={draft.mode} onChange={value => onMode(modes.find(mode => mode === value) ?? 'promql')} data={modes.map(value => ({ value, label: t(`mode.${value}`) }))} />
        {close}
      </header>
      {text?.state.origin === 'ready' && <p className="ready-note sub">{textOf(name, text.state.file)} {t('readyNote')}</p>}
    </>
  );
}

function Foot({ text, draft, readOnly, onOpen }: { text: GroupText | null; draft: Draft; readOnly: boolean; onOpen: (id: string | null) => void }) {
  const { t } = useTranslation('alerts');
  const actions = useRuleActions();
  const remove = async () => { if (text && await actions.remove(text.state)) onOpen(null); };
  return (
    <footer className="alerts-foot">
      {text && !readOnly && <Allowed needs="rule:write">{may => <Button variant="subtle" data-danger disabled={!may} onClick={() => void remove()} leftSection={<Icon name="trash" size={14} />}>{t('act.remove')}</Button>}</Allowed>}
      {text && <Button variant="subtle" onClick={() => void actions.exportAll([text.state.id])} leftSection={<Icon name="download" size={14} />}>{t('act.exportOne')}</Button>}
      <span className="grow" />
      {text && <Allowed needs="rule:write">{may => <Button disabled={!may} onClick={() => void actions.enable(text.state, !text.state.enabled)}>{t(text.state.enabled ? 'act.disable' : 'act.enable')}</Button>}</Allowed>}
      {readOnly
        ? <Allowed needs="rule:write">{may => <Button variant="filled" disabled={!may} loading={draft.saving} onClick={draft.copy}>{t('act.copy')}</Button>}</Allowed>
        : <Allowed needs="rule:write">{may => <Button variant="filled" disabled={!may} loading={draft.saving} onClick={draft.save}>{t('act.save')}</Button>}</Allowed>}
    </footer>
  );
}
