import { general } from '../formats/template/gofmt.ts';
import { TemplateSample } from '../formats/template/values.ts';
import { durationText } from '../formats/duration.ts';
import type { RuleTestFile, RuleTestGroup } from '../formats/ruletestfile.ts';
import { parseSlots } from '../formats/seriesnotation.ts';
import { DEFAULT_LIMITS, prepare } from '../promql/engine.ts';
import { compareLabels, shownLabels } from '../promql/labelset.ts';
import { quoted } from '../promql/position.ts';
import { parseSelector } from '../promql/selector.ts';
import { AppError } from '../shared/model/errors.ts';
import { type LabelPairs, type Labels, pairsKey, toLabels, toPairs } from '../shared/model/labels.ts';
import type { RuleGroup } from '../shared/model/rule.ts';
import type { Found, Given } from './compiled.ts';
import { LiveRule } from './liverule.ts';
import { MemorySeries } from './memoryseries.ts';
import { nameOf } from './rulecheck.ts';

/**
 * Runs one test of a promtool unit-test file over the groups of its rule files.
 * returns  what went wrong, in promtool's words; empty when all is as expected
 * source   Prometheus, cmd/promtool/unittest.go
 */
export function runRuleTest(test: RuleTestGroup, groups: readonly RuleGroup[], file: Pick<RuleTestFile, 'evaluation_interval' | 'group_eval_order' | 'fuzzy_compare'>): string[] {
  const nameless = test.alert_rule_test.find(({ alertname }) => alertname === '');
  if (nameless !== undefined) return [`an item under alert_rule_test misses required attribute alertname at eval_time ${durationText(nameless.eval_time)}${test.name === '' ? '' : ` (in TestGroup ${test.name})`}`];
  try {
    return new TestRun(test, groups, file).run();
  } catch (error) {
    if (error instanceof AppError) return [`    ${error.message}`];
    throw error;
  }
}

interface TestedGroup { readonly group: RuleGroup; readonly rules: readonly LiveRule[]; readonly written: Map<number, ReadonlyMap<string, LabelPairs>> }
interface Input { readonly labels: LabelPairs; readonly slots: readonly (number | null | 'stale')[] }

class TestRun {
  private readonly test: RuleTestGroup;
  private readonly file: Pick<RuleTestFile, 'evaluation_interval' | 'fuzzy_compare'>;
  private readonly groups: readonly TestedGroup[];
  private readonly series = new MemorySeries();
  private readonly inputs: readonly Input[];
  private readonly stepMs: number;
  /** slots of the input that the store holds */
  private loaded = 0;

  constructor(test: RuleTestGroup, groups: readonly RuleGroup[], file: Pick<RuleTestFile, 'evaluation_interval' | 'group_eval_order' | 'fuzzy_compare'>) {
    this.test = test;
    this.file = file;
    const order = (name: string): number => Math.max(0, file.group_eval_order.indexOf(name));
    this.groups = groups.toSorted((a, b) => order(a.name) - order(b.name)).map(group => ({ group, rules: group.rules.map(rule => new LiveRule(rule, group)), written: new Map() }));
    this.stepMs = test.interval || file.evaluation_interval;
    this.inputs = test.input_series.map(({ series, values }) => ({ labels: metricOf(series), slots: parseSlots(values) }));
  }

  run(): string[] {
    const wrong: string[] = [], { alert_rule_test: alerts, promql_expr_test: exprs } = this.test, interval = this.file.evaluation_interval;
    const last = [...alerts, ...exprs].reduce((most, { eval_time }) => Math.max(most, eval_time), 0);
    for (let time = 0; time <= last; time += interval) {
      this.load(time);
      const failed = this.groups.flatMap(group => this.evaluate(group, time));
      if (failed.length > 0) return [...wrong, ...failed];
      for (const asked of alerts.filter(({ eval_time }) => time <= eval_time && eval_time < time + interval).toSorted((a, b) => a.eval_time - b.eval_time)) wrong.push(...this.alertsDiffer(asked));
    }
    return [...wrong, ...exprs.flatMap(asked => this.samplesDiffer(asked))];
  }

  private load(to: number): void {
    for (; this.loaded * this.stepMs <= to; this.loaded++) {
      for (const { labels, slots } of this.inputs) {
        const slot = slots[this.loaded] ?? null;
        if (slot !== null) this.series.append(labels, this.loaded * this.stepMs, slot);
      }
    }
  }

  /** What failed, for each rule. */
  private evaluate({ group, rules, written }: TestedGroup, time: number): string[] {
    return rules.flatMap((live, i) => {
      try {
        const { given } = live.evaluate(this.found(live.rule.expr, time - group.queryOffsetMs), {
          time, externalLabels: this.test.external_labels, externalUrl: this.test.external_url,
          query: promql => this.found(promql, time).map(({ labels, value }) => new TemplateSample(new Map(Object.entries(toLabels(labels))), value)),
        }, () => null);
        written.set(i, this.write(given, written.get(i) ?? new Map(), time - group.queryOffsetMs));
        return [];
      } catch (error) {
        return [`    rule: ${nameOf(live.rule)}, time: ${goDuration(time)}, err: ${error instanceof Error ? error.message : String(error)}`];
      }
    });
  }

  private write(given: readonly Given[], before: ReadonlyMap<string, LabelPairs>, time: number): ReadonlyMap<string, LabelPairs> {
    const now = new Map(given.map(({ key, labels }) => [key, labels]));
    for (const { labels, value } of given) this.series.append(labels, time, value);
    for (const [key, labels] of before) if (!now.has(key)) this.series.append(labels, time, 'stale');
    return now;
  }

  private found(promql: string, time: number): Found[] {
    const result = prepare(promql, DEFAULT_LIMITS).instant(this.series, time, () => undefined);
    if (result.kind === 'scalar') return [{ labels: [], value: result.value }];
    if (result.kind === 'vector') return [...result.series];
    throw new AppError('bad-data', 'rule result is not a vector or scalar');
  }

  private alertsDiffer({ alertname, eval_time, exp_alerts }: RuleTestGroup['alert_rule_test'][number]): string[] {
    const got = this.groups.flatMap(({ rules }) => rules.filter(({ rule }) => rule.kind === 'alerting' && rule.alert === alertname))
      .flatMap(live => [...live.states.values()].filter(({ state }) => state === 'firing').map(shownAlert)).sort();
    const wanted = exp_alerts.map(({ exp_labels, exp_annotations }) => shownAlert({ labels: { ...exp_labels, alertname }, annotations: exp_annotations })).sort();
    if (got.join('\n') === wanted.join('\n')) return [];
    const name = this.test.name === '' ? '' : `    name: ${this.test.name},\n`;
    return [`${name}    alertname: ${alertname}, time: ${durationText(eval_time)}, \n        exp:${indented(listed(wanted))}, \n        got:${indented(listed(got))}`];
  }

  private samplesDiffer({ expr, eval_time, exp_samples }: RuleTestGroup['promql_expr_test'][number]): string[] {
    const said = `    expr: ${quoted(expr)}, time: ${durationText(eval_time)},`;
    try {
      const wanted = exp_samples.map(({ labels, value }) => ({ labels: metricOf(labels), value })).sort((a, b) => compareLabels(a.labels, b.labels));
      const got = this.found(expr, eval_time).sort((a, b) => compareLabels(a.labels, b.labels));
      const same = got.length === wanted.length && got.every(({ labels, value }, i) => pairsKey(labels) === pairsKey(wanted[i]!.labels) && this.sameValue(value, wanted[i]!.value));
      return same ? [] : [`${said}\n        exp: ${samplesText(wanted)}\n        got: ${samplesText(got)}`];
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      return [`${said} err: ${error.message}`];
    }
  }

  private sameValue(a: number, b: number): boolean {
    return a === b || (this.file.fuzzy_compare && (nextFloat(a) === b || nextFloat(b) === a));
  }
}

/** The labels of `metric{a="b"}` or `{a="b"}`. */
function metricOf(text: string): LabelPairs {
  if (text.trim() === '' || text.trim() === '{}') return [];
  const labels: Record<string, string> = {};
  for (const { name, op, value } of parseSelector(text)) {
    if (op !== '=') throw new AppError('bad-data', `labels ${quoted(text)}: only = names a series`);
    labels[name] = value;
  }
  return toPairs(labels);
}

const shownAlert = ({ labels, annotations }: { readonly labels: Labels; readonly annotations: Labels }): string => `Labels:${shownLabels(toPairs(labels))}\nAnnotations:${shownLabels(toPairs(annotations))}`;
const indentLines = (text: string, indent: string): string => text.replaceAll('\n', `\n${indent}`);
const indented = (text: string): string => indentLines(text, '            ');
const listed = (alerts: readonly string[]): string => (alerts.length === 0 ? '[]' : `[\n${alerts.map((alert, i) => `${i}:${indentLines(`\n${alert}`, '  ')}`).join(',\n')}\n]`);
const samplesText = (samples: readonly Found[]): string => (samples.length === 0 ? 'nil' : samples.map(({ labels, value }) => `${shownLabels(labels)} ${exponentText(value)}`).join(', '));

/** Go's 'E' with the shortest digits. */
function exponentText(value: number): string {
  if (!Number.isFinite(value)) return general(value, null);
  const [mantissa = '0', power = '+0'] = value.toExponential().split('e');
  return `${mantissa}E${power[0]}${power.slice(1).padStart(2, '0')}`;
}

/** A time.Duration of whole ms as Go writes it. */
function goDuration(ms: number): string {
  const hours = Math.floor(ms / 3_600_000), minutes = Math.floor(ms / 60_000) % 60, seconds = (ms % 60_000) / 1000;
  return hours > 0 ? `${hours}h${minutes}m${seconds}s` : minutes > 0 ? `${minutes}m${seconds}s` : `${seconds}s`;
}

function nextFloat(value: number): number {
  const bits = new BigInt64Array(new Float64Array([value]).buffer);
  return new Float64Array(BigInt64Array.of(bits[0]! + 1n).buffer)[0]!;
}
