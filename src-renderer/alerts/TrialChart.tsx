import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Matrix } from '../../src-main/shared/contract/metrics.ts';
import type { Labels } from '../../src-main/shared/model/labels.ts';
import type { SeriesColor } from '../charts/fold.ts';
import { distinct } from '../charts/names.ts';
import type { Threshold } from '../charts/overlay.ts';
import type { ChartSpan } from '../charts/spans.ts';
import { TimeChart } from '../charts/TimeChart.tsx';
import { formatDuration, type Unit } from '../ui/format.ts';
import { useLanguage } from '../ui/language.ts';
import { byWorst } from './chartseries.ts';
import { subjectOf } from './rows.ts';
import { type TrialWindow, WINDOWS, type WindowName } from './window.ts';

interface TrialChartProps {
  readonly matrix: Matrix | undefined;
  /** the greatest, the median and the least of all instead of each series */
  readonly summed: boolean;
  readonly window: TrialWindow;
  readonly windowName: WindowName;
  readonly unit: Unit;
  /** from the expression's unit to `unit` */
  readonly factor: number;
  /** low values are the bad ones */
  readonly below: boolean;
  readonly threshold: Threshold | undefined;
  readonly spans: readonly ChartSpan[];
  readonly onThreshold?: ((value: number, done: boolean) => void) | undefined;
  readonly machines: number | undefined;
  readonly nameOf: (labels: Labels) => string | undefined;
  readonly loading: boolean;
  readonly error: string | undefined;
  readonly binary: boolean;
}

const NO_TIMES = new Float64Array();

/** What a rule watches, the worst machine before the others, under the threshold and over the times at which it would have fired. */
export function TrialChart(props: TrialChartProps) {
  const { matrix, summed, window, windowName, unit, factor, below, threshold, spans, machines, nameOf } = props;
  const { t } = useTranslation('alerts');
  const language = useLanguage();
  const series = useMemo(() => {
    const all = matrix?.series ?? [];
    const names = distinct(all.map(({ labels }, i) => summed ? t(`of.${(['most', 'median', 'least'] as const)[i] ?? 'most'}`) : subjectOf(labels, nameOf) || t('value')));
    const drawn = all.map(({ values, present }, i) => ({ name: names[i]!, values: factor === 1 ? values : values.map(value => value * factor), present }));
    return summed ? drawn : byWorst(drawn, below);
  }, [matrix, summed, factor, below, nameOf, t]);
  const colors = useMemo(() => series.map((_, i): SeriesColor => i === 0 || summed ? i + 1 : 'others'), [series, summed]);
  const length = formatDuration(WINDOWS[windowName], language);
  const note = machines === undefined ? '' : summed ? t('chart.all', { count: machines, length }) : t('chart.worst', { count: machines, length });
  return (
    <div className="trial-chart">
      <div className="trial-words"><b className="cut">{summed ? '' : series[0]?.name}</b><span className="dim cut">{note}</span><span className="grow" />{props.onThreshold && <span className="dim nowrap">{t('chart.drag')}</span>}</div>
      <TimeChart times={matrix?.times ?? NO_TIMES} series={series} colors={colors} unit={unit} from={window.from} to={window.to} threshold={threshold} spans={spans} legend="none" onThreshold={props.onThreshold} onZoom={() => undefined} loading={props.loading} error={props.error} {...(props.binary ? { min: 0, max: 1 } : {})} />
    </div>
  );
}
