import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Telling as Message } from '../../../src-main/alerts/telling.ts';
import type { MessageAlert, MessageRow } from '../../../src-main/shared/model/message.ts';
import { DESKTOP, ReceiverConfig, type ReceiverId, type ReceiverInput } from '../../../src-main/shared/model/receiver.ts';
import { FIRST_ROUTING } from '../../../src-main/shared/model/routing.ts';
import { freePort } from '../../servers/freeport.ts';
import { type Answering, startWebhookServer, type WebhookServer } from '../../servers/webhookserver.ts';
import { type OpenTelling, openTestTelling } from './telling.ts';

const alert = (i: number, severity = 'warning'): MessageAlert => ({ fingerprint: String(i).padStart(16, '0'), status: 'firing', labels: { alertname: `Rule${i}`, severity }, annotations: {}, startsAt: 1_700_000_000_000 + i, endsAt: null });
const group = (i: number, severity?: string): Message => ({ reason: 'group', groupKey: `{}/{}:{alertname="Rule${i}"}`, groupLabels: { alertname: `Rule${i}` }, alerts: [alert(i, severity)], groups: 1 });

let open: OpenTelling;
let server: WebhookServer;
let answer: Answering;
beforeEach(async () => {
  open = await openTestTelling();
  answer = (_posted, response) => { response.end('ok'); };
  server = await startWebhookServer((posted, response) => answer(posted, response));
});
afterEach(async () => {
  await open[Symbol.asyncDispose]();
  await server.stop();
});

const hook = async (config: Partial<ReceiverInput> = {}, url = `${server.url}/hook`): Promise<ReceiverId> => (await open.telling.receivers.add(ReceiverConfig.parse({ name: 'hook', kind: 'webhook', ...config }), { url })).id;
const post = (receiver: ReceiverId, ...messages: readonly Message[]) => {
  for (const message of messages) open.telling.outbox.add(receiver, message, Date.now());
  open.telling.outbox.wake();
};
const rows = (): readonly MessageRow[] => open.telling.outbox.page({ before: '', limit: 100 });
const namesIn = (body: string): readonly string[] => (JSON.parse(body) as { alerts: { labels: { alertname: string } }[] }).alerts.map(({ labels }) => labels.alertname);
const until = <T>(check: () => T): Promise<T> => vi.waitFor(check, { timeout: 20_000, interval: 50 });

test('messages go in order, one after the other, and what the other side said is kept', async () => {
  const id = await hook();
  post(id, group(1), group(2), group(3));
  await server.until(3);
  expect(server.posted.map(({ body }) => namesIn(body))).toEqual([['Rule1'], ['Rule2'], ['Rule3']]);
  await until(() => expect(rows().map(({ state }) => state)).toEqual(['sent', 'sent', 'sent']));
  expect(open.telling.outbox.read(rows()[0]!.id)).toMatchObject({ message: { title: 'Firing: Rule3' }, alerts: [{ labels: { alertname: 'Rule3' } }], attempts: [{ ok: true, status: 200, answer: 'ok' }] });
  expect(open.telling.receivers.list().find(receiver => receiver.id === id)).toMatchObject({ waiting: 0, lastError: null, lastSentAt: expect.any(Number) });
});

test('while the network is away they wait, over a restart too; when it is back they arrive', async () => {
  const port = await freePort();
  const id = await hook({}, `http://127.0.0.1:${port}/hook`);
  post(id, group(1), group(2));
  await until(() => expect(rows().at(-1)).toMatchObject({ state: 'waiting', attempts: 1, lastError: expect.stringContaining('ECONNREFUSED') }));
  await open.again();
  expect(rows()).toHaveLength(2);
  const back = await startWebhookServer(undefined, port);
  open.telling.outbox.wake(id); // what the page's button does; by itself it comes within a minute
  await back.until(2);
  expect(back.posted.map(({ body, headers }) => [...namesIn(body), headers['x-stratoscope-repeated']])).toEqual([['Rule1', undefined], ['Rule2', undefined]]); // nothing of them had arrived
  await back.stop();
});

test('an attempt that was cut off goes again after a restart, marked, under the same key', async () => {
  const id = await hook();
  answer = () => undefined; // it is there, and does not answer
  post(id, group(1));
  const [first] = await server.until(1);
  answer = (_posted, response) => { response.end('ok'); };
  await open.again();
  const [, second] = await server.until(2);
  expect(first!.headers['x-stratoscope-repeated']).toBeUndefined();
  expect(second!.headers).toMatchObject({ 'x-stratoscope-repeated': 'true', 'idempotency-key': first!.headers['idempotency-key'] });
  await until(() => expect(rows()).toMatchObject([{ state: 'sent', attempts: 2, repeated: true }]));
});

test('Retry-After is waited for; a refusal is given up at once and seen; by hand it goes again', async () => {
  const id = await hook();
  answer = (_posted, response) => { response.writeHead(429, { 'Retry-After': '3' }).end('slow down'); };
  post(id, group(1));
  const [first] = await server.until(1);
  answer = (_posted, response) => { response.writeHead(403).end('no such token'); };
  const [, second] = await server.until(2);
  expect(second!.at - first!.at).toBeGreaterThanOrEqual(2990);
  await until(() => expect(rows()).toMatchObject([{ state: 'failed', attempts: 2, lastError: 'no such token' }]));
  expect(open.telling.receivers.list().find(receiver => receiver.id === id)?.lastError).toMatchObject({ message: 'no such token' });
  answer = (_posted, response) => { response.end('ok'); };
  open.telling.outbox.retry(rows()[0]!.id);
  await until(() => expect(rows()).toMatchObject([{ state: 'sent', attempts: 3 }]));
});

test('a message is given up after its time, with the reason', async () => {
  open.telling.routing.write({ ...FIRST_ROUTING, giveUpMs: 1 });
  const id = await hook();
  answer = (_posted, response) => { response.writeHead(503).end('down'); };
  post(id, group(1));
  await until(() => expect(rows()).toMatchObject([{ state: 'failed', attempts: 1, lastError: 'down', nextAt: null }]));
});

test('beyond what a receiver takes, waiting messages become one: counted, the worst first, nothing lost', async () => {
  const id = await hook({ limits: { perMinute: 2, digestOver: 3 }, webhook: { preset: 'slack' } });
  post(id, ...Array.from({ length: 300 }, (_, i) => group(i, i === 250 ? 'critical' : 'warning')));
  const [only] = await server.until(1);
  const { text, blocks } = JSON.parse(only!.body) as { text: string; blocks: { text: { text: string } }[] };
  expect(text).toBe('300 firing');
  expect(blocks[1]!.text.text).toBe('1 critical, 299 warning');
  expect(blocks[2]!.text.text).toContain('Rule250');
  await until(() => expect(rows()).toMatchObject([{ state: 'sent', reason: 'digest', firing: 300 }]));
  expect(new Set(open.telling.outbox.read(rows()[0]!.id).alerts.map(({ labels }) => labels['alertname'])).size).toBe(300);
});

test('a receiver that is removed leaves nothing waiting', async () => {
  const id = await hook({}, `http://127.0.0.1:${await freePort()}/hook`);
  post(id, group(1));
  await until(() => expect(rows()).toMatchObject([{ state: 'waiting', attempts: 1 }]));
  await open.telling.receivers.remove(id);
  expect(rows()).toMatchObject([{ state: 'failed', lastError: 'Its receiver was removed.' }]);
});

test('with no window open the desktop’s messages wait for one', async () => {
  post(DESKTOP, group(1));
  await until(() => expect(rows()).toMatchObject([{ state: 'waiting', attempts: 1, lastError: 'No window was open to show it.' }]));
  const looking = new AbortController();
  for await (const notice of open.telling.desktop.follow(looking.signal)) {
    expect(notice).toMatchObject({ title: 'Firing: Rule1', status: 'firing', severity: 'warning', native: false });
    looking.abort();
  }
  await until(() => expect(rows()).toMatchObject([{ state: 'sent', attempts: 2 }]));
});

test('a test goes once, and tells what the other side said', async () => {
  answer = (_posted, response) => { response.writeHead(404).end('channel_not_found'); };
  const { signal } = new AbortController();
  expect(await open.telling.test(ReceiverConfig.parse({ name: 'x', kind: 'webhook', webhook: { preset: 'slack' } }), { url: `${server.url}/x` }, undefined, signal)).toMatchObject({ ok: false, status: 404, answer: 'channel_not_found' });
  expect(server.posted).toHaveLength(1);
  expect(rows()).toEqual([]);
});

test('secrets go where they were entered for, and nowhere else; a webhook’s address is one', async () => {
  const { receivers } = open.telling;
  const config = (url: string) => ReceiverConfig.parse({ name: 'am', kind: 'alertmanager', alertmanager: { url, username: 'ops' } });
  const { id, kept, destination } = await receivers.add(config('http://am-1:9093/x'), { password: 'pw' });
  expect({ kept, destination }).toEqual({ kept: ['password'], destination: 'http://am-1:9093' });
  await expect(receivers.edit(id, config('http://evil:9093'), {})).rejects.toMatchObject({ code: 'invalid-input', message: expect.stringContaining('entered for another place') });
  await expect(receivers.edit(id, config('http://am-1:9093/y'), {})).resolves.toMatchObject({ kept: ['password'] });
  const { destination: shown } = await receivers.add(ReceiverConfig.parse({ name: 'hook', kind: 'webhook' }), { url: 'https://hooks.example/services/T0/B0/very-secret' });
  expect(shown).toBe('https://hooks.example');
  expect(JSON.stringify(receivers.list())).not.toContain('very-secret');
  await expect(receivers.add(ReceiverConfig.parse({ name: 'old', kind: 'webhook', webhook: { preset: 'teams' } }), { url: 'https://x.webhook.office.com/a' })).rejects.toMatchObject({ message: expect.stringContaining('retired') });
});
