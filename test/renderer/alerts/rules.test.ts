import { expect, test } from 'vitest';
import { GroupId, type GroupState, Rule, type RuleState } from '../../../src-main/shared/model/rule.ts';
import { expertOf, expertOfSimple, NEW_EXPERT, ruleOfExpert } from '../../../src-renderer/alerts/expert.ts';
import { newForm, simpleOf } from '../../../src-renderer/alerts/form.ts';
import { lanesCsv, orderedLanes } from '../../../src-renderer/alerts/laneorder.ts';
import { ruleOf } from '../../../src-renderer/alerts/live.ts';
import { fareOf, markOfRule, ruleRows, rowsWorstFirst, tallyOf } from '../../../src-renderer/alerts/rulerows.ts';
import { alert } from './alert.ts';

test.each([
  { kind: 'alerting', alert: 'Disk', expr: 'a > 1', forMs: 300_000, keepFiringForMs: 60_000, labels: { severity: 'critical', team: 'core' }, annotations: { summary: 's', description: 'd', runbook_url: 'https://x', dashboard: 'y' } },
  { kind: 'alerting', alert: 'Bare', expr: 'a', labels: { severity: 'x', a: 'b=c' } },
  { kind: 'recording', record: 'job:up:sum', expr: 'sum by (job) (up)', labels: { severity: 'x', a: 'b' } },
])('a rule opened as PromQL and saved again is the same rule: $kind $alert$record', given => {
  const rule = Rule.parse(given);
  expect(ruleOfExpert(expertOf(rule))).toEqual({ rule, problems: {} });
});

test.each([
  [{ name: ' ' }, { name: true }], [{ expr: '' }, { expr: true }], [{ lasting: 'x' }, { lasting: true }], [{ keepFiring: 'x' }, { keepFiring: true }], [{ labels: ['1a=b'] }, { labels: true }], [{ kind: 'recording', name: 'not a metric' }, { name: true }],
] as const)('%j is refused beside its field', (change, problems) => expect(ruleOfExpert({ ...NEW_EXPERT, name: 'N', expr: 'up', ...change })).toEqual({ rule: null, problems }));

test('what the three fields made can be gone on with by hand', () => {
  const { simple } = simpleOf({ ...newForm('memory'), severity: 'critical', message: 'M' });
  expect(ruleOfExpert(expertOfSimple(simple!, 'Memory')).rule).toMatchObject({ alert: 'Memory', expr: '100 * (1 - node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes) > 90', forMs: 300_000, labels: { severity: 'critical' }, annotations: { summary: 'M' } });
});

const state = (name: string, given: Partial<RuleState> = {}, labels: Record<string, string> = {}): RuleState => ({ rule: Rule.parse({ kind: 'alerting', alert: name, expr: 'up', labels }), health: 'ok', lastError: '', lastEvaluation: 0, evaluationMs: 1, state: 'inactive', pending: 0, firing: 0, ...given });
const group = (name: string, rules: readonly RuleState[], given: Partial<GroupState> = {}): GroupState => ({ id: GroupId.parse(`f;${name}`), file: 'f', name, origin: 'file', enabled: true, intervalMs: 60_000, limit: 0, queryOffsetMs: 0, labels: {}, rules, lastEvaluation: 0, evaluationMs: 1, missed: 0, ...given });

test('what failed or fires stands first, and a group says how many', () => {
  const rows = ruleRows([
    group('a', [state('quiet'), state('fires', { state: 'firing', firing: 2 }, { severity: 'critical' }), state('fails', { health: 'err', lastError: 'x' }), state('waits', { state: 'pending', pending: 1 })]),
    group('b', [state('off', { state: 'firing' })], { enabled: false }), group('c', [state('new', { health: 'unknown' })]), group('empty', []),
  ]);
  expect(rowsWorstFirst(rows).map(row => [row.name, fareOf(row), markOfRule(row)])).toEqual([['fails', 'failed', 'critical'], ['fires', 'firing', 'critical'], ['waits', 'pending', 'warn'], ['new', 'unknown', 'unknown'], ['quiet', 'quiet', 'ok'], ['off', 'off', 'stopped']]);
  expect(tallyOf(rows)).toEqual({ failed: 1, firing: 1, pending: 1 });
});

test('of two rules of one name an alert comes from the one whose labels it bears', () => {
  const groups = [group('g', [state('Disk', {}, { severity: 'warning' }), state('Disk', {}, { severity: 'critical', team: '{{ $labels.team }}' })])];
  const found = (severity: string) => ruleOf(groups, alert('Disk', { group: 'g', file: 'f', labels: { severity } }))?.rule.labels['severity'];
  expect([found('critical'), found('warning'), found('other')]).toEqual(['critical', 'warning', 'warning']);
  expect(ruleOf(groups, alert('Disk', { group: 'g', file: 'other' }))).toBeUndefined();
});

const lane = (fingerprint: string, severity: string, ...spans: readonly (readonly [number, number | null])[]) => ({ fingerprint, rule: fingerprint, group: 'g', file: 'f', labels: { severity }, spans: spans.map(([from, to], id) => ({ id, activeAt: from, from, to, late: false })) });

test('lanes stand by what fired last, by what is worst, or by name', () => {
  const lanes = [lane('b', 'warning', [10, 90]), lane('c', 'critical', [0, 20]), lane('a', 'critical', [5, 8], [60, null])];
  const names = (order: 'newest' | 'worst' | 'rule') => orderedLanes(lanes, order, 0, 100, 100).map(({ rule }) => rule);
  expect([names('newest'), names('worst'), names('rule')]).toEqual([['a', 'b', 'c'], ['a', 'c', 'b'], ['a', 'b', 'c']]);
});

test('an export has a line for each firing', () => {
  expect(lanesCsv([lane('Disk', 'critical', [1000, 61_000], [90_000, null])])).toEqual([
    ['rule', 'labels', 'fired', 'resolved', 'seconds'], ['Disk', '{severity="critical"}', '1970-01-01T00:00:01.000Z', '1970-01-01T00:01:01.000Z', '60'], ['Disk', '{severity="critical"}', '1970-01-01T00:01:30.000Z', '', ''],
  ]);
});
