import { FORM_METRICS, type FormMetricId } from '../../src-main/shared/model/simplerule.ts';
import { formatNumber, formatValue, type Language, THIN, type Unit } from '../ui/format.ts';

type FormUnit = (typeof FORM_METRICS)[number]['unit'];

/** What the form offers of a metric: its unit, and the threshold it begins with and the slider's ends in that unit. */
export interface FormMetric { readonly id: FormMetricId; readonly unit: FormUnit; readonly below: boolean; readonly threshold: number; readonly min: number; readonly max: number }
export const metricOf = (id: FormMetricId): FormMetric => FORM_METRICS.find(metric => metric.id === id)!;

/** How the page writes and draws a form's unit: a value times `factor` is in `unit`. */
const DRAWN: Readonly<Record<FormUnit, { readonly unit: Unit; readonly factor: number }>> = {
  percent: { unit: 'percent', factor: 1 }, GiB: { unit: 'bytes', factor: 1024 ** 3 }, 'per-core': { unit: 'none', factor: 1 }, 'Mbit/s': { unit: 'bitsRate', factor: 1e6 },
  ms: { unit: 'duration', factor: 1 }, days: { unit: 'duration', factor: 86_400_000 }, none: { unit: 'none', factor: 1 },
};
export const drawnUnit = (id: FormMetricId): { readonly unit: Unit; readonly factor: number } => DRAWN[metricOf(id).unit];

/** Either answers or does not: there is no threshold to choose. */
export const isBinary = (id: FormMetricId): boolean => id === 'up' || id === 'probe';

/** Steps of the slider, in the metric's unit: a hundred or so over its length. */
export function sliderStep({ min, max }: Pick<FormMetric, 'min' | 'max'>): number {
  const length = max - min;
  return length <= 20 ? 0.1 : length <= 100 ? 1 : length <= 1000 ? 5 : 50;
}

const WORDS: Readonly<Record<FormUnit, Readonly<Record<Language, string>>>> = {
  percent: { en: '%', zh: '%' }, GiB: { en: 'GiB', zh: 'GiB' }, 'per-core': { en: 'per core', zh: '每核' }, 'Mbit/s': { en: 'Mbit/s', zh: 'Mbit/s' }, ms: { en: 'ms', zh: '毫秒' }, days: { en: 'd', zh: '天' }, none: { en: '', zh: '' },
};
export const unitWord = (id: FormMetricId, language: Language): string => WORDS[metricOf(id).unit][language];

/** A threshold exactly as it is set, with its unit: `92.5 %`, `5 GiB`. */
export function thresholdText(threshold: number, id: FormMetricId, language: Language): string {
  const word = unitWord(id, language);
  return `${String(threshold).replace('-', '−')}${word === '' ? '' : `${THIN}${word}`}`;
}

/** A measured value in a form's unit, rounded for reading. */
export function measuredText(value: number, id: FormMetricId, language: Language): string {
  const { unit, factor } = drawnUnit(id);
  if (unit !== 'none') return formatValue(value * factor, unit, language);
  const word = unitWord(id, language);
  return `${formatNumber(value)}${word === '' ? '' : `${THIN}${word}`}`;
}

/** Thresholds around the chosen one to compare with, ascending, the chosen one among them; within what the slider reaches. */
export function thresholdsAround(threshold: number, metric: FormMetric): readonly number[] {
  const steps = metric.unit === 'percent' ? [-5, -2, 0, 2, 5].map(by => threshold + by) : [0.5, 0.8, 1, 1.25, 2].map(by => Number((threshold * by).toPrecision(2)));
  const around = steps.map((step, i) => i === 2 ? threshold : step).filter(value => value === threshold || value > metric.min && value < metric.max);
  return [...new Set(around)].sort((a, b) => a - b);
}
