import { createHash } from 'node:crypto';
import type { GroupLoop } from '../alerts/grouploop.ts';
import type { LiveRule } from '../rules/liverule.ts';
import type { RuleRunner } from '../alerts/runner.ts';
import type { Params } from '../shared/contract/prometheus.ts';
import type { AlertInstance } from '../shared/model/alert.ts';
import { AppError } from '../shared/model/errors.ts';
import { all, first } from './params.ts';

const ZERO_TIME = '0001-01-01T00:00:00Z';
const bad = (name: string, message: string): AppError => new AppError('bad-data', `invalid parameter "${name}": ${message}`);

/** What `/api/v1/rules` answers. source: Prometheus, web/api/v1/api.go rules */
export function prometheusRules(runner: Pick<RuleRunner, 'all'>, params: Params): object {
  const { limit, token } = paging(params);
  const keep = wanted(params);
  const groups = runner.all().toSorted((a, b) => compare(a.group.is.file, b.group.is.file) || compare(a.group.is.group.name, b.group.is.group.name));
  const from = token === '' ? 0 : groups.findIndex(loop => tokenOf(loop) === token);
  if (from < 0) throw bad('group_next_token', `invalid group_next_token '${token}'. were rule groups changed?`);
  const chosen = groups.slice(from).map(loop => ({ loop, rules: loop.group.rules.filter(live => keep(loop, live)) })).filter(({ rules, loop }) => rules.length > 0 || loop.group.rules.length === 0);
  const page = limit === 0 ? chosen : chosen.slice(0, limit);
  const next = chosen[page.length];
  return { groups: page.map(({ loop, rules }) => groupOf(loop, rules, first(params, 'exclude_alerts') === 'true')), ...(next === undefined ? {} : { groupNextToken: tokenOf(next.loop) }) };
}

/** What `/api/v1/alerts` answers. */
export const prometheusAlerts = (runner: Pick<RuleRunner, 'instances'>): object => ({ alerts: runner.instances().filter(isActive).map(alertOf) });

function paging(params: Params): { readonly limit: number; readonly token: string } {
  const text = first(params, 'group_limit'), token = first(params, 'group_next_token');
  if (text === '' && token !== '') throw bad('group_limit', 'group_limit needs to be present in order to paginate over the groups');
  if (text === '') return { limit: 0, token };
  if (!/^[+-]?\d{1,15}$/.test(text)) throw bad('group_limit', `group_limit needs to be a valid number: strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`);
  if (Number(text) <= 0) throw bad('group_limit', 'group_limit needs to be greater than 0');
  return { limit: Number(text), token };
}

function wanted(params: Params): (loop: GroupLoop, live: LiveRule) => boolean {
  const type = first(params, 'type').toLowerCase();
  if (type !== '' && type !== 'alert' && type !== 'record') throw bad('type', `not supported value ${JSON.stringify(type)}`);
  const oneOf = (name: string): ((value: string) => boolean) => {
    const values = new Set(all(params, name));
    return value => values.size === 0 || values.has(value);
  };
  const [name, group, file] = [oneOf('rule_name[]'), oneOf('rule_group[]'), oneOf('file[]')];
  return ({ group: { is } }, { rule }) =>
    (type === '' || (type === 'alert') === (rule.kind === 'alerting')) && name(rule.kind === 'alerting' ? rule.alert : rule.record) && group(is.group.name) && file(is.file);
}

function groupOf(loop: GroupLoop, rules: readonly LiveRule[], excludeAlerts: boolean): object {
  const { is } = loop.group;
  return {
    name: is.group.name, file: is.file, rules: rules.map(live => ruleOf(live, is.file, excludeAlerts)), interval: loop.intervalMs / 1000, limit: is.group.limit,
    evaluationTime: loop.evaluationMs / 1000, lastEvaluation: timeText(loop.lastEvaluation),
  };
}

function ruleOf(live: LiveRule, file: string, excludeAlerts: boolean): object {
  const { rule, health, lastError, evaluationMs, lastEvaluation, state } = live.state();
  const rest = { health, ...(lastError === '' ? {} : { lastError }), evaluationTime: evaluationMs / 1000, lastEvaluation: timeText(lastEvaluation) };
  const query = rule.expr.trim();
  if (rule.kind === 'recording') return { name: rule.record, query, ...(Object.keys(rule.labels).length === 0 ? {} : { labels: rule.labels }), ...rest, type: 'recording' };
  const alerts = [...live.states.values()].map(alert => live.instanceOf(alert, file)).filter(isActive);
  return {
    state, name: rule.alert, query, duration: rule.forMs / 1000, keepFiringFor: rule.keepFiringForMs / 1000, labels: rule.labels, annotations: rule.annotations,
    ...(excludeAlerts ? {} : { alerts: alerts.map(alertOf) }), ...rest, type: 'alerting',
  };
}

const isActive = ({ state }: AlertInstance): boolean => state !== 'resolved';

const alertOf = ({ labels, annotations, state, activeAt, keepFiringSince, value }: AlertInstance): object => ({
  labels, annotations, state, activeAt: timeText(activeAt), ...(keepFiringSince === null ? {} : { keepFiringSince: timeText(keepFiringSince) }), value: exponential(value),
});

const timeText = (time: number | null): string => (time === null ? ZERO_TIME : new Date(time).toISOString().replace(/\.?0+Z$/, 'Z'));
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const tokenOf = ({ group: { is } }: GroupLoop): string => createHash('sha1').update(`${is.file};${is.group.name}`).digest('hex');

/** Go's 'e' with the shortest digits. */
function exponential(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf';
  const [mantissa = '0', power = '+0'] = value.toExponential().split('e');
  return `${mantissa}e${power[0]}${power.slice(1).padStart(2, '0')}`;
}
