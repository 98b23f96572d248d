import { gzipSync } from 'node:zlib';
import { compress } from 'snappyjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { encodeWriteRequest } from '../../../src-main/formats/remotewrite.ts';
import { forMachine, MACHINE_PANELS } from '../../../src-renderer/inventory/panels.ts';
import { type OpenDoor, openTestDoor } from '../../doors/door.ts';
import { asLines, asSeries, BOOT_S, STEP_MS } from './stockinputs.ts';

let open: OpenDoor;
const COUNT = 30;
const TO = Math.floor(Date.now() / STEP_MS) * STEP_MS;
const FROM = TO - (COUNT - 1) * STEP_MS;
const AGENT = { 'User-Agent': 'Telegraf/1.36.0 Go/1.25.1' };
const LINES = { ...AGENT, 'Content-Type': 'text/plain; charset=utf-8' };
const basic = () => `Basic ${Buffer.from(`telegraf:${open.tokenOf.ingest}`).toString('base64')}`;
const post = (path: string, headers: Record<string, string>, body: string | Uint8Array) => open.ask({ method: 'POST', path, token: null, headers, body });

/** How each output sends one collection, as its documentation and its code have it (plugins/outputs/<name>). */
const OUTPUTS: Readonly<Record<string, (host: string, n: number, time: number) => Promise<{ status: number; text: string }>>> = {
  influxdb: async (host, n, time) => {
    const created = await post('/query', { ...AGENT, Authorization: basic(), 'Content-Type': 'application/x-www-form-urlencoded' }, new URLSearchParams({ q: 'CREATE DATABASE "telegraf"' }).toString());
    expect([created.status, JSON.parse(created.text)]).toEqual([200, { results: [{ statement_id: 0 }] }]);
    return post('/write?db=telegraf', { ...LINES, Authorization: basic(), 'Content-Encoding': 'gzip' }, gzipSync(asLines(host, n, time)));
  },
  influxdb_v2: (host, n, time) =>
    post('/api/v2/write?bucket=telegraf&org=acme', { ...LINES, Authorization: `Token ${open.tokenOf.ingest}`, Accept: 'application/json', 'Content-Encoding': 'gzip' }, gzipSync(asLines(host, n, time))),
  'http, influx': (host, n, time) => post('/write', { ...LINES, Authorization: basic() }, asLines(host, n, time)),
  'http, prometheusremotewrite': (host, n, time) => post('/api/v1/write', {
    ...AGENT, Authorization: `Bearer ${open.tokenOf.ingest}`, 'Content-Type': 'application/x-protobuf', 'Content-Encoding': 'snappy', 'X-Prometheus-Remote-Write-Version': '0.1.0',
  }, new Uint8Array(compress(encodeWriteRequest(asSeries(host, n, time))))),
};
const hostOf = (output: string) => `web-${output.replace(/\W+/g, '-')}`;

/** The last value of each series, by its labels. */
async function lastOf(promql: string): Promise<Record<string, number>> {
  const { status, text } = await open.ask({ path: `/api/v1/query_range?${new URLSearchParams({ query: promql, start: String(FROM / 1000), end: String(TO / 1000), step: String(STEP_MS / 1000) })}` });
  expect(status, text).toBe(200);
  const { data } = JSON.parse(text) as { data: { result: { metric: Record<string, string>; values: [number, string][] }[] } };
  return Object.fromEntries(data.result.map(({ metric: { __name__, job, instance, ...rest }, values }) => [Object.entries(rest).map(([name, value]) => `${name}=${value}`).join(','), Number(values.at(-1)![1])]));
}

beforeAll(async () => {
  open = await openTestDoor();
  for (const [output, send] of Object.entries(OUTPUTS)) {
    for (let n = 0; n < COUNT; n++) expect(await send(hostOf(output), n, FROM + n * STEP_MS)).toEqual(expect.objectContaining({ status: 204, text: '' }));
  }
}, 60_000);
afterAll(async () => { await open[Symbol.asyncDispose](); });

const GIB = 2 ** 30;
/** By hand, from what was collected; each value as the panel shows it. Panels that Telegraf's stock inputs say nothing of are left out. */
const SHOWN: Readonly<Record<string, readonly Record<string, number>[]>> = {
  cpu: [{ '': 0.15 }, { '': 0 }, { '': 0.075 }, { '': 0.005 }, { '': 0.02 }, { '': 0 }],
  memory: [{ '': 5 * GIB }, { '': 2 * GIB }, { '': GIB }, { '': 2 * GIB }],
  load: [{ '': 0.5 }, { '': 0.25 }, { '': 0.125 }],
  network: [{ 'device=eth0': 1000 }, { 'device=eth0': 500 }],
  io: [{ 'device=sda': 40_960 }, { 'device=sda': 81_920 }],
  latency: [{ 'device=sda': 0.003 }],
  busy: [{ 'device=sda': 0.1 }],
  swap: [{ '': GIB }],
  files: [{ 'mountpoint=/': 0.75 }],
};

describe.each(Object.keys(OUTPUTS))('a host that sends through Telegraf\'s output %s', output => {
  test('is a machine with its figures', async () => {
    const { text } = await open.ask({ method: 'POST', path: '/api/machines.list', body: '{}' });
    const { data } = JSON.parse(text) as { data: { instance: string }[] };
    expect(data.find(({ instance }) => instance === hostOf(output))).toMatchObject({
      job: 'telegraf', state: 'ok', cores: 2, memoryBytes: 10 * GIB, cpu: { last: expect.closeTo(0.25) }, memory: { last: 0.6 }, disk: { last: 0.75, subject: '/' }, network: { last: expect.closeTo(1500) },
    });
  });

  test.each(Object.entries(SHOWN))('fills the panel %s', async (id, expected) => {
    const panel = MACHINE_PANELS.find(one => one.id === id)!;
    const promql = panel.queries.map(query => forMachine(query.promql, `job="telegraf", instance="${hostOf(output)}"`).replaceAll('$__rate_interval', '1m'));
    const shown = (await Promise.all(promql.map(lastOf))).filter(series => Object.keys(series).length > 0); // queries for other sources stay empty
    expect(shown).toEqual(expected.map(series => Object.fromEntries(Object.entries(series).map(([name, value]) => [name, value === 0 ? 0 : expect.closeTo(value, 6)]))));
  });

  test('is found under the names that Telegraf gives, too', async () => {
    expect(await lastOf(`mem_used_percent{host="${hostOf(output)}"}`)).toEqual({ [`host=${hostOf(output)}`]: 50 });
    expect(await lastOf(`kernel_boot_time{host="${hostOf(output)}"}`)).toEqual({ [`host=${hostOf(output)}`]: BOOT_S });
    expect(await lastOf(`disk_used_percent{host="${hostOf(output)}"}`)).toEqual({ [`device=sda1,fstype=ext4,host=${hostOf(output)},mode=rw,path=/`]: 75 });
  });
});
