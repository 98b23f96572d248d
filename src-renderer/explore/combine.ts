import type { Matrix, MatrixSeries } from '../../src-main/shared/contract/metrics.ts';
import type { Labels } from '../../src-main/shared/model/labels.ts';
import { distinct, labelsText } from '../charts/names.ts';
import { type ChartSeries, isPresent, markPresent, noneOf } from '../charts/series.ts';
import { type Statistics, statisticsOf } from '../charts/statistics.ts';

/** One line of Explore: chart and table show the same ones. */
export interface ExploreSeries extends ChartSeries {
  /** letter of its query */
  readonly query: string;
  readonly labels: Labels;
  readonly statistics: Statistics;
}

export interface QueryAnswer { readonly letter: string; readonly promql: string; readonly answer: Matrix }

/**
 * Several answers over one set of times: the newest one's. An answer that is a refresh behind is moved onto it by whole steps;
 * one with another step (asked before a zoom) is left out until its own arrives.
 */
export function combineAnswers(answers: readonly QueryAnswer[]): { readonly times: Float64Array; readonly series: readonly ExploreSeries[] } {
  const times = answers.map(({ answer }) => answer.times).reduce((a, b) => (b.at(-1) ?? -Infinity) > (a.at(-1) ?? -Infinity) ? b : a, new Float64Array());
  const found = answers.flatMap(({ letter, promql, answer }) => answer.series.flatMap(series => {
    const moved = onTimes(times, answer.times, series);
    return moved ? [{ query: letter, labels: series.labels, ...moved, text: Object.keys(series.labels).length === 0 ? promql : labelsText(series.labels) }] : [];
  }));
  const many = answers.length > 1;
  const names = distinct(found.map(({ query, text }) => many ? `${query}: ${text}` : text));
  return { times, series: found.map(({ text: _text, ...series }, i) => ({ ...series, name: names[i]!, statistics: statisticsOf(series) })) };
}

function onTimes(times: Float64Array, own: Float64Array, { values, present }: MatrixSeries): Pick<ChartSeries, 'values' | 'present'> | null {
  if (own.length === times.length && own[0] === times[0]) return { values, present };
  const step = stepOf(times);
  const shift = (times[0]! - own[0]!) / step;
  if (stepOf(own) !== step || !Number.isInteger(shift)) return null;
  const moved = { values: new Float64Array(times.length), present: noneOf(times.length) };
  for (let i = 0; i < times.length; i++) {
    const from = i + shift;
    if (from < 0 || from >= own.length || !isPresent(present, from)) continue;
    moved.values[i] = values[from]!;
    markPresent(moved.present, i);
  }
  return moved;
}

const stepOf = (times: Float64Array): number => times.length > 1 ? times[1]! - times[0]! : 1;

export interface LabelColumn { readonly name: string; readonly hidden: boolean }

/** More label columns than these would leave no room for the numbers. */
const MOST_LABELS = 6;

/**
 * A column for every label: those that differ come first, then the rest, both by name. `__name__` only where it differs, and then in front.
 * Of more than six, those that the most series carry are shown at first.
 */
export function labelColumns(all: readonly Labels[]): LabelColumn[] {
  const carriers = new Map<string, number>();
  for (const labels of all) for (const name of Object.keys(labels)) carriers.set(name, (carriers.get(name) ?? 0) + 1);
  const differs = (name: string) => all.some(labels => labelValue(labels, name) !== labelValue(all[0]!, name));
  const rank = (name: string) => name === '__name__' ? 0 : differs(name) ? 1 : 2;
  const names = [...carriers.keys()].filter(name => name !== '__name__' || differs(name)).sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
  const shown = new Set(names.toSorted((a, b) => rank(a) - rank(b) || carriers.get(b)! - carriers.get(a)!).slice(0, MOST_LABELS));
  return names.map(name => ({ name, hidden: !shown.has(name) }));
}

export const labelValue = (labels: Labels, name: string): string => Object.hasOwn(labels, name) ? labels[name]! : '';
