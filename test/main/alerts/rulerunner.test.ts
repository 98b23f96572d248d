import { expect, test } from 'vitest';
import { AlertHistory } from '../../../src-main/alerts/history.ts';
import { Gaps } from '../../../src-main/alerts/gaps.ts';
import { watchForGaps } from '../../../src-main/alerts/gapwatch.ts';
import { lookBack } from '../../../src-main/alerts/lookback.ts';
import { RuleBook } from '../../../src-main/alerts/rulebook.ts';
import { RuleRunner } from '../../../src-main/alerts/runner.ts';
import { prometheusAlerts, prometheusRules } from '../../../src-main/api/prometheus-rules.ts';
import type { AlertInstance } from '../../../src-main/shared/model/alert.ts';
import { toPairs } from '../../../src-main/shared/model/labels.ts';
import { GroupId } from '../../../src-main/shared/model/rule.ts';
import { SimpleRule } from '../../../src-main/shared/model/simplerule.ts';
import { alertHistoryTable } from '../../../src-main/store/alerthistory.ts';
import { ruleGroupTable } from '../../../src-main/store/rulegroups.ts';
import { openWorkspace, type WorkspaceDb } from '../../../src-main/store/workspace.ts';
import type { Pool } from '../../../src-main/workers/pool.ts';
import { HandClock } from '../../handclock.ts';
import { pooled } from '../workers/bench.ts';

const T0 = Date.UTC(2026, 0, 1), MINUTE = 60_000, HOUR = 60 * MINUTE;
const fail = (error: unknown): void => { throw error; };

/** Rules that run on a clock turned by hand, over real readers and a real store. */
function running(pool: Pool, clock: HandClock, db: WorkspaceDb = openWorkspace(':memory:')) {
  const told: { readonly instances: readonly AlertInstance[]; readonly time: number }[] = [];
  const store = ruleGroupTable(db, fail), history = new AlertHistory(alertHistoryTable(db));
  const sink = { take: (instances: readonly AlertInstance[], time: number) => { told.push({ instances, time }); } };
  const runner = new RuleRunner({ clock, appender: pool.appender, history, sink, externalLabels: {}, externalUrl: () => '', progress: store, rules: batch => pool.query.rules(batch), onError: fail });
  const book = new RuleBook(store, runner, []);
  /** Lets time pass, in steps after which readers have answered. */
  const pass = async (ms: number, stepMs = 10_000) => {
    for (let gone = 0; gone < ms; gone += stepMs) {
      await clock.advance(stepMs);
      await settled();
    }
  };
  const settled = () => Promise.all(runner.all().map(loop => (loop as unknown as { running: Promise<void> }).running));
  const records = () => history.page({ from: 0, to: 2 ** 52, rule: '', group: '', fingerprint: '', matchers: [], text: '', limit: 100 }).records;
  return { runner, book, history, told, store, sink, pass, settled, records };
}

async function write(pool: Pool, name: string, instance: string, samples: readonly (readonly [number, number])[]): Promise<void> {
  const refs = await pool.appender.resolve([toPairs({ __name__: name, instance })]);
  await pool.appender.append(new Uint32Array(samples.length).fill(refs[0]!), Float64Array.from(samples, ([time]) => time), Float64Array.from(samples, ([, value]) => value));
}
/** A sample every 15 s of from..to. */
const every15 = (from: number, to: number, value: (time: number) => number) => Array.from({ length: Math.floor((to - from) / 15_000) + 1 }, (_, i) => [from + i * 15_000, value(from + i * 15_000)] as const);
const group = (yaml: string) => `groups:\n- name: g\n  interval: 10s\n  rules:\n${yaml}`;
const HOT = '  - {alert: Hot, expr: temp > 50, for: 30s, labels: {severity: page}, annotations: {summary: "{{ $labels.instance }} at {{ $value }}"}}\n';
const at = async (pool: Pool, promql: string, time: number) => {
  const { value } = await pool.query.instant({ promql, time, nocache: true });
  return value.kind === 'vector' ? value.series.map(({ labels, value: number }) => `${Object.entries(labels).map(([name, text]) => `${name}=${text}`).join(' ')} ${number}`).sort() : value;
};

test('what a rule finds is written, told, kept as history and ended with stale markers', async () => {
  const { pool } = await pooled();
  const clock = new HandClock(T0);
  const { runner, book, told, pass, records } = running(pool, clock);
  await write(pool, 'temp', 'a', every15(T0 - MINUTE, T0 + 5 * MINUTE, time => (time < T0 + 2 * MINUTE ? 90 : 10)));
  await runner.start([]);
  await book.saveText(null, group(`  - {record: temp:max, expr: max(temp)}\n${HOT}`));
  await pass(MINUTE);
  const [fired] = records();
  expect(fired).toMatchObject({ rule: 'Hot', group: 'g', labels: { alertname: 'Hot', instance: 'a', severity: 'page' }, annotations: { summary: 'a at 90' }, resolvedAt: null, late: false, value: 90 });
  expect(fired!.firedAt - fired!.activeAt).toBe(30_000);
  expect(told.at(-1)!.instances).toMatchObject([{ state: 'firing', fingerprint: fired!.fingerprint, value: 90 }]);
  expect(await at(pool, 'ALERTS', clock.now())).toEqual(['__name__=ALERTS alertname=Hot alertstate=firing instance=a severity=page 1']);
  expect(await at(pool, 'ALERTS_FOR_STATE', clock.now())).toEqual([`__name__=ALERTS_FOR_STATE alertname=Hot instance=a severity=page ${Math.floor(fired!.activeAt / 1000)}`]);
  expect(await at(pool, 'temp:max', clock.now())).toEqual(['__name__=temp:max 90']);
  await pass(2 * MINUTE);
  expect(await at(pool, '{__name__=~"ALERTS.*"}', clock.now())).toEqual([]);
  expect(await at(pool, 'temp:max', clock.now())).toEqual(['__name__=temp:max 10']);
  const [resolved] = records();
  expect(resolved!.resolvedAt).toBeGreaterThanOrEqual(T0 + 2 * MINUTE);
  expect(resolved!.resolvedAt).toBeLessThan(T0 + 2 * MINUTE + 10_000);
  expect(told.at(-1)!.instances).toMatchObject([{ state: 'resolved', resolvedAt: resolved!.resolvedAt }]);
  await pass(16 * MINUTE, MINUTE);
  expect(told.at(-1)!.instances).toEqual([]);
  await runner.stop();
});

test('a clock that leaps by three hours: alerts of the gap come late, with their past times, once; live evaluation goes on at once', async () => {
  const { pool } = await pooled();
  const clock = new HandClock(T0);
  const { runner, book, history, told, sink, pass, settled, records } = running(pool, clock);
  await write(pool, 'temp', 'a', every15(T0 - MINUTE, T0 + 2 * MINUTE, () => 10));
  await runner.start([]);
  await book.saveText(null, group(`  - {record: temp:max, expr: max(temp)}\n${HOT}  - {alert: Silent, expr: absent(temp), for: 1m}\n`));
  const looks: Promise<void>[] = [];
  const gaps = new Gaps({ clock, onError: fail, look: window => {
    const look = lookBack(window, { loops: () => runner.all(), rules: batch => pool.query.rules(batch), backtest: asked => pool.query.backtest(asked), range: asked => pool.query.range(asked), appender: pool.appender, history, sink, externalLabels: {}, externalUrl: () => '', now: clock.now.bind(clock), onError: fail });
    looks.push(look);
    return look;
  } });
  const watch = watchForGaps(clock, (from, to) => { runner.wake(); gaps.note(from, to); });
  await pass(MINUTE);
  clock.jump(3 * HOUR);
  // what the source still had: hot from 1:00 to 1:30 into the gap, and from 2:50 on
  const gapHot = (time: number) => (time >= T0 + HOUR && time < T0 + 1.5 * HOUR) || time >= T0 + HOUR * 17 / 6;
  await write(pool, 'temp', 'a', every15(T0 + 2 * MINUTE, T0 + 4 * HOUR, time => (gapHot(time) ? 90 : 10)));
  await pass(30_000);
  expect(runner.loop(GroupId.parse('rules.yml;g'))!.lastEvaluation).toBeGreaterThan(T0 + 3 * HOUR);
  expect(told.flatMap(({ instances }) => instances).filter(({ late }) => late)).toEqual([]);
  await pass(3 * MINUTE);
  await Promise.all(looks);
  await settled();
  expect(looks).toHaveLength(1);
  const late = told.flatMap(({ instances, time }) => (instances.some(one => one.late) ? [{ instances, time }] : []))[0]!;
  expect(late.instances.map(({ state, rule }) => `${rule} ${state}`)).toEqual(['Hot resolved', 'Hot firing']);
  const [first, second] = late.instances;
  for (const [instance, began] of [[first!, T0 + HOUR], [second!, T0 + HOUR * 17 / 6]] as const) {
    expect(instance.activeAt - began).toBeGreaterThanOrEqual(0);
    expect(instance.activeAt - began).toBeLessThan(10_000);
    expect(instance.firedAt! - instance.activeAt).toBe(30_000);
  }
  expect(first!.resolvedAt! - (T0 + 1.5 * HOUR)).toBeLessThan(10_000);
  expect(records().map(({ rule, late: isLate, resolvedAt }) => [rule, isLate, resolvedAt === null])).toEqual([['Hot', true, true], ['Hot', true, false]]);
  expect(runner.instances()).toMatchObject([{ rule: 'Hot', state: 'firing', activeAt: second!.activeAt }]);
  expect(await at(pool, 'temp:max', T0 + HOUR + 5 * MINUTE)).toEqual(['__name__=temp:max 90']);
  // the same gap again says nothing new
  const before = told.length;
  gaps.note(T0 + MINUTE, T0 + 3 * HOUR + MINUTE);
  await pass(2.5 * MINUTE);
  await Promise.all(looks);
  expect(told.slice(before).flatMap(({ instances }) => instances).filter(({ state, late: isLate }) => isLate && state === 'resolved')).toEqual([]);
  expect(records()).toHaveLength(2);
  watch[Symbol.dispose]();
  await gaps.close();
  await runner.stop();
});

test('after a restart alerts go on: what fired fires on as the same, what was pending fires on time', async () => {
  const { pool } = await pooled();
  const clock = new HandClock(T0);
  const db = openWorkspace(':memory:');
  await write(pool, 'temp', 'a', every15(T0 - MINUTE, T0 + 10 * MINUTE, () => 90));
  await write(pool, 'warm', 'a', every15(T0 - MINUTE, T0 + 10 * MINUTE, () => 1));
  const first = running(pool, clock, db);
  await first.runner.start([]);
  await first.book.saveText(null, group(`${HOT}  - {alert: Warm, expr: warm > 0, for: 3m}\n`));
  await first.pass(2 * MINUTE);
  const warm = first.runner.instances().find(({ rule }) => rule === 'Warm')!;
  expect(warm.state).toBe('pending');
  await first.runner.stop(); // nothing is written at the end: a kill leaves the same
  await clock.advance(20_000);
  const second = running(pool, clock, db);
  await second.runner.start(second.book.enabled());
  await second.pass(MINUTE + 30_000);
  expect(second.records().map(({ rule, resolvedAt }) => `${rule} ${resolvedAt}`).sort()).toEqual(['Hot null', 'Warm null']);
  const again = second.records().find(({ rule }) => rule === 'Warm')!;
  expect(Math.abs(again.activeAt - warm.activeAt)).toBeLessThan(1000);
  expect(again.firedAt - warm.activeAt).toBeGreaterThanOrEqual(3 * MINUTE);
  expect(again.firedAt - warm.activeAt).toBeLessThanOrEqual(3 * MINUTE + 10_000);
  await second.runner.stop();
  db.close();
});

test('a group that is switched off ends its alerts; an edited one keeps those of rules that stay', async () => {
  const { pool } = await pooled();
  const clock = new HandClock(T0);
  const { runner, book, pass, records } = running(pool, clock);
  await write(pool, 'temp', 'a', every15(T0 - MINUTE, T0 + 10 * MINUTE, () => 90));
  await runner.start([]);
  const { id } = await book.saveText(null, group(`${HOT}  - {alert: Gone, expr: temp > 60}\n`));
  await pass(MINUTE);
  expect(records()).toHaveLength(2);
  await book.saveText(id, group(HOT.replace('> 50', '> 40')));
  await pass(20_000);
  expect(records().map(({ rule, resolvedAt }) => [rule, resolvedAt === null])).toEqual(expect.arrayContaining([['Hot', true], ['Gone', false]]));
  expect(await at(pool, 'ALERTS{alertname="Gone"}', clock.now())).toEqual([]);
  expect(records()).toHaveLength(2);
  await book.enable(id, false);
  expect(records().every(({ resolvedAt }) => resolvedAt !== null)).toBe(true);
  expect(await at(pool, 'ALERTS', clock.now() + 1000)).toEqual([]);
  expect(book.list()).toMatchObject([{ enabled: false, lastEvaluation: null }]);
  await runner.stop();
});

test('an evaluation that takes too long leaves out others, and says so', async () => {
  const { pool } = await pooled();
  const clock = new HandClock(T0), held: (() => void)[] = [];
  const db = openWorkspace(':memory:'), store = ruleGroupTable(db, fail);
  const runner = new RuleRunner({
    clock, appender: pool.appender, history: new AlertHistory(alertHistoryTable(db)), sink: { take: () => undefined }, externalLabels: {}, externalUrl: () => '', progress: store, onError: fail,
    rules: batch => new Promise(resolve => { held.push(() => resolve(batch.promqls.map(() => ({ labels: [], values: new Float64Array(), error: null, ms: 1 })))); }),
  });
  const book = new RuleBook(store, runner, []);
  await runner.start([]);
  const { id } = await book.saveText(null, group('  - {record: a, expr: b}\n')); // evaluated at once
  const loop = runner.loop(id)!;
  await clock.advance(35_000);
  expect([held.length, loop.iterations]).toEqual([1, 1]);
  held.shift()!();
  await clock.advance(0);
  await clock.advance(10_000);
  expect([held.length, loop.iterations]).toEqual([1, 2]);
  expect(loop.missed).toBe(3); // the slots at 10, 20 and 30 s; the one at 40 s is evaluated
  held.shift()!();
  await runner.stop();
});

test('the HTTP API answers groups by page and filter, as Prometheus does', async () => {
  const { pool } = await pooled();
  const clock = new HandClock(T0);
  const { runner, book, pass } = running(pool, clock);
  await write(pool, 'temp', 'a', every15(T0 - MINUTE, T0 + 10 * MINUTE, () => 90));
  await runner.start([]);
  await book.import('b.yml', `groups:\n- {name: z, rules: [{record: 'r:a', expr: temp, labels: {x: y}}]}\n- ${group(HOT).slice('groups:\n- '.length).replaceAll('\n', '\n')}`, false);
  await book.import('a.yml', 'groups:\n- {name: g, interval: 10s, limit: 7, rules: [{alert: Other, expr: temp > 1000}, {record: s, expr: "sum(temp)"}]}', false);
  await pass(MINUTE);
  type Answer = { groups: { name: string; file: string; limit: number; interval: number; rules: { name: string; alerts?: unknown[] }[] }[]; groupNextToken?: string };
  const ask = (params: Record<string, string[]>) => prometheusRules(runner, params) as Answer;
  const names = (answer: Answer) => answer.groups.map(({ file, name, rules }) => `${file} ${name}: ${rules.map(rule => rule.name).join(' ')}`);
  expect(names(ask({}))).toEqual(['a.yml g: Other s', 'b.yml g: Hot', 'b.yml z: r:a']);
  expect(names(ask({ type: ['alert'] }))).toEqual(['a.yml g: Other', 'b.yml g: Hot']);
  expect(names(ask({ type: ['record'], 'file[]': ['b.yml'] }))).toEqual(['b.yml z: r:a']);
  expect(names(ask({ 'rule_name[]': ['Hot', 's'], 'rule_group[]': ['g'] }))).toEqual(['a.yml g: s', 'b.yml g: Hot']);
  const first = ask({ group_limit: ['2'] });
  expect(names(first)).toHaveLength(2);
  expect(names(ask({ group_limit: ['2'], group_next_token: [first.groupNextToken!] }))).toEqual(['b.yml z: r:a']);
  expect(() => ask({ group_next_token: ['x'] })).toThrow('invalid parameter "group_limit": group_limit needs to be present in order to paginate over the groups');
  expect(() => ask({ group_limit: ['2'], group_next_token: ['x'] })).toThrow("invalid parameter \"group_next_token\": invalid group_next_token 'x'. were rule groups changed?");
  expect(() => ask({ type: ['x'] })).toThrow('invalid parameter "type": not supported value "x"');
  expect(ask({ 'rule_name[]': ['Hot'] }).groups[0]).toMatchObject({
    interval: 10, limit: 0, rules: [{
      state: 'firing', name: 'Hot', query: 'temp > 50', duration: 30, keepFiringFor: 0, labels: { severity: 'page' }, annotations: { summary: '{{ $labels.instance }} at {{ $value }}' }, health: 'ok', type: 'alerting',
      lastEvaluation: expect.stringMatching(/^2026-01-01T00:00:\d\d(\.\d+)?Z$/), alerts: [{ labels: { alertname: 'Hot', instance: 'a', severity: 'page' }, annotations: { summary: 'a at 90' }, state: 'firing', activeAt: expect.stringMatching(/Z$/), value: '9e+01' }],
    }],
  });
  expect(ask({ 'rule_name[]': ['Hot'], exclude_alerts: ['true'] }).groups[0]!.rules[0]).not.toHaveProperty('alerts');
  expect(prometheusAlerts(runner)).toMatchObject({ alerts: [{ labels: { alertname: 'Hot' }, state: 'firing' }] });
  await runner.stop();
});

test('groups are kept, named once a file, and a form is known again until its expression is written by hand', async () => {
  const { pool } = await pooled();
  const db = openWorkspace(':memory:');
  const { book } = running(pool, new HandClock(T0), db);
  const form = SimpleRule.parse({ metric: 'cpu', threshold: 80, scope: [{ name: 'tag_env', value: 'prod' }], message: 'busy' });
  const saved = await book.saveSimple(null, 'Busy', form);
  expect(saved).toMatchObject({ origin: 'form', name: 'Busy', rules: [{ rule: { alert: 'Busy', forMs: 300_000, labels: { severity: 'warning' }, annotations: { summary: 'busy' }, form: { metric: 'cpu', threshold: 80 } } }] });
  expect(() => book.saveSimple(null, 'Busy', form)).toThrow('There is a group called Busy already.');
  await book.saveText(null, group(HOT));
  expect(() => book.saveText(null, group(HOT))).toThrow('There is a group called g already.');
  expect(() => book.saveText(null, 'groups:\n- name: x\n  rules:\n  - {alert: A, expr: "up =="}\n')).toThrow('4:22: group "x", rule 1, "A": could not parse expression: 1:6: parse error: unexpected end of input');
  // opened as text and saved: the form stays; with another expression it goes
  const { yaml } = book.get(saved.id);
  expect((await book.saveText(saved.id, yaml.replace('for: 5m', 'for: 10m'))).rules[0]!.rule).toMatchObject({ forMs: 600_000, form: { forMs: 600_000 } });
  expect((await book.saveText(saved.id, yaml.replace('> 80', '> 85'))).rules[0]!.rule).not.toHaveProperty('form');
  expect(running(pool, new HandClock(T0), db).book.list()).toEqual(book.list());
  expect((await book.import('x.yml', book.export(undefined).yaml, true)).groups.map(({ name, outcome }) => `${name} ${outcome}`)).toEqual(['Busy new', 'g new']);
  await book.remove(saved.id);
  expect(book.list().map(({ name }) => name)).toEqual(['g']);
});
