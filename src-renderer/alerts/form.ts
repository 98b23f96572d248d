import { FORM_METRICS, type FormMetricId, type ScopeMatcher, SimpleRule } from '../../src-main/shared/model/simplerule.ts';
import { forText, parseFor } from './duration.ts';
import { isBinary, metricOf } from './units.ts';

/** The three-field form as it is being filled in. */
export interface RuleForm {
  /** '' stands for the name made of the other fields */
  readonly name: string;
  readonly metric: FormMetricId;
  readonly expression: string;
  readonly comparison: SimpleRule['comparison'];
  /** in the metric's unit; null while the field is empty */
  readonly threshold: number | null;
  /** as typed: 5m, 0s */
  readonly lasting: string;
  readonly scope: readonly ScopeMatcher[];
  readonly severity: SimpleRule['severity'];
  readonly message: string;
  readonly runbook: string;
}

export type Field = 'expression' | 'threshold' | 'lasting';
export const METRIC_IDS: readonly FormMetricId[] = FORM_METRICS.map(({ id }) => id);
export const COMPARISONS: readonly SimpleRule['comparison'][] = ['>', '>=', '<', '<=', '==', '!='];
export const DEFAULT_FOR = '5m';

/** A form as it opens: the metric's usual threshold, for all machines. */
export const newForm = (metric: FormMetricId = 'memory'): RuleForm => withMetric({ name: '', metric, expression: '', comparison: '>', threshold: null, lasting: DEFAULT_FOR, scope: [], severity: 'warning', message: '', runbook: '' }, metric);

/** Another metric brings its own comparison and threshold; what was said of machines, time and telling stays. */
export const withMetric = (form: RuleForm, metric: FormMetricId): RuleForm => {
  const { below, threshold } = metricOf(metric);
  return { ...form, metric, comparison: below ? '<' : '>', threshold, expression: metric === 'expression' ? form.expression : '' };
};

/** The form as the host takes it, or what is wrong with which field. */
export function simpleOf(form: RuleForm): { readonly simple: SimpleRule | null; readonly problems: Readonly<Partial<Record<Field, true>>> } {
  const forMs = parseFor(form.lasting);
  const threshold = isBinary(form.metric) ? 1 : form.threshold;
  const problems: Partial<Record<Field, true>> = {
    ...(form.metric === 'expression' && form.expression.trim() === '' ? { expression: true } : {}),
    ...(threshold === null || !Number.isFinite(threshold) ? { threshold: true } : {}),
    ...(forMs === null || forMs > MOST_FOR_MS ? { lasting: true } : {}),
  };
  if (Object.keys(problems).length > 0) return { simple: null, problems };
  return { simple: SimpleRule.parse({ metric: form.metric, expression: form.expression, comparison: isBinary(form.metric) ? '<' : form.comparison, threshold, forMs, scope: form.scope, severity: form.severity, message: form.message, runbook: form.runbook }), problems };
}
const MOST_FOR_MS = 30 * 86_400_000;

/** The form of a rule that was made with it. */
export const formOf = (name: string, { forMs, ...simple }: SimpleRule): RuleForm => ({ name, ...simple, lasting: forText(forMs) });
