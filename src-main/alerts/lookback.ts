import type { ActiveAlert } from '../rules/alerting.ts';
import type { Backtest } from '../rules/backtest.ts';
import { compileAlert, foundAlerts, recorded } from '../rules/compiled.ts';
import { evaluationOffset, evaluationTime } from '../rules/evaltime.ts';
import type { LiveRule } from '../rules/liverule.ts';
import { asksForMissing } from '../rules/missing.ts';
import { isPresent } from '../promql/presence.ts';
import type { Matrix } from '../shared/contract/metrics.ts';
import type { BacktestAnswer, BacktestSeries, BacktestSpan } from '../shared/contract/rules.ts';
import type { AlertInstance } from '../shared/model/alert.ts';
import { AppError } from '../shared/model/errors.ts';
import { type Labels, pairsKey, toPairs } from '../shared/model/labels.ts';
import type { AlertRule, RecordingRule } from '../shared/model/rule.ts';
import { bitsOf, setStale } from '../shared/model/sample.ts';
import type { Appender } from '../workers/appender.ts';
import type { RuleAnswer, RuleBatch } from '../workers/rulebatch.ts';
import type { GroupLoop } from './grouploop.ts';
import type { AlertHistory } from './history.ts';
import type { AlertSink } from './sink.ts';

export interface LookBackParts {
  readonly loops: () => readonly GroupLoop[];
  readonly rules: (batch: RuleBatch) => Promise<readonly RuleAnswer[]>;
  readonly backtest: (asked: Backtest) => Promise<BacktestAnswer>;
  readonly range: (asked: { readonly promql: string; readonly from: number; readonly to: number; readonly step: number; readonly nocache: boolean }) => Promise<Matrix>;
  readonly appender: Appender;
  readonly history: AlertHistory;
  readonly sink: AlertSink;
  readonly externalLabels: Labels;
  readonly externalUrl: () => string;
  readonly now: () => number;
  readonly onError: (error: unknown, what: string) => void;
}

/** How far back it is looked at most. */
export const MOST_MS = 24 * 3_600_000;
/** Firings of one rule that are told of: what flapped for a day is not told a thousand times. */
const MOST_FIRINGS = 50;
interface Window { readonly from: number; readonly to: number; readonly step: number }

/**
 * Evaluates all rules over a time in which nothing was evaluated (the machine slept, or its clock leapt ahead), with the data that have come since: recording rules get their samples, alerts that would
 * have fired are written down and handed over with their past times, marked late. What the live evaluation knows already is not told again.
 * from, to  unix ms; of a longer time the last day
 */
export async function lookBack({ from, to }: { readonly from: number; readonly to: number }, parts: LookBackParts): Promise<void> {
  for (const loop of parts.loops()) {
    const offset = evaluationOffset(loop.group.is.id, loop.intervalMs), step = loop.intervalMs;
    const window = { from: evaluationTime(Math.max(from, to - MOST_MS), step, offset) + step, to: evaluationTime(to, step, offset), step };
    if (window.to < window.from) continue;
    const found: AlertInstance[] = [];
    for (const live of loop.group.rules) {
      try {
        if (asksForMissing(live.rule.expr)) continue;
        if (live.rule.kind === 'recording') await record(live.rule, loop, window, parts);
        else found.push(...await firings(live, live.rule, loop, window, parts));
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        parts.onError(error, `looking back over ${loop.group.is.id}`);
      }
    }
    if (found.length > 0) parts.sink.take(found, parts.now());
  }
}

async function record(rule: RecordingRule, { group: { is: { group } } }: GroupLoop, { from, to, step }: Window, { range, appender }: LookBackParts): Promise<void> {
  const { times, series } = await range({ promql: rule.expr, from: from - group.queryOffsetMs, to: to - group.queryOffsetMs, step, nocache: true });
  const given = recorded(rule, group, series.map(({ labels }, i) => ({ labels: toPairs(labels), value: i })));
  const refs = given.length === 0 ? new Uint32Array() : await appender.resolve(given.map(({ labels }) => labels));
  for (const [i, { values, present }] of series.entries()) {
    const at: number[] = [], ended: number[] = [], out: number[] = [];
    times.forEach((time, k) => {
      if (isPresent(present, k)) out.push(values[k]!);
      else if (k > 0 && isPresent(present, k - 1)) { ended.push(at.length); out.push(0); }
      else return;
      at.push(time);
    });
    const column = Float64Array.from(out), bits = bitsOf(column);
    for (const place of ended) setStale(bits, place);
    if (at.length > 0) await appender.append(new Uint32Array(at.length).fill(refs[i]!), Float64Array.from(at), column);
  }
}

/** The firings of a rule that nobody knew of. */
async function firings(live: LiveRule, rule: AlertRule, loop: GroupLoop, { from, to, step }: Window, parts: LookBackParts): Promise<AlertInstance[]> {
  const { is } = loop.group;
  const lead = Math.ceil(rule.forMs / step) * step, shift = is.group.queryOffsetMs;
  const { series } = await parts.backtest({ expr: rule.expr, forMs: rule.forMs, keepFiringForMs: rule.keepFiringForMs, from: from - lead - shift, to: to - shift, stepMs: step, drawn: 0 });
  const fired = series.flatMap(one => one.spans.filter(({ firedAt }) => firedAt !== null && firedAt + shift >= from).map(span => ({ one, span: shifted(span, shift) }))).slice(0, MOST_FIRINGS);
  const out: AlertInstance[] = [];
  for (const { one, span } of fired) {
    const alert = await alertOf(rule, is.group, one, span, parts);
    if (alert === null) continue;
    const instance = live.instanceOf(alive(live, alert, to), is.file);
    if (parts.history.late(instance)) out.push(instance);
  }
  return out;
}

const shifted = ({ activeAt, firedAt, resolvedAt }: BacktestSpan, by: number): BacktestSpan =>
  ({ activeAt: activeAt + by, firedAt: firedAt === null ? null : firedAt + by, resolvedAt: resolvedAt === null ? null : resolvedAt + by });

/** The alert as it was when it fired, its templates filled in with the value of then; null when the series is not there any more. */
async function alertOf(rule: AlertRule, group: GroupLoop['group']['is']['group'], { labels }: BacktestSeries, { activeAt, firedAt, resolvedAt }: BacktestSpan, parts: LookBackParts): Promise<ActiveAlert | null> {
  const time = firedAt ?? activeAt, key = pairsKey(toPairs(labels));
  const [answer] = await parts.rules({ time: time - group.queryOffsetMs, promqls: [rule.expr] });
  const at = answer?.labels?.findIndex(pairs => pairsKey(pairs) === key) ?? -1;
  if (at < 0) return null;
  const found = [{ labels: toPairs(labels), value: answer!.values![at]! }];
  const surroundings = { time, externalLabels: parts.externalLabels, externalUrl: parts.externalUrl(), query: () => [] };
  const [alert] = foundAlerts(compileAlert(rule, group), found, surroundings).values();
  return { ...alert!, state: resolvedAt === null ? 'firing' : 'resolved', activeAt, firedAt, resolvedAt, keepFiringSince: null, heldUntil: null, late: true };
}

/** One that did not end in the time looked at goes on as the live alert of the same labels; where that is not there, it has ended. */
function alive(live: LiveRule, alert: ActiveAlert, to: number): ActiveAlert {
  if (alert.state !== 'firing') return alert;
  const now = live.states.get(pairsKey(toPairs(alert.labels)));
  if (now === undefined || now.state === 'resolved') return { ...alert, state: 'resolved', resolvedAt: to };
  if (now.activeAt > alert.activeAt) Object.assign(now, { state: 'firing', activeAt: alert.activeAt, firedAt: alert.firedAt, late: true });
  return { ...alert, firedAt: now.firedAt ?? alert.firedAt };
}
