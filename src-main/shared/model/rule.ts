import { z } from 'zod';
import { SimpleRule } from './simplerule.ts';

/** `file;name`, as Prometheus names a group. */
export const GroupId = z.string().min(1).max(600);
export type GroupId = z.infer<typeof GroupId>;

const LabelName = z.string().regex(/^[a-zA-Z_][a-zA-Z0-9_]*$/);
const Text = z.string().max(20_000);
const LabelSet = z.record(LabelName, Text);
const DurationMs = z.number().int().min(0).max(2 ** 53);
const Expression = z.string().min(1).max(100_000);

export const RecordingRule = z.object({
  kind: z.literal('recording'),
  record: z.string().regex(/^[a-zA-Z_:][a-zA-Z0-9_:]*$/),
  expr: Expression,
  labels: LabelSet.default({}),
});
export type RecordingRule = z.infer<typeof RecordingRule>;

export const AlertRule = z.object({
  kind: z.literal('alerting'),
  alert: z.string().min(1).max(500),
  expr: Expression,
  /** `for`, ms */
  forMs: DurationMs.default(0),
  keepFiringForMs: DurationMs.default(0),
  /** values and annotations are templates */
  labels: LabelSet.default({}),
  annotations: LabelSet.default({}),
  /** the form it was made with, so that it can be opened in it again; absent once somebody wrote the expression by hand */
  form: SimpleRule.optional(),
});
export type AlertRule = z.infer<typeof AlertRule>;

export const Rule = z.discriminatedUnion('kind', [RecordingRule, AlertRule]);
export type Rule = z.infer<typeof Rule>;

/** A group of rules in the words of Prometheus's rule files; times in ms. */
export const RuleGroup = z.object({
  name: z.string().min(1).max(300),
  /** null: the workspace's, 1 minute */
  intervalMs: DurationMs.min(1000).nullable().default(null),
  /** most series or alerts of each rule; 0 = no limit */
  limit: z.number().int().min(0).default(0),
  queryOffsetMs: DurationMs.default(0),
  labels: LabelSet.default({}),
  rules: z.array(Rule).max(10_000),
});
export type RuleGroup = z.infer<typeof RuleGroup>;

/** Where a group comes from: `ready` ships with the program, `form` was made in the three-field form, `file` was written or imported as a rule file. */
export type GroupOrigin = 'ready' | 'form' | 'file';

export interface RuleState {
  readonly rule: Rule;
  readonly health: 'unknown' | 'ok' | 'err';
  readonly lastError: string;
  /** unix ms; null before the first */
  readonly lastEvaluation: number | null;
  readonly evaluationMs: number;
  /** of an alerting rule; 'inactive' for a recording one */
  readonly state: 'inactive' | 'pending' | 'firing';
  readonly pending: number;
  readonly firing: number;
}

export interface GroupState {
  readonly id: GroupId;
  readonly file: string;
  readonly name: string;
  readonly origin: GroupOrigin;
  readonly enabled: boolean;
  readonly intervalMs: number;
  readonly limit: number;
  readonly queryOffsetMs: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly rules: readonly RuleState[];
  readonly lastEvaluation: number | null;
  /** of the whole group */
  readonly evaluationMs: number;
  /** evaluations left out because one before took longer than the interval */
  readonly missed: number;
}

/** Something wrong in a rule file, in Prometheus's words. Line and column from 1; 0 where there is none. */
export interface RuleProblem { readonly line: number; readonly column: number; readonly message: string }
