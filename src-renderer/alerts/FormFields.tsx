import { Autocomplete, NumberInput, SegmentedControl, Select, Slider, Textarea, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { formatDuration } from '../ui/format.ts';
import { useLanguage } from '../ui/language.ts';
import { parseFor } from './duration.ts';
import { COMPARISONS, type Field, METRIC_IDS, type RuleForm, withMetric } from './form.ts';
import { SEVERITIES } from './severity.ts';
import { isBinary, metricOf, sliderStep, unitWord } from './units.ts';

export interface FieldsProps {
  readonly form: RuleForm;
  readonly set: (change: Partial<RuleForm>) => void;
  readonly problems: Readonly<Partial<Record<Field, true>>>;
}

const LENGTHS = ['0s', '1m', '2m', '5m', '10m', '15m', '30m', '1h'];

/** What is watched, the threshold, and how long it has to last: a rule in three fields. */
export function ThreeFields(props: FieldsProps) {
  const { form, set, problems } = props;
  const { t } = useTranslation('alerts');
  const language = useLanguage();
  const forMs = parseFor(form.lasting);
  return (
    <div className="three-fields">
      <Numbered number={1} label={t('form.when')} htmlFor="rule-metric">
        <Select id="rule-metric" value={form.metric} allowDeselect={false} maxDropdownHeight={420} data={METRIC_IDS.map(value => ({ value, label: t(`metric.${value}`) }))} onChange={value => { const metric = METRIC_IDS.find(id => id === value); if (metric) set(withMetric(form, metric)); }} />
        {form.metric === 'expression' && <TextInput className="mono-input" aria-label={t('form.expression')} placeholder="node_load1 / 4" spellCheck={false} value={form.expression} error={problems.expression && t('problem.expression')} onChange={event => set({ expression: event.currentTarget.value })} />}
      </Numbered>
      <Threshold {...props} />
      <Numbered number={3} label={t('form.for')} htmlFor="rule-for">
        <Autocomplete id="rule-for" value={form.lasting} data={LENGTHS} filter={({ options }) => options} error={problems.lasting && t('problem.lasting')} onChange={lasting => set({ lasting })}
          renderOption={({ option }) => option.value === '0s' ? t('form.atOnce') : formatDuration(parseFor(option.value), language)} />
        <p className="cap">{forMs === null ? '' : forMs === 0 ? t('form.atOnce') : formatDuration(forMs, language)}</p>
      </Numbered>
    </div>
  );
}

function Threshold({ form, set, problems }: FieldsProps) {
  const { t } = useTranslation('alerts');
  const language = useLanguage();
  const metric = metricOf(form.metric);
  if (isBinary(form.metric)) return <Numbered number={2} label={t('form.is')}><span className="field-fixed">{t('binary.down')}</span></Numbered>;
  const unit = unitWord(form.metric, language);
  const max = Math.max(metric.max, form.threshold ?? 0);
  return (
    <Numbered number={2} label={t('form.is')} htmlFor="rule-threshold">
      <div className="threshold-pair">
        <Select aria-label={t('form.comparison')} value={form.comparison} allowDeselect={false} data={COMPARISONS.map(value => ({ value, label: t(`compare.${value}`) }))} onChange={value => { const comparison = COMPARISONS.find(each => each === value); if (comparison) set({ comparison }); }} />
        <NumberInput id="rule-threshold" value={form.threshold ?? ''} hideControls={false} step={sliderStep(metric)} suffix={unit === '' ? '' : `\u2009${unit}`} error={problems.threshold && t('problem.threshold')} onChange={value => set({ threshold: value === '' ? null : Number(value) })} />
      </div>
      {form.metric !== 'expression' && <Slider size="sm" min={metric.min} max={max} step={sliderStep(metric)} label={null} value={form.threshold ?? metric.min} thumbLabel={t('form.threshold')} onChange={threshold => set({ threshold: Number(threshold.toFixed(2)) })} />}
    </Numbered>
  );
}

function Numbered({ number, label, htmlFor, children }: { number: number; label: string; htmlFor?: string; children: ReactNode }) {
  return <div className="numbered"><label className="numbered-label" htmlFor={htmlFor}><b aria-hidden="true">{number}</b>{label}</label>{children}</div>;
}

/** How loud it is. */
export function SeverityField({ form, set }: Pick<FieldsProps, 'form' | 'set'>) {
  const { t } = useTranslation('alerts');
  return (
    <div>
      <span className="mantine-InputWrapper-label" id="rule-severity">{t('form.severity')}</span>
      <SegmentedControl fullWidth aria-labelledby="rule-severity" value={form.severity} onChange={value => set({ severity: SEVERITIES.find(each => each === value) ?? 'warning' })} data={SEVERITIES.toReversed().map(value => ({ value, label: t(`severity.${value}`) }))} />
    </div>
  );
}

/** What it is called, and what whoever is told reads. */
export function TellFields({ form, set, madeUp }: Pick<FieldsProps, 'form' | 'set'> & { madeUp: string }) {
  const { t } = useTranslation('alerts');
  return (
    <div className="form-pair tell-fields">
      <TextInput label={t('form.name')} placeholder={madeUp} value={form.name} onChange={event => set({ name: event.currentTarget.value })} />
      <TextInput label={t('form.runbook')} placeholder="https://wiki/disk-full" value={form.runbook} onChange={event => set({ runbook: event.currentTarget.value })} />
      <Textarea className="form-message" label={t('form.message')} description={t('form.messageHint')} placeholder={'{{ $labels.instance }}: {{ $value | humanize }}'} autosize minRows={1} maxRows={4} value={form.message} onChange={event => set({ message: event.currentTarget.value })} />
    </div>
  );
}
