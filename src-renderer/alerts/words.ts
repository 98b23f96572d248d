import type { TFunction } from 'i18next';
import type { AlertRule } from '../../src-main/shared/model/rule.ts';
import type { SimpleRule } from '../../src-main/shared/model/simplerule.ts';
import { formatDuration, formatValue, type Language } from '../ui/format.ts';
import { exprUnit } from './chartseries.ts';
import type { AlertLine } from './rows.ts';
import { isBinary, measuredText, thresholdText } from './units.ts';

type T = TFunction<'alerts'>;

/** Whoever is asked for by this does not answer: its value is zero, which says nothing to a reader. */
const SILENT = /^\s*(?:up|probe_success)\s*(?:\{[^}]*\})?\s*==\s*0\s*$/;

/** The value an alert was found with, in its rule's unit where that is known. */
export function valueText(value: number, rule: AlertRule | undefined, t: T, language: Language): string {
  const form = rule?.form;
  if (rule && SILENT.test(rule.expr)) return t('binary.down');
  if (form === undefined) return formatValue(value, rule ? exprUnit(rule.expr) : 'none', language);
  if (isBinary(form.metric)) return t(value === 0 ? 'binary.down' : 'binary.up');
  return measuredText(value, form.metric, language);
}

/** When a rule fires: `above 90 % for 10 min`; of one written by hand how long it has to last. */
export function conditionText({ form, forMs }: Pick<AlertRule, 'form' | 'forMs'>, t: T, language: Language): string {
  const time = formatDuration(forMs, language);
  if (form === undefined) return forMs === 0 ? t('condition.atOnce') : t('condition.for', { time });
  const what = isBinary(form.metric) ? t('condition.binary') : t(`comparison.${form.comparison}`, { threshold: thresholdText(form.threshold, form.metric, language) });
  return forMs === 0 ? what : t('condition.lasting', { what, time });
}

/** One line about an alert: what whoever wrote the rule says of it, or when it fires; how soon, while it waits. */
export function lineWords(line: AlertLine, rule: AlertRule | undefined, now: number, t: T, language: Language): string {
  if (line.state === 'resolved') return t('line.over', { time: formatDuration(Math.max(1000, line.resolvedAt! - (line.firedAt ?? line.activeAt)), language) });
  if (line.state === 'pending' && rule) {
    const left = line.activeAt + rule.forMs - now;
    return left > 0 ? t('line.fires', { time: formatDuration(Math.max(1000, Math.ceil(left / 1000) * 1000), language) }) : t('line.firesNext');
  }
  return line.annotations['summary'] || line.annotations['description'] || line.annotations['message'] || (rule ? conditionText(rule, t, language) : '');
}

/** What the form's fields say, as a name for the rule: `Memory used above 90 %`. */
export function madeUpName(form: Pick<SimpleRule, 'metric' | 'expression' | 'comparison' | 'threshold'>, t: T, language: Language): string {
  const what = form.metric === 'expression' ? form.expression.trim().slice(0, 60) : t(`metric.${form.metric}`);
  return isBinary(form.metric) ? t(`binaryName.${form.metric}`) : t('madeUp', { what, condition: t(`comparison.${form.comparison}`, { threshold: thresholdText(form.threshold, form.metric, language) }) });
}
