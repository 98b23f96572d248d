import type { MatrixSeries } from '../../src-main/shared/contract/metrics.ts';
import type { Labels } from '../../src-main/shared/model/labels.ts';
import { distinct, seriesName } from '../charts/names.ts';
import { type ChartSeries, isPresent } from '../charts/series.ts';
import { unitOf } from '../explore/unit.ts';
import type { Unit } from '../ui/format.ts';

/** Whether a series is the one an alert was made of: all it bears, but for its name, the alert bears too. */
export const isAbout = (series: Labels, alert: Labels): boolean => Object.entries(series).every(([name, value]) => name === '__name__' || alert[name] === value);

/** Series as a chart takes them, their values times `factor`. nameOf: of a series, '' where its labels have to do */
export function scaledSeries(series: readonly MatrixSeries[], factor: number, nameOf: (labels: Labels) => string): readonly ChartSeries[] {
  const names = distinct(series.map(({ labels }) => nameOf(labels) || seriesName(labels, undefined)));
  return series.map(({ values, present }, i) => ({ name: names[i]!, values: factor === 1 ? values : values.map(value => value * factor), present }));
}

/** The greatest (or, where low values are bad, the least) value of a series; null of one without any. */
export function worstOf({ values, present }: Pick<ChartSeries, 'values' | 'present'>, below: boolean): number | null {
  let worst: number | null = null;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (isPresent(present, i) && Number.isFinite(value) && (worst === null || (below ? value < worst : value > worst))) worst = value;
  }
  return worst;
}

/** The worst first; those without a value last. Equal ones keep their order. */
export const byWorst = <S extends Pick<ChartSeries, 'values' | 'present'>>(series: readonly S[], below: boolean): readonly S[] =>
  series.map(each => ({ each, worst: worstOf(each, below) })).sort((a, b) => a.worst === null || b.worst === null ? Number(a.worst === null) - Number(b.worst === null) : below ? a.worst - b.worst : b.worst - a.worst).map(({ each }) => each);

/** What an alerting rule's values measure, as far as its expression tells: what is made of a hundred times a share is a percentage. */
export const exprUnit = (promql: string): Unit => /^\s*\(?\s*100 \*/.test(promql) ? 'percent' : unitOf(valueSource(promql));

/** The left side of a comparison at an expression's end, for telling its unit; all of it where none stands there. */
export const valueSource = (promql: string): string => /^(.*?)\s*(?:[<>]=?|[!=]=)\s*(?:bool\s*)?-?[\d.e+]+\s*$/s.exec(promql)?.[1] ?? promql;
