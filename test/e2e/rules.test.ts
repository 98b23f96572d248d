import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { compress } from 'snappyjs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { encodeWriteRequest } from '../../src-main/formats/remotewrite.ts';
import { type LabelPairs, toPairs } from '../../src-main/shared/model/labels.ts';
import { startHost } from '../servers/host.ts';
import { startPrometheus } from '../servers/prometheus.ts';

let dir: string;
beforeEach(() => { dir = mkdtempSync(join(tmpdir(), 'stratoscope-rules-')); });
afterEach(() => { rmSync(dir, { recursive: true, force: true }); });

const RULES = `
groups:
  - name: rooms
    interval: 1s
    rules:
      - record: room:temp:max
        expr: max by (floor) (temp)
        labels: { made: here }
      - record: reqs:rate5s
        expr: rate(reqs_total[5s])
      - alert: Hot
        expr: temp > 50
        for: 3s
        labels: { severity: '{{ if gt $value 92.0 }}critical{{ else }}warning{{ end }}' }
        annotations: { summary: '{{ $labels.room }} has {{ $value | humanize }} degrees, {{ with query "count(temp)" }}one of {{ . | first | value }}{{ end }}' }
      - alert: AtOnce
        expr: temp{room="b"} > 50
      - alert: Kept
        expr: temp{room="a"} > 50
        for: 1s
        keep_firing_for: 3s
      - alert: OnRecorded
        expr: room:temp:max > 92
        for: 2s
      - alert: Twice
        expr: temp > 0
        labels: { room: same }
  - name: limited
    interval: 1s
    limit: 2
    rules:
      - record: too:many
        expr: temp
      - alert: TooMany
        expr: temp > 0
`;

/** One evaluation, which is a second, and twice as much again for a machine on which others work, too: the two are evaluated at moments of their own. */
const LATE_MS = 3000;
const TICKS = 16;
/** Values of one second, by series. */
const values = (k: number): readonly (readonly [LabelPairs, number])[] => [
  [toPairs({ __name__: 'temp', room: 'a', floor: '1' }), k >= 4 && k < 10 ? 90 : 10], [toPairs({ __name__: 'temp', room: 'b', floor: '1' }), 95], [toPairs({ __name__: 'temp', room: 'c', floor: '2' }), k < 6 ? 60 : 20],
  [toPairs({ __name__: 'reqs_total', job: 'x' }), k < 8 ? 3 * k : 2 * k - 16], // it begins anew once
];
const body = (time: number, k: number): Uint8Array => compress(encodeWriteRequest(values(k).map(([labels, value]) => ({ labels, times: Float64Array.of(time), values: Float64Array.of(value) }))));
const HEADERS = { 'content-type': 'application/x-protobuf', 'content-encoding': 'snappy', 'x-prometheus-remote-write-version': '0.1.0' };

interface Alert { readonly labels: Record<string, string>; readonly annotations: Record<string, string>; readonly state: string; readonly activeAt: string; readonly value: string }
interface RuleAnswer { readonly name: string; readonly health: string; readonly lastError?: string; readonly state?: string; readonly type: string; readonly alerts?: readonly Alert[] }
type Samples = { readonly metric: Record<string, string>; readonly values: readonly [number, string][] }[];
const keyOf = (labels: Record<string, string>): string => JSON.stringify(Object.entries(labels).sort());

test('a real Prometheus comes to the same alerts, states and recorded values with the same rules and samples', async context => {
  writeFileSync(join(dir, 'rules.yml'), RULES);
  const prometheus = await startPrometheus({ config: `global: {evaluation_interval: 1s}\nscrape_configs: []\nrule_files: [${join(dir, 'rules.yml')}]\n`, flags: ['--web.enable-remote-write-receiver'] });
  if (prometheus === null) return context.skip('prometheus is not installed');
  const host = await startHost(dir);
  try {
    await host.get('/api/rules.import', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ name: 'rules.yml', yaml: RULES }) });
    const theirs = async <T>(path: string, params: Record<string, string> = {}): Promise<T> => (await (await fetch(`${prometheus.url}${path}?${new URLSearchParams(params)}`)).json() as { data: T }).data;
    const begin = Math.ceil(Date.now() / 1000) * 1000;
    const states: { readonly theirs: Map<string, Alert>; readonly ours: Map<string, Alert> }[] = [];
    for (let k = 0; k < TICKS; k++) {
      await delay(Math.max(0, begin + k * 1000 - Date.now())); // the course of time is what is looked at
      const packed = body(begin + k * 1000, k);
      await Promise.all([fetch(`${prometheus.url}/api/v1/write`, { method: 'POST', headers: HEADERS, body: packed as BodyInit }), host.get('/api/v1/write', { method: 'POST', headers: HEADERS, body: packed as BodyInit })]);
      if (k === 3 || k === TICKS - 1) {
        const [a, b] = await Promise.all([theirs<{ alerts: Alert[] }>('/api/v1/alerts'), host.ask<{ alerts: Alert[] }>('/api/v1/alerts')]);
        states.push({ theirs: new Map(a.alerts.map(alert => [keyOf(alert.labels), alert])), ours: new Map(b.alerts.map(alert => [keyOf(alert.labels), alert])) });
      }
    }
    // Alerts that are settled at the end: the same, with the same words, active since the same second or the one beside it.
    const settled = states.at(-1)!;
    expect([...settled.theirs.values()].map(({ labels, state }) => `${labels['alertname']} ${labels['room'] ?? labels['floor']} ${labels['severity'] ?? ''} ${state}`).sort()).toEqual(['AtOnce b  firing', 'Hot b critical firing', 'OnRecorded 1  firing']);
    expect([...settled.ours.keys()].sort()).toEqual([...settled.theirs.keys()].sort());
    for (const [key, alert] of settled.theirs) {
      const own = settled.ours.get(key)!;
      expect({ ...own, activeAt: '' }).toEqual({ ...alert, activeAt: '' });
      expect(Math.abs(Date.parse(own.activeAt) - Date.parse(alert.activeAt)), key).toBeLessThanOrEqual(LATE_MS);
    }
    // Every state of every alert began and ended in the same second or the one beside it.
    const end = String((begin + TICKS * 1000) / 1000 + 5);
    const [courseTheirs, courseOurs] = await Promise.all([theirs<{ result: Samples }>('/api/v1/query', { query: 'ALERTS[2m]', time: end }), host.ask<{ result: Samples }>('/api/v1/query', { query: 'ALERTS[2m]', time: end })]);
    const courses = (result: Samples) => new Map(result.map(({ metric, values: points }) => [keyOf(metric), [points[0]![0], points.at(-1)![0]]]));
    const [expected, found] = [courses(courseTheirs.result), courses(courseOurs.result)];
    expect([...found.keys()].sort()).toEqual([...expected.keys()].sort());
    for (const [key, times] of expected) times.forEach((time, i) => { expect(Math.abs(found.get(key)![i]! - time), `${key} ${i}`).toBeLessThanOrEqual(LATE_MS / 1000); });
    // What is recorded is what Prometheus computes at that very time.
    const exprs: Record<string, string> = { 'room:temp:max': 'max by (floor) (temp)', 'reqs:rate5s': 'rate(reqs_total[5s])' };
    for (const [name, expr] of Object.entries(exprs)) {
      const { result } = await host.ask<{ result: Samples }>('/api/v1/query', { query: `${name}[2m]`, time: end });
      const samples = result.flatMap(({ metric, values: points }) => points.map(([time, value]) => ({ metric, time, value })));
      expect(samples.length).toBeGreaterThan(TICKS - 6);
      for (const { metric: { __name__: _, made: __, ...labels }, time, value } of samples) {
        const asked = await theirs<{ result: { metric: Record<string, string>; value: [number, string] }[] }>('/api/v1/query', { query: expr, time: String(time) });
        const [, same] = asked.result.find(({ metric }) => keyOf(metric) === keyOf(labels))?.value ?? [];
        expect(Number(value), `${name} at ${time}`).toBeCloseTo(Number(same), 9);
      }
    }
    expect(await (await host.get('/metrics')).text()).toMatch(/^prometheus_rule_evaluations_total\{rule_group="rules.yml;rooms"\} [1-9]\d+$/m);
    // The rules' own health, in the same words.
    const health = (groups: readonly { readonly name: string; readonly rules: readonly RuleAnswer[] }[]) => groups.filter(({ name }) => name === 'rooms' || name === 'limited')
      .map(({ name, rules }) => ({ name, rules: rules.map(rule => ({ name: rule.name, type: rule.type, health: rule.health, lastError: rule.lastError, state: rule.state })) }));
    const [rulesTheirs, rulesOurs] = await Promise.all([theirs<{ groups: [] }>('/api/v1/rules'), host.ask<{ groups: [] }>('/api/v1/rules')]);
    expect(health(rulesOurs.groups)).toEqual(health(rulesTheirs.groups));
  } finally {
    await host.stop();
    await prometheus.stop();
  }
}, 90_000);

test('killed in the middle of its `for`, an alert fires on time, and one that fired goes on as the same firing', async () => {
  const yaml = 'groups:\n- name: g\n  interval: 1s\n  rules:\n  - {alert: Slow, expr: temp > 50, for: 20s}\n  - {alert: Quick, expr: temp > 50}\n';
  let host = await startHost(dir);
  const alerts = async () => new Map((await host.ask<{ alerts: Alert[] }>('/api/v1/alerts')).alerts.map(alert => [alert.labels['alertname']!, alert]));
  const until = async (holds: () => Promise<boolean>) => { for (const deadline = Date.now() + 45_000; !await holds(); await delay(100)) if (Date.now() > deadline) throw new Error('it does not come'); };
  try {
    const begin = Math.floor(Date.now() / 1000) * 1000;
    await host.get('/api/v1/write', { method: 'POST', headers: HEADERS, body: body(begin, 5) as BodyInit });
    await host.get('/api/rules.import', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ name: 'g.yml', yaml }) });
    await until(async () => (await alerts()).get('Slow')?.state === 'pending' && (await alerts()).get('Quick')?.state === 'firing');
    const before = await alerts();
    const since = Date.parse(before.get('Slow')!.activeAt);
    await until(async () => Date.now() - since > 4000);
    await host.kill();
    host = await startHost(dir);
    await until(async () => (await alerts()).get('Slow')?.state === 'firing');
    const { records } = (await (await host.get('/api/alerts.history', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ from: 0, to: 2 ** 52 }) })).json() as { data: { records: { rule: string; activeAt: number; firedAt: number; resolvedAt: number | null; labels: Record<string, string> }[] } }).data;
    const slow = records.filter(({ rule, labels }) => rule === 'Slow' && labels['room'] === 'b');
    expect(slow).toHaveLength(1);
    expect(Math.abs(slow[0]!.activeAt - since)).toBeLessThanOrEqual(1000); // the state is kept in whole seconds, as Prometheus does
    expect(slow[0]!.firedAt - since).toBeGreaterThanOrEqual(19_000);
    expect(slow[0]!.firedAt - since).toBeLessThan(23_000);
    expect(records.filter(({ rule, labels }) => rule === 'Quick' && labels['room'] === 'b')).toHaveLength(1);
    // the same rules over what is stored, from the command line: one sample of each of three rooms, seen for five minutes
    writeFileSync(join(dir, 'g.yml'), yaml);
    const { stdout, stderr } = spawnSync(process.execPath, ['out/main/cli.js', 'backtest', join(dir, 'g.yml'), '--from', 'now-10m', '--step', '1s', '--data-dir', join(dir, 'data')], { encoding: 'utf8' });
    expect(stderr).toBe('');
    expect(stdout).toContain('g / Quick: fired 3 times in 3 series, 601 evaluations\n');
    expect(Date.parse((await alerts()).get('Quick')!.activeAt)).toBe(Date.parse(before.get('Quick')!.activeAt));
  } finally {
    await host.kill();
  }
}, 90_000);
