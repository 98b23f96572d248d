import type { Caller } from '../access/caller.ts';
import type { RuleRunner } from '../alerts/runner.ts';
import type { HostContract } from '../shared/contract/index.ts';
import type { Params } from '../shared/contract/prometheus.ts';
import { dataJson } from '../formats/promjson.ts';
import { AppError } from '../shared/model/errors.ts';
import type { TargetState } from '../shared/model/target.ts';
import type { Client, Handlers } from '../shared/rpc/contract.ts';
import type { QueryContract } from '../workers/contract.ts';
import type { Intake } from '../workers/intake.ts';
import { jsonAnswer, success } from './answers.ts';
import { importText } from './import.ts';
import { receiveOtlp } from './otlp.ts';
import { all, first, limitParam, named, naming, parseDurationMs, parseTime, timeoutParam, timeParam } from './params.ts';
import { prometheusAlerts, prometheusRules } from './prometheus-rules.ts';
import { droppedTarget, prometheusTarget } from './prometheus-targets.ts';
import { receive } from './write.ts';

export interface PrometheusParts {
  readonly query: Client<QueryContract>['query'];
  readonly intake: Intake;
  readonly targets: () => readonly TargetState[];
  readonly runner: Pick<RuleRunner, 'all' | 'instances'>;
  readonly now: () => number;
  readonly version: string;
  /** the only tenant name that is taken */
  readonly tenant: string;
}

/** Prometheus 2 and 3 draw the line here, for every query. */
const MAX_POINTS = 11_000;
/** The release of Prometheus whose API and language are answered; clients choose their requests by it. */
const SPOKEN = '3.0.0';

const bad = (message: string): AppError => new AppError('bad-data', message);
const nocacheOf = (params: Params): boolean => first(params, 'nocache') === '1';

/** The Prometheus HTTP API. source: prometheus.io/docs/prometheus/latest/querying/api, web/api/v1 */
export const prometheusHandlers = (parts: PrometheusParts): Handlers<HostContract, Caller>['prometheus'] => ({
  query: async ({ params }, _caller, signal) => {
    const asked = { promql: first(params, 'query'), time: timeParam(params, 'time') ?? parts.now(), nocache: nocacheOf(params), limit: limitParam(params), ...timeoutParam(params) };
    return jsonAnswer((await parts.query.instantJson(asked, signal).catch(blaming('query'))).body);
  },
  queryRange: async ({ params }, _caller, signal) => {
    const asked = { promql: first(params, 'query'), ...gridOf(params), nocache: nocacheOf(params), limit: limitParam(params), ...timeoutParam(params) };
    return jsonAnswer((await parts.query.rangeJson(asked, signal).catch(blaming('query'))).body);
  },
  series: async ({ params }, _caller, signal) => {
    if (all(params, 'match[]').length === 0) throw bad('no match[] parameter provided');
    return listed(params, limit => parts.query.series({ ...selectionOf(params), limit }, signal));
  },
  labels: async ({ params }, _caller, signal) => listed(params, limit => parts.query.labelNames({ ...selectionOf(params), limit }, signal)),
  labelValues: async ({ params, name }, _caller, signal) => {
    if (name === '') throw bad('invalid label name: ""');
    return listed(params, limit => parts.query.labelValues({ ...selectionOf(params), name, limit }, signal));
  },
  metadata: async ({ params }, _caller, signal) => {
    const limit = metadataLimit(params);
    if (limit === 0) return success({});
    const found = await parts.query.metadata({ name: first(params, 'metric'), limit: Math.max(0, limit) }, signal);
    return success(Object.fromEntries(found.map(({ name, type, help, unit }) => [name, [{ type, help, unit }]])));
  },
  targets: async ({ params }) => {
    const state = first(params, 'state').toLowerCase() || 'any';
    const pool = first(params, 'scrapePool');
    const asked = parts.targets().filter(({ health, config }) => health !== 'paused' && (pool === '' || pool === config.job));
    const dropped = asked.filter(({ health }) => health === 'dropped');
    return success({
      activeTargets: state === 'dropped' ? [] : asked.filter(({ health }) => health !== 'dropped').map(prometheusTarget),
      ...(state === 'active' ? {} : { droppedTargets: dropped.map(droppedTarget) }), droppedTargetCounts: Object.fromEntries(countsOf(dropped.map(({ config }) => config.job))),
    });
  },
  rules: async ({ params }) => success(prometheusRules(parts.runner, params)),
  alerts: async () => success(prometheusAlerts(parts.runner)),
  buildinfo: async () => success({ version: SPOKEN, revision: parts.version, branch: 'main', buildUser: '', buildDate: '', goVersion: '', application: 'Stratoscope' }),
  write: (input, { name }, signal) => receive(parts.intake, input, { tenant: parts.tenant, caller: name, signal }),
  otlp: (input, { name }, signal) => receiveOtlp(parts.intake, input, { tenant: parts.tenant, caller: name, signal }),
  importText: (input, { name }, signal) => importText(parts.intake, input, Math.round(parts.now()), { tenant: parts.tenant, caller: name, signal }),
});

function countsOf(names: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

/** Puts the parameter's name before a complaint about its text that the engine makes. */
const blaming = (name: string) => (error: unknown): never => { throw named(name, error); };

function gridOf(params: Params): { from: number; to: number; step: number } {
  const from = naming('start', () => parseTime(first(params, 'start')));
  const to = naming('end', () => parseTime(first(params, 'end')));
  if (to < from) throw bad('invalid parameter "end": end timestamp must not be before start time');
  const step = naming('step', () => parseDurationMs(first(params, 'step')));
  if (step <= 0) throw bad('invalid parameter "step": zero or negative query resolution step widths are not accepted. Try a positive integer');
  if ((to - from) / step > MAX_POINTS) throw bad('exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query resolution (?step=XX)');
  return { from, to, step: Math.max(1, step) };
}

function selectionOf(params: Params): { matchers: readonly string[] & string[]; from?: number; to?: number } {
  const from = timeParam(params, 'start');
  const to = timeParam(params, 'end');
  return { matchers: [...all(params, 'match[]')], ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
}

/** One more than the limit is asked for, so that a cut list is known from one that just fits. */
async function listed(params: Params, ask: (limit: number) => Promise<readonly unknown[]>) {
  const limit = limitParam(params);
  const found = await ask(limit === 0 ? 0 : limit + 1).catch(blaming('match[]'));
  const isCut = limit > 0 && found.length > limit;
  return jsonAnswer(dataJson(isCut ? found.slice(0, limit) : found, { warnings: isCut ? ['results truncated due to limit'] : [], infos: [] }));
}

/** -1 = all, as Prometheus has it; `limit=0` really means none here. */
function metadataLimit(params: Params): number {
  const text = first(params, 'limit');
  if (text === '') return -1;
  if (!/^[+-]?\d{1,15}$/.test(text)) throw bad('limit must be a number');
  return Number(text);
}
