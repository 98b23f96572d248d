import { ActionIcon, Button, CopyButton, HoverCard, SegmentedControl } from '@mantine/core';
import { useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Labels } from '../../src-main/shared/model/labels.ts';
import { type SimpleRule, simplePromql, valuePromql } from '../../src-main/shared/model/simplerule.ts';
import type { ChartSpan } from '../charts/spans.ts';
import { useWidth } from '../charts/width.ts';
import { PromqlText } from '../editor/PromqlText.tsx';
import { unitOf } from '../explore/unit.ts';
import { useMachines } from '../inventory/machines.ts';
import { Icon } from '../ui/icons.tsx';
import { useLanguage } from '../ui/language.ts';
import { coveredOf, verdictOf } from './backtest.ts';
import { BackTest } from './BackTest.tsx';
import { type RuleForm, simpleOf } from './form.ts';
import { SeverityField, TellFields, ThreeFields } from './FormFields.tsx';
import { useMachinesByLabels } from './live.ts';
import { ScopeField } from './ScopeField.tsx';
import { levelOf } from './severity.ts';
import { TrialChart } from './TrialChart.tsx';
import { drawnUnit, isBinary, metricOf, sliderStep, thresholdsAround, thresholdText } from './units.ts';
import { useCourse, useMatching } from './useCourse.ts';
import { useOthers, useTrial } from './useTrial.ts';
import { useWindow, useWindowChoice, WINDOW_NAMES } from './window.ts';
import { madeUpName } from './words.ts';

interface RuleFormPaneProps {
  readonly form: RuleForm;
  readonly set: (change: Partial<RuleForm>) => void;
  readonly tried: boolean;
  /** goes on in the expert form with the PromQL made so far */
  readonly onExpert: (simple: SimpleRule) => void;
}

/** The three-field form: the PromQL it makes, its threshold on the chart of the chosen machines, and how often it would have fired. */
export function RuleFormPane({ form, set, tried, onExpert }: RuleFormPaneProps) {
  const { t } = useTranslation('alerts');
  const language = useLanguage();
  const { simple, problems } = simpleOf(form);
  const last = useLastGood(simple);
  const shown = simple ?? last;
  const value = valuePromql({ ...form, scope: [...form.scope] });
  const matching = useMatching(value);
  return (
    <div className="rule-form">
      <ThreeFields form={form} set={set} problems={tried || form.metric !== 'expression' ? problems : {}} />
      <div className="scope-line">
        <ScopeField scope={form.scope} onChange={scope => set({ scope })} metric={form.metric === 'expression' ? 'up' : metricName(value)} />
        <SeverityField form={form} set={set} />
      </div>
      <Matching machines={matching.data} error={matching.error?.message} all={form.scope.length === 0} />
      {shown && <>
        <Promql promql={simplePromql(shown)} onExpert={() => onExpert(shown)} />
        <Trying form={form} set={set} simple={shown} value={value} machines={matching.data?.length} />
      </>}
      <TellFields form={form} set={set} madeUp={shown ? madeUpName(shown, t, language) : ''} />
    </div>
  );
}

/** While a field is empty the last whole rule stays on the chart. */
function useLastGood(simple: SimpleRule | null): SimpleRule | null {
  const [last, keep] = useState(simple);
  const text = JSON.stringify(simple);
  if (simple !== null && text !== JSON.stringify(last)) keep(simple);
  return last;
}

const metricName = (promql: string): string => /[a-z]\w*_\w+|\bup\b/.exec(promql.replace(/^100 \* \(1 - (?:avg without \(cpu, mode\) \(rate\()?/, ''))?.[0] ?? 'up';

function Promql({ promql, onExpert }: { promql: string; onExpert: () => void }) {
  const { t } = useTranslation('alerts');
  const { t: common } = useTranslation('ui');
  return (
    <div className="form-promql">
      <PromqlText value={promql} />
      <CopyButton value={promql}>{({ copied, copy }) => <ActionIcon variant="subtle" size={24} aria-label={common('copy')} title={common(copied ? 'copiedShort' : 'copy')} onClick={copy}><Icon name={copied ? 'check' : 'copy'} size={13} /></ActionIcon>}</CopyButton>
      <Button variant="subtle" onClick={onExpert}>{t('form.expert')}</Button>
    </div>
  );
}

const LISTED = 30;

/** Which machines it is about now. */
function Matching({ machines, error, all }: { machines: readonly Labels[] | undefined; error: string | undefined; all: boolean }) {
  const { t } = useTranslation('alerts');
  if (error !== undefined) return <p className="scope-matching c-critical" role="alert">{error}</p>;
  if (machines === undefined) return <p className="scope-matching dim">{'\u00a0'}</p>;
  const names = machines.map(({ instance = '', job = '' }) => instance || job).filter(name => name !== '');
  return (
    <p className="scope-matching" role="status">
      {machines.length === 0 ? <span className="c-warn">{t('form.matchNone')}</span> : <HoverCard position="bottom-start" width={280} withinPortal>
        <HoverCard.Target><button type="button" className="scope-count" title={names.slice(0, LISTED).join(', ')}>{t('form.match', { count: machines.length })}</button></HoverCard.Target>
        <HoverCard.Dropdown><ul className="scope-names">{names.slice(0, LISTED).map(name => <li key={name} className="cut">{name}</li>)}{names.length > LISTED && <li className="dim">{t('form.matchMore', { count: names.length - LISTED })}</li>}</ul></HoverCard.Dropdown>
      </HoverCard>}
      <span className="dim">{t(all ? 'form.laterAll' : 'form.later')}</span>
    </p>
  );
}

interface TryingProps { readonly form: RuleForm; readonly set: RuleFormPaneProps['set']; readonly simple: SimpleRule; readonly value: string; readonly machines: number | undefined }

function Trying({ form, set, simple, value, machines }: TryingProps) {
  const { t } = useTranslation('alerts');
  const language = useLanguage();
  const [windowName, setWindowName] = useWindowChoice();
  const window = useWindow(windowName);
  const [box, width] = useWidth();
  const machineOf = useMachinesByLabels(useMachines().data);
  const nameOf = useCallback((labels: Labels) => machineOf(labels)?.name, [machineOf]);
  const course = useCourse(value, machines, window, width);
  const trial = useTrial({ form: simple }, window, 0);
  const metric = metricOf(simple.metric);
  const binary = isBinary(simple.metric);
  const around = binary || simple.metric === 'expression' ? NO_THRESHOLDS : thresholdsAround(simple.threshold, metric);
  const others = useOthers(useMemo(() => around.map(threshold => ({ form: { ...simple, threshold } })), [around, simple]), window);
  const level = levelOf(simple.severity);
  const { unit, factor } = simple.metric === 'expression' ? { unit: unitOf(simple.expression), factor: 1 } : drawnUnit(simple.metric);
  const threshold = useMemo(() => binary ? undefined : { value: simple.threshold * factor, level, label: t(`comparison.${simple.comparison}`, { threshold: thresholdText(simple.threshold, simple.metric, language) }), always: true, grip: true }, [binary, simple.threshold, simple.comparison, simple.metric, factor, level, t, language]);
  const spans = useMemo((): readonly ChartSpan[] => trial.answer ? verdictOf(trial.answer, trial.window).stretches.map(stretch => ({ ...stretch, level, kind: 'firing' })) : [], [trial.answer, trial.window, level]);
  const covered = useMemo(() => course.data ? coveredOf(course.data.matrix) : null, [course.data]);
  const move = (moved: number) => set({ threshold: rounded(moved / factor, simple.metric === 'expression' ? Math.abs(form.threshold ?? 1) / 100 || 0.01 : sliderStep(metric)) });
  return (
    <div ref={box} className="trying">
      <div className="trying-window"><SegmentedControl size="xs" aria-label={t('window.label')} value={windowName} onChange={picked => setWindowName(WINDOW_NAMES.find(name => name === picked) ?? 'week')} data={WINDOW_NAMES.map(name => ({ value: name, label: t(`window.${name}`) }))} /></div>
      <TrialChart matrix={course.data?.matrix} summed={course.data?.summed ?? false} window={course.data?.window ?? window} windowName={windowName} unit={unit} factor={factor} below={simple.comparison.startsWith('<')} threshold={threshold} spans={spans} machines={machines}
        nameOf={nameOf} loading={course.loading} error={course.error?.message} binary={binary} onThreshold={binary ? undefined : move} />
      <BackTest trial={trial} windowName={windowName} covered={covered} severity={simple.severity}
        others={around.map((each, i) => ({ text: thresholdText(each, simple.metric, language), chosen: each === simple.threshold, fired: each === simple.threshold && !trial.stale ? trial.answer?.fired : others[i], onPick: () => set({ threshold: each }) }))} />
    </div>
  );
}

const NO_THRESHOLDS: readonly number[] = [];
const rounded = (value: number, step: number): number => Number((Math.round(value / step) * step).toPrecision(6));
