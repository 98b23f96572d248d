import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { AlertRecord } from '../../src-main/shared/model/alert.ts';
import type { MachineRow } from '../../src-main/shared/model/machine.ts';
import type { AlertRule } from '../../src-main/shared/model/rule.ts';
import type { ChartSpan } from '../charts/spans.ts';
import { stepFor } from '../charts/step.ts';
import { TimeChart } from '../charts/TimeChart.tsx';
import { useWidth } from '../charts/width.ts';
import { useCall } from '../host/hooks.ts';
import { useRange } from '../host/range.ts';
import { useLanguage } from '../ui/language.ts';
import { exprUnit, isAbout, scaledSeries } from './chartseries.ts';
import { spansNow, spansOf } from './lanes.ts';
import { type AlertLine, subjectOf } from './rows.ts';
import { levelOf } from './severity.ts';
import { drawnUnit, isBinary, thresholdText } from './units.ts';

const NO_TIMES = new Float64Array();
const MOST_SERIES = 100;

/** The values an alert was found by over the page's range, the threshold across them, and when it waited and fired. */
export function AlertChart({ line, records, rule, machine }: { line: AlertLine; records: readonly AlertRecord[]; rule: AlertRule | undefined; machine: MachineRow | undefined }) {
  const { t } = useTranslation('alerts');
  const language = useLanguage();
  const range = useRange();
  const [box, width] = useWidth();
  const stepMs = Math.max(1000, stepFor(range.to - range.from, width));
  const { data, error, loading } = useCall(['alerts', 'chart', rule?.expr ?? '', range.raw, stepMs],
    async (host, signal) => ({ raw: range.raw, from: range.from, to: range.to, answer: await host.rules.backtest({ rule: { expr: rule?.expr ?? '' }, from: Math.ceil(range.from / stepMs) * stepMs, to: Math.floor(range.to / stepMs) * stepMs, stepMs, drawn: MOST_SERIES }, signal) }),
    { refresh: true, enabled: width > 0 && rule !== undefined });
  const form = rule?.form;
  const drawn = form ? drawnUnit(form.metric) : { unit: rule ? exprUnit(rule.expr) : 'none' as const, factor: 1 };
  const series = useMemo(() => {
    const all = data?.answer.values.series ?? [];
    const own = all.filter(each => isAbout(each.labels, line.labels));
    return scaledSeries(own.length > 0 ? own : all, drawn.factor, labels => subjectOf(labels, () => machine?.name));
  }, [data, line.labels, drawn.factor, machine?.name]);
  const level = levelOf(line.severity);
  const value = form && !isBinary(form.metric) ? form.threshold : data?.answer.threshold ?? null;
  const threshold = useMemo(() => value === null ? undefined : { value: value * drawn.factor, level, label: form ? t(`comparison.${form.comparison}`, { threshold: thresholdText(value, form.metric, language) }) : String(value), always: true }, [value, drawn.factor, level, form, t, language]);
  const end = Math.max(range.to, Date.now());
  const spans = useMemo((): readonly ChartSpan[] => {
    const past = records.filter(({ firedAt }) => firedAt !== line.firedAt);
    return [...spansOf(past, end), ...spansNow(line, end)].map(span => ({ ...span, level }));
  }, [records, line, end, level]);
  const { from, to } = data?.raw === range.raw ? data : range;
  return (
    <div ref={box} className="alert-chart">
      <TimeChart note={t('chartNote')} times={data?.answer.values.times ?? NO_TIMES} series={series} unit={drawn.unit} from={from} to={to} threshold={threshold} spans={spans} {...(isBinary(form?.metric ?? 'memory') ? { min: 0, max: 1 } : {})}
        promql={rule ? [rule.expr] : []} loading={loading && rule !== undefined} error={error?.message} />
    </div>
  );
}
