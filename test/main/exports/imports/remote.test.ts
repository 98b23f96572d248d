import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { startPrometheus } from '../../../servers/prometheus.ts';
import { startVictoriaMetrics } from '../../../servers/victoriametrics.ts';
import { importing, seriesOf } from './importing.ts';

let host: Awaited<ReturnType<typeof importing>>;
beforeAll(async () => { host = await importing(); });
afterAll(() => host.close());

const T0 = Date.UTC(2026, 0, 15);

/** A server that answers as `listener` does, with the form of the request parsed. */
async function serving(listener: (form: URLSearchParams, ...rest: Parameters<RequestListener>) => void): Promise<string> {
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    listener(new URLSearchParams(Buffer.concat(parts).toString()), request, response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => { server.closeAllConnections(); server.close(); });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
const windowOf = (form: URLSearchParams) => {
  const [, ms = ''] = /\[(\d+)ms\]$/.exec(form.get('query')!) ?? [];
  const to = Number(form.get('time')) * 1000;
  return { from: to - Number(ms), to };
};
/** One sample a minute, each its own minute. */
const answered = ({ from, to }: { from: number; to: number }, name: string) => {
  const values: [number, string][] = [];
  for (let time = Math.floor(from / 60_000 + 1) * 60_000; time <= to; time += 60_000) values.push([time / 1000, String(time)]);
  return JSON.stringify({ status: 'success', data: { resultType: 'matrix', result: values.length === 0 ? [] : [{ metric: { __name__: name }, values }] } });
};

test('the history of a real Prometheus is brought in whole, and a second time changes nothing', async context => {
  const peer = await startPrometheus({ config: own => `global: { scrape_interval: 200ms }\nscrape_configs: [{ job_name: self, static_configs: [{ targets: ['${own}'] }] }]\n` });
  if (!peer) return context.skip('prometheus is not installed');
  onTestFinished(() => peer.stop());
  const from = Date.now();
  const ask = async (query: string, time: number) => seriesOf(await (await fetch(`${peer.url}/api/v1/query?${new URLSearchParams({ query, time: String(time / 1000) })}`)).text());
  while (((await ask('up[1h]', Date.now())).values().next().value ?? []).length < 10) await delay(200);
  const to = Date.now();
  const { bringIn, raw } = host;
  const source = { kind: 'prometheus', url: peer.url, from, to } as const;
  const theirs = await ask('{job="self"}[1h]', to);
  for (let again = 0; again < 2; again++) {
    expect(await bringIn(source)).toMatchObject({ status: 'done', problem: '', refused: 0, samples: [...theirs.values()].reduce((sum, { length }) => sum + length, 0) });
    expect(await raw('{job="self"}', to, '1h')).toEqual(theirs);
  }
}, 60_000);

test('VictoriaMetrics is asked the same way', async context => {
  await using peer = await startVictoriaMetrics();
  if (!peer) return context.skip('victoria-metrics is not installed');
  await fetch(`${peer.url}/write?precision=ms`, { method: 'POST', body: Array.from({ length: 100 }, (_, i) => `m,host=a f=${i / 4} ${T0 + i * 60_000}`).join('\n') });
  await fetch(`${peer.url}/internal/force_flush`);
  const { bringIn, raw } = host;
  expect(await bringIn({ kind: 'prometheus', url: peer.url, match: '{host="a"}', from: T0, to: T0 + 6_000_000 })).toMatchObject({ status: 'done', samples: 100 });
  expect([...(await raw('m_f', T0 + 6_000_000)).values()]).toEqual([Array.from({ length: 100 }, (_, i) => [T0 / 1000 + i * 60, String(i / 4)])]);
});

test('a server that says too much is asked for less, and every moment of the time is asked for once, its ends included', async () => {
  const asked: { from: number; to: number }[] = [];
  const url = await serving((form, _request, response) => {
    const window = windowOf(form);
    if (window.to - window.from > 200_000) response.writeHead(422).end('{"status":"error","errorType":"execution","error":"query processing would load too many samples into memory"}');
    else {
      asked.push(window);
      response.end(answered(window, 'less'));
    }
  });
  const { bringIn, raw } = host;
  const to = T0 + 600_000;
  expect(await bringIn({ kind: 'prometheus', url, match: 'm', from: T0, to })).toMatchObject({ status: 'done', samples: 11, done: 600_001, total: 600_001 });
  expect([asked[0]!.from, asked.at(-1)!.to]).toEqual([T0 - 1, to]);
  asked.slice(1).forEach((window, i) => { expect(window.from).toBe(asked[i]!.to); });
  expect([...(await raw('less', to)).values()][0]).toHaveLength(11);
});

test('an import is canceled while it waits for an answer, goes on where it stopped, and each run brings its credentials', async () => {
  const seen: { from: number; authorization: string | undefined }[] = [];
  const reached = Promise.withResolvers<void>();
  const url = await serving((form, request, response) => {
    const window = windowOf(form);
    seen.push({ from: window.from, authorization: request.headers.authorization });
    if (seen.length === 2) reached.resolve(); // and no answer
    else response.end(answered(window, 'long'));
  });
  const { client, ended, raw } = host;
  const to = T0 + 3_600_000;
  const { id } = await client.imports.start({ source: { kind: 'prometheus', url, match: 'm', from: T0, to }, secrets: { bearer: 'first' } });
  await reached.promise;
  await expect(client.imports.start({ source: { kind: 'prometheus', url, match: 'm', from: T0, to } })).rejects.toMatchObject({ code: 'conflict' });
  await expect(client.imports.remove({ id })).rejects.toMatchObject({ code: 'conflict' });
  expect(await client.imports.cancel({ id })).toMatchObject({ status: 'canceled' });
  await client.imports.resume({ id, secrets: { username: 'ann', password: 'secret' } });
  expect(await ended(id)).toMatchObject({ status: 'done', samples: 61 });
  expect(seen[2]!.from).toBe(seen[1]!.from);
  expect(seen.map(({ authorization }) => authorization).slice(0, 3)).toEqual(['Bearer first', 'Bearer first', `Basic ${Buffer.from('ann:secret').toString('base64')}`]);
  expect([...(await raw('long', to)).values()][0]).toHaveLength(61);
  expect(JSON.stringify(await client.imports.list({}))).not.toMatch(/first|secret/);
  await client.imports.remove({ id });
  expect((await client.imports.list({})).some(one => one.id === id)).toBe(false);
});

test.each([
  { status: 401, body: 'no', problem: /wants other credentials/ }, { status: 404, body: 'not here', problem: /answered 404: not here/ }, { status: 200, body: '<html>', problem: /no JSON/ },
  { status: 200, body: '{"status":"success","data":{"resultType":"vector","result":[]}}', problem: /no matrix/ },
])('a server that answers $status $body ends the import by name', async ({ status, body, problem }) => {
  const url = await serving((_form, _request, response) => { response.writeHead(status).end(body); });
  const { bringIn } = host;
  expect(await bringIn({ kind: 'prometheus', url, from: T0, to: T0 + 1000 })).toMatchObject({ status: 'failed', problem: expect.stringMatching(problem) });
});
