import { parseRuleFile, type Place, type PlacedGroup } from '../formats/rulefile.ts';
import { templateProblem } from '../formats/template/alerttemplate.ts';
import { DEFAULT_LIMITS, prepare } from '../promql/engine.ts';
import { AppError } from '../shared/model/errors.ts';
import type { Rule, RuleGroup, RuleProblem } from '../shared/model/rule.ts';

/** A rule file, read and understood: what is wrong in its shape, expressions and templates, in Prometheus's words. */
export function checkedRuleFile(text: string): { readonly groups: readonly RuleGroup[]; readonly problems: readonly RuleProblem[] } {
  const { groups, problems } = parseRuleFile(text);
  const found = groups.flatMap(problemsOf);
  return { groups: groups.flatMap(({ group }) => group ?? []), problems: [...problems, ...found].toSorted((a, b) => a.line - b.line) };
}

function problemsOf({ called, rules }: PlacedGroup): RuleProblem[] {
  return rules.flatMap(({ rule, number, name, expr }) => {
    const said = `group "${called}", rule ${number}, "${nameOf(rule)}"`;
    return [...expressionProblems(rule, expr, said), ...templateProblems(rule).map(message => at(name, `${said}: ${message}`))];
  });
}

const at = ({ line, column }: Place, message: string): RuleProblem => ({ line, column, message });
export const nameOf = (rule: Rule): string => (rule.kind === 'alerting' ? rule.alert : rule.record);

function expressionProblems({ expr }: Rule, place: Place, said: string): RuleProblem[] {
  const problem = expressionProblem(expr);
  return problem === null ? [] : [at(place, `${said}: could not parse expression: ${problem}`)];
}

/** What is wrong with a rule's expression; null when nothing is. */
export function expressionProblem(expr: string): string | null {
  try {
    const { type } = prepare(expr, DEFAULT_LIMITS);
    return type === 'vector' || type === 'scalar' ? null : 'rule result is not a vector or scalar';
  } catch (error) {
    if (error instanceof AppError) return error.message;
    throw error;
  }
}

/** What is wrong with a rule's templates, as `label "x": …`. */
export function templateProblems(rule: Rule): string[] {
  if (rule.kind === 'recording') return [];
  const of = (kind: string, values: Readonly<Record<string, string>>): string[] => Object.entries(values).flatMap(([name, text]) => {
    const problem = templateProblem(text, rule.alert);
    return problem === null ? [] : [`${kind} "${name}": ${problem}`];
  });
  return [...of('label', rule.labels), ...of('annotation', rule.annotations)];
}
