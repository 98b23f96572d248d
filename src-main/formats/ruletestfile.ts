import { parse } from 'yaml';
import { z } from 'zod';
import { AppError } from '../shared/model/errors.ts';
import { parseDuration } from './duration.ts';
import { parseNumber } from './gonumber.ts';

const Duration = z.union([z.string(), z.number()]).transform((value, context) => {
  const ms = parseDuration(String(value));
  if (ms !== null) return ms;
  context.addIssue({ code: 'custom', message: `not a valid duration string: ${JSON.stringify(String(value))}` });
  return z.NEVER;
});
const Text = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const Labels = z.record(z.string(), Text.nullable().transform(value => value ?? '')).nullish().transform(labels => labels ?? {});
const listOf = <T extends z.ZodType>(item: T) => z.array(item).nullish().transform(items => items ?? []);

/** Times in ms since the test's own beginning, which is 1970. */
const AlertTest = z.strictObject({
  eval_time: Duration.default(0), alertname: z.string().default(''),
  exp_alerts: listOf(z.strictObject({ exp_labels: Labels, exp_annotations: Labels })),
});
const ExprTest = z.strictObject({
  expr: Text, eval_time: Duration.default(0),
  exp_samples: listOf(z.strictObject({ labels: z.string().default(''), value: z.union([z.number(), z.string()]).default(0).transform(value => (typeof value === 'number' ? value : parseNumber(value))), histogram: z.string().optional() })),
});
const TestGroup = z.strictObject({
  interval: Duration.default(0), name: z.string().default(''),
  input_series: listOf(z.strictObject({ series: z.string(), values: Text })),
  alert_rule_test: listOf(AlertTest), promql_expr_test: listOf(ExprTest),
  external_labels: Labels, external_url: z.string().default(''),
});
const RuleTestFile = z.strictObject({
  rule_files: listOf(z.string()), evaluation_interval: Duration.default(60_000), group_eval_order: listOf(z.string()),
  fuzzy_compare: z.boolean().default(false), tests: listOf(TestGroup),
});
export type RuleTestFile = z.infer<typeof RuleTestFile>;
export type RuleTestGroup = z.infer<typeof TestGroup>;

/**
 * A file of unit tests for rules, as promtool reads them.
 * source  prometheus.io/docs/prometheus/latest/configuration/unit_testing_rules
 * errors  AppError 'bad-data'
 */
export function parseRuleTests(text: string): RuleTestFile {
  let raw: unknown;
  try {
    raw = parse(text, { merge: true });
  } catch (cause) {
    throw new AppError('bad-data', `yaml: ${cause instanceof Error ? cause.message : 'unreadable'}`, { cause });
  }
  const parsed = RuleTestFile.safeParse(raw ?? {});
  if (parsed.success) return parsed.data;
  throw new AppError('bad-data', parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('\n'));
}
