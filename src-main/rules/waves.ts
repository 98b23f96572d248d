import { DEFAULT_LIMITS, prepare } from '../promql/engine.ts';
import { AppError } from '../shared/model/errors.ts';
import type { Rule } from '../shared/model/rule.ts';
import { compileMatcher } from '../tsdb/matcher.ts';
import type { Matcher } from '../tsdb/select.ts';

/**
 * A group's rules in runs that can be evaluated together: a rule that may read what an earlier one writes begins a new run, so that it sees it, as Prometheus evaluates a group in order.
 * returns  indexes of the rules, in order
 */
export function wavesOf(rules: readonly Rule[]): readonly (readonly number[])[] {
  const waves: number[][] = [];
  let written: string[] = [];
  rules.forEach((rule, i) => {
    if (waves.length === 0 || (written.length > 0 && reads(rule.expr, written))) {
      waves.push([]);
      written = [];
    }
    waves.at(-1)!.push(i);
    written.push(...writesOf(rule));
  });
  return waves;
}

const writesOf = (rule: Rule): readonly string[] => (rule.kind === 'recording' ? [rule.record] : ['ALERTS', 'ALERTS_FOR_STATE']);

/** Whether one of the selectors may mean one of the metrics. An expression that can't be understood reads nothing. */
function reads(expr: string, names: readonly string[]): boolean {
  try {
    return prepare(expr, DEFAULT_LIMITS).selections({ from: 0, to: 0, step: 1 }).some(({ matchers }) => names.some(name => mayMean(matchers, name)));
  } catch (error) {
    if (error instanceof AppError) return false;
    throw error;
  }
}

const mayMean = (matchers: readonly Matcher[], metric: string): boolean => matchers.filter(({ name }) => name === '__name__').every(matcher => compileMatcher(matcher).test(metric));
