import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { parseRuleTests } from '../../../src-main/formats/ruletestfile.ts';
import { checkedRuleFile } from '../../../src-main/rules/rulecheck.ts';
import { runRuleTest } from '../../../src-main/rules/ruletest.ts';

/**
 * Where we answer as Prometheus 3 does and Debian's 2.42 differs, or does not know the field yet. v has the sample k at minute k; expected values by arithmetic.
 *  - ranges leave their left end out: [2m] at 5:00 holds the samples of 4:00 and 5:00; 2.42 takes 3:00 in as well
 *  - an instant's lookback does so, too: the sample of 0:00 is not seen at 5:00 exactly; 2.42 sees it
 *  - query_offset: the expression is asked, and its samples are written, so much earlier; alerts are active since the evaluation itself
 *  - labels of a group: on every rule that does not say otherwise
 */
test.each([
  ['the left end of a range is out', '{name: g, rules: [{record: r, expr: "count_over_time(v[2m])"}]}', 'r', '5m', [{ labels: 'r', value: 2 }]],
  ['a sum over a range, likewise', '{name: g, rules: [{record: r, expr: "sum_over_time(v[3m])"}]}', 'r', '6m', [{ labels: 'r', value: 4 + 5 + 6 }]],
  ['a sample as old as the lookback is not seen', '{name: g, rules: [{record: r, expr: "count(once) or vector(0)"}]}', 'r', '5m', [{ labels: 'r', value: 0 }]],
  ['a query offset asks earlier', '{name: g, query_offset: 1m, rules: [{record: r, expr: v}]}', 'r', '3m', [{ labels: 'r', value: 2 }]],
  ['and writes earlier', '{name: g, query_offset: 1m, rules: [{record: r, expr: v}]}', 'timestamp(r)', '3m', [{ labels: '{}', value: 120 }]],
  ['alerts of such a group are active since the evaluation', '{name: g, query_offset: 1m, rules: [{alert: A, expr: v > 2}]}', 'ALERTS_FOR_STATE', '4m', [{ labels: 'ALERTS_FOR_STATE{alertname="A"}', value: 240 }]],
  ['labels of the group stand on what it records', '{name: g, labels: {team: ops, by: group}, rules: [{record: r, expr: v, labels: {by: rule}}]}', 'r', '1m', [{ labels: 'r{team="ops",by="rule"}', value: 1 }]],
  ['and on its alerts', '{name: g, labels: {team: ops}, rules: [{alert: A, expr: v > 2}]}', 'ALERTS', '3m', [{ labels: 'ALERTS{alertname="A",alertstate="firing",team="ops"}', value: 1 }]],
])('%s', (_what, group, expr, eval_time, exp_samples) => {
  const { groups, problems } = checkedRuleFile(`groups:\n- ${group}\n`);
  expect(problems).toEqual([]);
  const file = parseRuleTests(stringify({ tests: [{ interval: '1m', input_series: [{ series: 'v', values: '0+1x20' }, { series: 'once', values: '1' }], promql_expr_test: [{ expr, eval_time, exp_samples }] }] }));
  expect(runRuleTest(file.tests[0]!, groups, file)).toEqual([]);
});
