import { SegmentedControl, Select, TagsInput, Textarea, TextInput } from '@mantine/core';
import { useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Labels } from '../../src-main/shared/model/labels.ts';
import type { ChartSpan } from '../charts/spans.ts';
import { completionOver } from '../editor/completion.ts';
import { faultIn } from '../editor/failure.ts';
import { PromqlEditor } from '../editor/PromqlEditor.tsx';
import { useHost } from '../host/hooks.ts';
import { useMachines } from '../inventory/machines.ts';
import { coveredOf, verdictOf } from './backtest.ts';
import { BackTest } from './BackTest.tsx';
import { exprUnit } from './chartseries.ts';
import { parseFor } from './duration.ts';
import type { ExpertField, ExpertForm } from './expert.ts';
import { useMachinesByLabels } from './live.ts';
import { levelOf, severityOf } from './severity.ts';
import { TrialChart } from './TrialChart.tsx';
import { type Tested, useTrial } from './useTrial.ts';
import { useWindow, useWindowChoice, WINDOW_NAMES, type WindowName } from './window.ts';

interface ExpertPaneProps {
  readonly form: ExpertForm;
  readonly set: (change: Partial<ExpertForm>) => void;
  readonly problems: Readonly<Partial<Record<ExpertField, true>>>;
  readonly readOnly: boolean;
}

const SERIES = 30;
const LOUD = ['critical', 'warning', 'info'];

/** A rule as PromQL: every field that Prometheus knows, and how often it would have fired. */
export function ExpertPane({ form, set, problems, readOnly }: ExpertPaneProps) {
  const { t } = useTranslation('alerts');
  const host = useHost();
  const completion = useMemo(() => completionOver(host), [host]);
  const alerting = form.kind === 'alerting';
  const [windowName, choose] = useWindowChoice();
  const window = useWindow(windowName);
  const tested = useMemo((): Tested | null => form.expr.trim() === '' || !alerting ? null : { expr: form.expr.trim(), forMs: parseFor(form.lasting) ?? 0, keepFiringForMs: parseFor(form.keepFiring) ?? 0 }, [alerting, form.expr, form.lasting, form.keepFiring]);
  const trial = useTrial(tested, window, SERIES);
  const message = trial.stale ? undefined : trial.error?.message;
  const fault = useMemo(() => message === undefined ? null : faultIn(message), [message]);
  const wrong = (field: ExpertField) => problems[field] && t(`problem.${field}`);
  return (
    <div className="rule-form">
      <fieldset className="expert" disabled={readOnly}>
        <div className="expert-first">
          <TextInput label={t(alerting ? 'form.name' : 'expert.record')} value={form.name} error={wrong('name')} spellCheck={false} onChange={event => set({ name: event.currentTarget.value })} />
          <div><span className="mantine-InputWrapper-label" id="rule-kind">{t('expert.kind')}</span><SegmentedControl fullWidth aria-labelledby="rule-kind" disabled={readOnly} value={form.kind} onChange={kind => set({ kind: kind === 'recording' ? 'recording' : 'alerting' })} data={[{ value: 'alerting', label: t('expert.alerting') }, { value: 'recording', label: t('recording') }]} /></div>
        </div>
        <div className="expert-expr"><PromqlEditor id="A" value={form.expr} onChange={expr => { if (!readOnly) set({ expr }); }} onRun={() => undefined} completion={completion} fault={fault} /></div>
        {wrong('expr') && <p className="c-critical">{wrong('expr')}</p>}
        {alerting && <div className="expert-times">
          <TextInput label={t('expert.for')} value={form.lasting} error={wrong('lasting')} onChange={event => set({ lasting: event.currentTarget.value })} />
          <TextInput label={t('expert.keep')} value={form.keepFiring} error={wrong('keepFiring')} onChange={event => set({ keepFiring: event.currentTarget.value })} />
          <Select label={t('form.severity')} clearable disabled={readOnly} value={form.severity === '' ? null : form.severity} data={[...new Set([...LOUD, ...(form.severity === '' ? [] : [form.severity])])]} onChange={severity => set({ severity: severity ?? '' })} />
        </div>}
      </fieldset>
      {tested && <ExpertTrial form={form} trial={trial} windowName={windowName} setWindowName={choose} />}
      <fieldset className="expert" disabled={readOnly}>
        <TagsInput label={t('fact.labels')} placeholder={form.labels.length === 0 ? 'team=core' : ''} disabled={readOnly} value={[...form.labels]} error={wrong('labels')} onChange={labels => set({ labels })} />
        {alerting && <>
          <Textarea label={t('expert.summary')} autosize minRows={1} maxRows={4} value={form.summary} onChange={event => set({ summary: event.currentTarget.value })} />
          <Textarea label={t('expert.description')} autosize minRows={1} maxRows={6} value={form.description} onChange={event => set({ description: event.currentTarget.value })} />
          <TextInput label={t('form.runbook')} value={form.runbook} onChange={event => set({ runbook: event.currentTarget.value })} />
        </>}
      </fieldset>
    </div>
  );
}

function ExpertTrial({ form, trial, windowName, setWindowName }: { form: ExpertForm; trial: ReturnType<typeof useTrial>; windowName: WindowName; setWindowName: (name: WindowName) => void }) {
  const { t } = useTranslation('alerts');
  const machineOf = useMachinesByLabels(useMachines().data);
  const nameOf = useCallback((labels: Labels) => machineOf(labels)?.name, [machineOf]);
  const severity = severityOf({ severity: form.severity });
  const level = levelOf(severity);
  const { answer, window } = trial;
  const value = answer?.threshold ?? null;
  const threshold = useMemo(() => value === null ? undefined : { value, level, label: String(value), always: true }, [value, level]);
  const spans = useMemo((): readonly ChartSpan[] => answer ? verdictOf(answer, window).stretches.map(stretch => ({ ...stretch, level, kind: 'firing' })) : [], [answer, window, level]);
  const covered = useMemo(() => answer ? coveredOf(answer.values) : null, [answer]);
  return (
    <div className="trying">
      <div className="trying-window"><SegmentedControl size="xs" aria-label={t('window.label')} value={windowName} onChange={picked => setWindowName(WINDOW_NAMES.find(name => name === picked) ?? 'day')} data={WINDOW_NAMES.map(name => ({ value: name, label: t(`window.${name}`) }))} /></div>
      {(answer === undefined || answer.values.series.length > 0) && <TrialChart matrix={answer?.values} summed={false} window={window} windowName={windowName} unit={exprUnit(form.expr)} factor={1} below={/<=?\s*(?:bool\s*)?-?[\d.e+]+\s*$/.test(form.expr)} threshold={threshold} spans={spans} machines={undefined} nameOf={nameOf} loading={answer === undefined} error={undefined} binary={false} />}
      <BackTest trial={trial} windowName={windowName} covered={covered} severity={severity} others={NO_OTHERS} />
    </div>
  );
}
const NO_OTHERS: readonly never[] = [];
