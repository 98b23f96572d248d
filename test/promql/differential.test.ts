import { compress } from 'snappyjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { instantJson, rangeJson } from '../../src-main/formats/promjson.ts';
import { encodeWriteRequest } from '../../src-main/formats/remotewrite.ts';
import { DEFAULT_LIMITS, prepare } from '../../src-main/promql/engine.ts';
import { setStale } from '../../src-main/shared/model/sample.ts';
import { startPrometheus, type Prometheus } from '../servers/prometheus.ts';
import { EXPRESSIONS, INSTANT_ONLY, REFUSED } from './expressions.ts';
import { MemorySource } from './memorysource.ts';

/**
 * The same samples in a real Prometheus 2.42 and in memory, the same questions to both.
 * What 3.x does otherwise by design stands in scripts/since3.promqltest.
 * Samples lie 3.1 s off the multiples of 15 s and queries on them, so that it makes no difference that 2.42 closes windows at both ends.
 */
const STEP = 15_000, SAMPLES = 480, OFF = 3100;
const END = Math.floor(Date.now() / 3_600_000) * 3_600_000 - 600_000;
const BEGIN = END - SAMPLES * STEP;

let prometheus: Prometheus | null;
const source = syntheticSeries();

beforeAll(async () => {
  prometheus = await startPrometheus({ flags: ['--web.enable-remote-write-receiver', '--query.lookback-delta=5m'] });
  if (prometheus === null) return;
  const body = compress(encodeWriteRequest(source.series));
  const answer = await fetch(`${prometheus.url}/api/v1/write`, {
    method: 'POST', body: Uint8Array.from(body),
    headers: { 'content-type': 'application/x-protobuf', 'content-encoding': 'snappy', 'x-prometheus-remote-write-version': '0.1.0' },
  });
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
});
afterAll(async () => prometheus?.stop());

describe.each(EXPRESSIONS)('%s', query => {
  test('has the same answer over a range', async ctx => {
    if (prometheus === null) return ctx.skip('prometheus is not installed');
    const params = { from: BEGIN + 600_000, to: END, step: 60_000 };
    const ours = rangeJson(prepare(query, DEFAULT_LIMITS).range(source, params, () => undefined));
    agree(parsed(ours), await ask('/api/v1/query_range', { query, start: seconds(params.from), end: seconds(params.to), step: '60' }));
  });

  test('has the same answer at an instant', async ctx => {
    if (prometheus === null) return ctx.skip('prometheus is not installed');
    await sameInstant(query);
  });
});

test.for(INSTANT_ONLY)('%s has the same answer at an instant', async (query, ctx) => {
  if (prometheus === null) return ctx.skip('prometheus is not installed');
  await sameInstant(query);
});

test.for(REFUSED)('%s is refused by both in the same words', async ([query, ours], ctx) => {
  const mine = refusalOf(query);
  expect(mine).toBe(ours);
  if (prometheus === null) return ctx.skip('prometheus is not installed');
  const answer: unknown = await (await fetch(`${prometheus.url}/api/v1/query?${new URLSearchParams({ query, time: seconds(END) })}`)).json();
  expect(answer).toMatchObject({ status: 'error', error: expect.stringContaining(mine) });
});

async function sameInstant(query: string): Promise<void> {
  for (const time of [END - 1_800_000, BEGIN + 1_200_000, END + 120_000]) {
    const ours = instantJson(prepare(query, DEFAULT_LIMITS).instant(source, time, () => undefined));
    agree(parsed(ours), await ask('/api/v1/query', { query, time: seconds(time) }));
  }
}

function refusalOf(query: string): string {
  try {
    prepare(query, DEFAULT_LIMITS).instant(source, END, () => undefined);
    return '';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

const seconds = (time: number): string => String(time / 1000);
const parsed = (bytes: Uint8Array): unknown => JSON.parse(new TextDecoder().decode(bytes));

async function ask(path: string, params: Record<string, string>): Promise<unknown> {
  const answer: unknown = await (await fetch(`${prometheus?.url}${path}?${new URLSearchParams(params)}`)).json();
  return answer;
}

interface Answer { readonly status: string; readonly error?: string; readonly data?: { readonly resultType: string; readonly result: unknown } }
type Points = readonly (readonly [number, string])[];

/** Points by series; a scalar is one series. */
function pointsOf(answer: unknown): Map<string, Points> {
  const { status, error, data } = answer as Answer;
  expect(error).toBeUndefined();
  expect(status).toBe('success');
  if (data?.resultType === 'scalar') return new Map([['scalar', [data.result as [number, string]]]]);
  const series = data?.result as readonly { readonly metric: Record<string, string>; readonly value?: [number, string]; readonly values?: Points }[];
  return new Map(series.map(({ metric, value, values }) => [JSON.stringify(Object.entries(metric).sort()), values ?? [value!]]));
}

function agree(ours: unknown, theirs: unknown): void {
  const found = pointsOf(ours), wanted = pointsOf(theirs);
  expect([...found.keys()].sort()).toEqual([...wanted.keys()].sort());
  for (const [labels, points] of wanted) {
    const mine = found.get(labels) ?? [];
    expect(mine.map(([time]) => time), labels).toEqual(points.map(([time]) => time));
    for (const [i, [time, value]] of points.entries()) expect(near(mine[i]![1], value), `${labels} at ${time}: ${mine[i]![1]} for ${value}`).toBe(true);
  }
}

function near(a: string, b: string): boolean {
  if (a === b) return true;
  const [x, y] = [Number(a), Number(b)];
  return Math.abs(x - y) <= 1e-9 * Math.max(Math.abs(x), Math.abs(y));
}

/** Counters with resets, gauges with gaps, stale ends, NaN and infinities, histograms, series that come late and go early. */
function syntheticSeries(): MemorySource {
  const memory = new MemorySource();
  let seed = 7;
  const random = (): number => { seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648; return seed / 2_147_483_648; };
  const add = (labels: readonly string[], value: (i: number) => number | null, stale: readonly number[] = []): void => {
    const times: number[] = [], values: number[] = [];
    const marks: number[] = [];
    for (let i = 0; i < SAMPLES; i++) {
      const v = value(i);
      if (stale.includes(i)) marks.push(times.length);
      else if (v === null) continue;
      times.push(BEGIN + i * STEP + OFF);
      values.push(v ?? 0);
    }
    memory.add(labels, times, values);
    const bits = new Uint32Array(memory.series.at(-1)!.values.buffer);
    for (const mark of marks) setStale(bits, mark);
  };
  for (const instance of ['a:9100', 'b:9100', 'c:9100']) {
    for (const mode of ['idle', 'system', 'user']) {
      let total = random() * 1000;
      add(['__name__', 'cpu_seconds_total', 'instance', instance, 'job', 'node', 'mode', mode], i => {
        total = i === 200 && instance === 'b:9100' ? random() * 3 : total + random() * 15;
        return total;
      });
    }
    add(['__name__', 'mem_bytes', 'instance', instance, 'job', 'node'], i => (instance === 'c:9100' && i > 100 && i < 140 ? null : Math.round(1e9 + 1e8 * Math.sin(i / 20) + random() * 1e6)));
    add(['__name__', 'mem_total_bytes', 'instance', instance, 'job', 'node'], () => 4e9);
    add(['__name__', 'load1', 'instance', instance, 'job', 'node'], i => Math.round((random() * 4 - (instance === 'a:9100' ? 2 : 0)) * 100) / 100 + (i % 50 === 0 ? 3 : 0), instance === 'b:9100' ? [300] : []);
    add(['__name__', 'info', 'instance', instance, 'version', instance === 'c:9100' ? '2.0' : '1.9'], () => 1);
  }
  for (const job of ['api', 'web']) {
    const totals = [0, 0, 0, 0, 0];
    const rows = Array.from({ length: SAMPLES }, () => { for (let k = 0; k < 5; k++) for (let j = k; j < 5; j++) totals[j]! += Math.floor(random() * 5); return [...totals]; });
    for (const [k, le] of ['0.1', '0.5', '1', '5', '+Inf'].entries()) add(['__name__', 'http_seconds_bucket', 'job', job, 'le', le], i => rows[i]![k]!);
    add(['__name__', 'http_seconds_count', 'job', job], i => rows[i]![4]!);
  }
  add(['__name__', 'odd', 'kind', 'nan'], i => (i % 7 === 0 ? NaN : i));
  add(['__name__', 'odd', 'kind', 'inf'], i => (i % 90 === 0 ? Infinity : i % 91 === 0 ? -Infinity : -i));
  add(['__name__', 'odd', 'kind', 'tiny'], i => i * 1e-9);
  add(['__name__', 'odd', 'kind', 'huge'], i => i * 1e22);
  add(['__name__', 'late', 'name', 'now'], i => (i < 300 ? null : i));
  add(['__name__', 'late', 'name', 'then'], i => (i >= 250 ? null : i));
  add(['__name__', 'flat'], () => 42);
  add(['__name__', 'Upper', 'Zone', 'z', 'a_1', '1', 'a_10', '"quoted" \\ back'], i => i % 10);
  return memory;
}
