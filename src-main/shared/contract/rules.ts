import { z } from 'zod';
import { GroupId, type GroupState, RuleGroup, type RuleProblem } from '../model/rule.ts';
import { SimpleRule } from '../model/simplerule.ts';
import { action, query, returns } from '../rpc/contract.ts';
import type { Matrix } from './metrics.ts';

const Yaml = z.string().max(4 * 1024 * 1024);
const Time = z.number().min(-(2 ** 53)).max(2 ** 53);

/** A rule as far as a back-test has to know it. */
const Tested = z.union([
  z.object({ form: SimpleRule }),
  z.object({ expr: z.string().min(1).max(100_000), forMs: z.number().int().min(0).max(2 ** 53).default(0), keepFiringForMs: z.number().int().min(0).max(2 ** 53).default(0) }),
]);

export const BacktestInput = z.object({
  rule: Tested,
  /** unix ms */
  from: Time, to: Time,
  /** between two evaluations, ms */
  stepMs: z.number().int().min(1000).default(60_000),
  /** series that are drawn beside the answer, at most */
  drawn: z.number().int().min(0).max(200).default(20),
}).refine(({ from, to }) => from <= to, { message: 'from must not be after to', path: ['from'] })
  .refine(({ from, to, stepMs }) => (to - from) / stepMs <= 1_000_000, { message: 'more than a million evaluations', path: ['stepMs'] });
export type BacktestInput = z.infer<typeof BacktestInput>;

/** How long one series would have been an alert. Times in unix ms. */
export interface BacktestSpan {
  readonly activeAt: number;
  /** null: it ended before `for` was over */
  readonly firedAt: number | null;
  /** null: to the end of the window */
  readonly resolvedAt: number | null;
}
export interface BacktestSeries { readonly labels: Readonly<Record<string, string>>; readonly spans: readonly BacktestSpan[] }

export interface BacktestAnswer {
  /** series that would have been pending or firing, those that fired most first; at most 1,000 */
  readonly series: readonly BacktestSeries[];
  /** firings of all series, those left out too */
  readonly fired: number;
  /** series that fired */
  readonly firedSeries: number;
  /** the values that the threshold is drawn across, at about 500 points: first of those that fired; empty where the expression compares nothing */
  readonly values: Matrix;
  /** the threshold the values are compared with; null when it is no plain number */
  readonly threshold: number | null;
  readonly evaluations: number;
  /** of the computation */
  readonly ms: number;
  readonly warnings: readonly string[];
}

export interface GroupText { readonly state: GroupState; readonly group: RuleGroup; readonly yaml: string }

/** What a text of rules holds; nothing is saved when a problem stands beside it. */
export interface RulesImported {
  readonly groups: readonly { readonly id: GroupId; readonly name: string; readonly rules: number; readonly outcome: 'new' | 'replaced' | 'same' }[];
  readonly problems: readonly RuleProblem[];
}

export const rules = {
  /** all groups with what became of them at their last evaluation */
  list: query('rule:read', z.object({}), returns<readonly GroupState[]>()),
  get: query('rule:read', z.object({ id: GroupId }), returns<GroupText>()),
  /** what is wrong with the text of a rule file; empty when nothing is */
  check: query('rule:read', z.object({ yaml: Yaml }), returns<readonly RuleProblem[]>()),
  /** the text of a rule file with these groups; all but the ready ones when `ids` is left out */
  export: query('rule:read', z.object({ ids: z.array(GroupId).max(10_000).optional() }), returns<{ readonly yaml: string }>()),
  /** how often a rule would have fired over stored history */
  backtest: query('metrics:read', BacktestInput, returns<BacktestAnswer>()),
  /** the one group of a rule file's text; `id` names the group that it replaces, null makes a new one. Errors: 'bad-data' in Prometheus's words */
  saveText: action('rule:write', z.object({ id: GroupId.nullable().default(null), yaml: Yaml }), returns<GroupState>()),
  save: action('rule:write', z.object({ id: GroupId.nullable().default(null), group: RuleGroup }), returns<GroupState>()),
  /** the three-field form: a group of one alerting rule, which is called `name` */
  saveSimple: action('rule:write', z.object({ id: GroupId.nullable().default(null), name: z.string().trim().min(1).max(200), form: SimpleRule }), returns<GroupState>()),
  /** `name` of the file: its groups replace those that came from a file of this name before. `dryRun` only says what would come */
  import: action('rule:write', z.object({ name: z.string().trim().min(1).max(200), yaml: Yaml, dryRun: z.boolean().default(false) }), returns<RulesImported>()),
  /** a group that is off is kept, but not evaluated: its alerts end */
  enable: action('rule:write', z.object({ id: GroupId, enabled: z.boolean() }), returns<GroupState>()),
  /** errors: 'conflict' for a ready group, which can only be switched off */
  remove: action('rule:write', z.object({ id: GroupId }), returns<null>()),
};
