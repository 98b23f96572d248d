import type { Registry } from '../base/registry.ts';
import type { GroupLoop } from './grouploop.ts';

/** What Prometheus tells of its rules, under its names; groups that are no more leave. `loops` is asked at every look. */
export function ruleMetrics(metrics: Registry, loops: () => readonly GroupLoop[]): void {
  const evaluations = metrics.counter('prometheus_rule_evaluations_total', 'The total number of rule evaluations.', ['rule_group']);
  const failures = metrics.counter('prometheus_rule_evaluation_failures_total', 'The total number of rule evaluation failures.', ['rule_group']);
  const iterations = metrics.counter('prometheus_rule_group_iterations_total', 'The total number of scheduled rule group evaluations, whether executed or missed.', ['rule_group']);
  const missed = metrics.counter('prometheus_rule_group_iterations_missed_total', 'The total number of rule group evaluations missed due to slow rule group evaluation.', ['rule_group']);
  const interval = metrics.gauge('prometheus_rule_group_interval_seconds', 'The interval of a rule group.', ['rule_group']);
  const duration = metrics.gauge('prometheus_rule_group_last_duration_seconds', 'The duration of the last rule group evaluation.', ['rule_group']);
  const last = metrics.gauge('prometheus_rule_group_last_evaluation_timestamp_seconds', 'The timestamp of the last rule group evaluation in seconds.', ['rule_group']);
  const samples = metrics.gauge('prometheus_rule_group_last_evaluation_samples', 'The number of samples returned during the last rule group evaluation.', ['rule_group']);
  const rules = metrics.gauge('prometheus_rule_group_rules', 'The number of rules.', ['rule_group']);
  const all = [evaluations, failures, iterations, missed, interval, duration, last, samples, rules];
  let known = new Set<string>();
  metrics.collect(() => {
    const living = new Set<string>();
    for (const loop of loops()) {
      const { id } = loop.group.is;
      living.add(id);
      evaluations.labels(id).raise(loop.group.evaluations);
      failures.labels(id).raise(loop.group.failures);
      iterations.labels(id).raise(loop.iterations + loop.missed);
      missed.labels(id).raise(loop.missed);
      interval.labels(id).set(loop.intervalMs / 1000);
      duration.labels(id).set(loop.evaluationMs / 1000);
      last.labels(id).set((loop.lastEvaluation ?? 0) / 1000);
      samples.labels(id).set(loop.group.samplesLast);
      rules.labels(id).set(loop.group.rules.length);
    }
    for (const id of known) if (!living.has(id)) for (const family of all) family.remove(id);
    known = living;
  });
}
