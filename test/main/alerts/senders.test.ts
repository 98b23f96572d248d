import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sendWebhook } from '../../../src-main/alerts/senders/webhook.ts';
import type { Outgoing } from '../../../src-main/alerts/senders/sender.ts';
import { dingtalkSign, feishuSign } from '../../../src-main/alerts/senders/signing.ts';
import type { Telling } from '../../../src-main/alerts/telling.ts';
import type { ReceiverSecrets } from '../../../src-main/shared/contract/receivers.ts';
import type { MessageAlert } from '../../../src-main/shared/model/message.ts';
import { ReceiverConfig, type ReceiverInput, type WebhookPreset } from '../../../src-main/shared/model/receiver.ts';
import { type Answering, startWebhookServer, type WebhookServer } from '../../servers/webhookserver.ts';

const AT = Date.UTC(2025, 10, 20, 7, 24, 0); // 1763623440 s
const alert = (i: number, severity: string, more: Partial<MessageAlert> = {}): MessageAlert => ({
  fingerprint: String(i).padStart(16, '0'), status: 'firing', labels: { alertname: 'Cpu', instance: `web-${i}`, severity }, annotations: { summary: `处理器繁忙 ${i}` }, startsAt: AT - 60_000, endsAt: null, ...more,
});
const telling = (alerts: readonly MessageAlert[], more: Partial<Telling> = {}): Telling => ({ reason: 'group', groupKey: '{}/{}:{alertname="Cpu"}', groupLabels: { alertname: 'Cpu' }, alerts, groups: 1, ...more });
const outgoing = (config: ReceiverInput, secrets: ReceiverSecrets, what = telling([alert(1, 'critical')]), more: Partial<Outgoing> = {}): Outgoing =>
  ({ id: 'm-1', telling: what, config: ReceiverConfig.parse(config), secrets, repeated: false, createdAt: AT, now: AT, externalUrl: 'https://desk.example', ...more });
const webhook = (preset: WebhookPreset, more: object = {}): ReceiverInput => ({ name: 'hook', kind: 'webhook', webhook: { preset, ...more } });
const never = new AbortController().signal;

let server: WebhookServer;
let answer: Answering;
beforeEach(async () => {
  answer = (_posted, response) => { response.end('ok'); };
  server = await startWebhookServer((posted, response) => answer(posted, response));
});
afterEach(() => server.stop());
const json = (text: string | undefined): Record<string, unknown> => JSON.parse(text ?? '') as Record<string, unknown>;
const answering = (body: object, status = 200, headers: Record<string, string> = {}) => { answer = (_posted, response) => { response.writeHead(status, headers).end(JSON.stringify(body)); }; };

test('signatures are those that others have computed for the same secret and time', () => {
  expect(dingtalkSign('SECexample', 1763623440000)).toBe('FETFCNzQomqO/s+Au7Ix+muHv0Pz0eAaXKTlcP23+6w=');
  expect(feishuSign('SECexample', 1763623440)).toBe('ZCSlR4V8aBm/tiFHrTYg1+PnYm2ytXk+iu3p4TJBzW0=');
});

describe('what a chat is sent', () => {
  const storm = telling(Array.from({ length: 300 }, (_, i) => alert(i, i === 299 ? 'critical' : 'warning')));

  test('DingTalk: markdown, signed in the query, time in ms', async () => {
    answering({ errcode: 0, errmsg: 'ok' });
    const { fate } = await sendWebhook(outgoing(webhook('dingtalk'), { url: `${server.url}/robot/send?access_token=abc`, signingKey: 'SECexample' }), never);
    expect(fate).toBe('sent');
    const url = new URL(server.posted[0]!.path, server.url);
    expect(Object.fromEntries(url.searchParams)).toEqual({ access_token: 'abc', timestamp: '1763623440000', sign: 'FETFCNzQomqO/s+Au7Ix+muHv0Pz0eAaXKTlcP23+6w=' });
    expect(json(server.posted[0]!.body)).toMatchObject({ msgtype: 'markdown', markdown: { title: 'Firing: Cpu · web-1', text: expect.stringContaining('web-1') }, at: { isAtAll: false } });
  });

  test('Feishu: a card, signed in the body, time in seconds', async () => {
    answering({ code: 0, msg: 'success' });
    const { fate } = await sendWebhook(outgoing(webhook('feishu'), { url: `${server.url}/open-apis/bot/v2/hook/x`, signingKey: 'SECexample' }), never);
    expect(fate).toBe('sent');
    expect(json(server.posted[0]!.body)).toMatchObject({ timestamp: '1763623440', sign: 'ZCSlR4V8aBm/tiFHrTYg1+PnYm2ytXk+iu3p4TJBzW0=', msg_type: 'interactive', card: { header: { template: 'red', title: { tag: 'plain_text', content: 'Firing: Cpu · web-1' } } } });
  });

  test('WeCom: at most 4096 bytes, however many alerts; the worst is told first and the rest is counted', async () => {
    answering({ errcode: 0 });
    await sendWebhook(outgoing({ ...webhook('wecom'), language: 'zh' }, { url: `${server.url}/cgi-bin/webhook/send?key=k` }, storm), never);
    const { markdown } = json(server.posted[0]!.body) as { markdown: { content: string } };
    expect(Buffer.byteLength(markdown.content)).toBeLessThanOrEqual(4096);
    expect(Buffer.byteLength(markdown.content)).toBeGreaterThan(3500); // and uses them
    const lines = markdown.content.split('\n\n').filter(line => line.startsWith('- '));
    expect(lines[0]).toContain('web-299');
    expect(markdown.content).toContain('300 条触发');
    expect(markdown.content).toContain(`另有 ${300 - lines.length} 条（${300 - lines.length} warning）`);
  });

  test('Feishu and Teams stay within their bodies, Slack within its blocks', async () => {
    answering({ code: 0 });
    for (const preset of ['feishu', 'teams', 'slack'] as const) await sendWebhook(outgoing(webhook(preset), { url: `${server.url}/${preset}` }, storm), never);
    const [feishu, teams, slack] = server.posted.map(({ body }) => body);
    expect(Buffer.byteLength(feishu!)).toBeLessThanOrEqual(20 * 1024);
    expect(Buffer.byteLength(teams!)).toBeLessThanOrEqual(28 * 1024);
    expect(json(teams)).toMatchObject({ type: 'message', attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content: { type: 'AdaptiveCard', version: '1.4' } }] });
    const { blocks, text } = json(slack) as { blocks: { type: string; text: { text: string } }[]; text: string };
    expect(blocks.length).toBeLessThanOrEqual(50);
    expect(blocks[0]).toEqual({ type: 'header', text: { type: 'plain_text', text: 'Cpu: 300 firing', emoji: false } });
    expect(text).toBe('Cpu: 300 firing');
    expect(blocks.every(block => block.text.text.length <= 3000)).toBe(true);
  });

  test('a label’s value calls nobody and makes no link', async () => {
    const evil = telling([alert(1, 'critical', { labels: { alertname: '<!channel>', instance: '[click](http://evil)' }, annotations: { summary: '<at user_id="all"></at>' } })]);
    for (const preset of ['slack', 'wecom', 'dingtalk', 'feishu', 'teams'] as const) await sendWebhook(outgoing(webhook(preset), { url: `${server.url}/${preset}` }, evil), never);
    const [slack, wecom, dingtalk, feishu, teams] = server.posted.map(({ body }) => body);
    const { text, blocks } = json(slack) as { text: string; blocks: { text: { type: string; text: string } }[] };
    for (const read of [text, ...blocks.filter(block => block.text.type === 'mrkdwn').map(block => block.text.text)]) expect(read).not.toMatch(/<!|<at/);
    for (const markdown of [wecom, JSON.stringify((json(dingtalk) as { markdown: { text: string } }).markdown.text)]) expect(markdown).not.toMatch(/<!|<at|\[click\]\(/);
    expect(feishu).not.toContain('lark_md');
    expect(teams).not.toMatch(/[^\\]\[click/);
  });

  test.each([
    { preset: 'dingtalk', body: { errcode: 310000, errmsg: 'sign not match' }, fate: 'refused' },
    { preset: 'dingtalk', body: { errcode: 130101, errmsg: 'send too fast' }, fate: 'again', retryAfterMs: 600_000 },
    { preset: 'feishu', body: { code: 19021, msg: 'sign match fail or timestamp is not within one hour from current time' }, fate: 'refused' },
    { preset: 'feishu', body: { code: 11232, msg: 'frequency limited' }, fate: 'again', retryAfterMs: 60_000 },
    { preset: 'wecom', body: { errcode: 93000, errmsg: 'invalid webhook url' }, fate: 'refused' },
    { preset: 'wecom', body: { errcode: 45009, errmsg: 'api freq out of limit' }, fate: 'again', retryAfterMs: 60_000 },
    { preset: 'wecom', body: { hello: 'world' }, fate: 'refused' },
  ] as const)('$preset answers 200 and $body: $fate', async ({ preset, body, fate, ...rest }) => {
    answering(body);
    expect(await sendWebhook(outgoing(webhook(preset), { url: `${server.url}/x` }), never)).toMatchObject({ fate, status: 200, retryAfterMs: null, ...rest });
  });
});

describe('a webhook of one’s own', () => {
  test('gets Alertmanager’s payload, version 4, and nothing else', async () => {
    const over = alert(2, 'warning', { status: 'resolved', endsAt: AT });
    await sendWebhook(outgoing(webhook('alertmanager'), { url: `${server.url}/hook` }, telling([alert(1, 'warning'), over])), never);
    expect(json(server.posted[0]!.body)).toEqual({
      receiver: 'hook', status: 'firing', version: '4', groupKey: '{}/{}:{alertname="Cpu"}', truncatedAlerts: 0, externalURL: 'https://desk.example',
      groupLabels: { alertname: 'Cpu' }, commonLabels: { alertname: 'Cpu', severity: 'warning' }, commonAnnotations: {},
      alerts: [
        { status: 'firing', labels: { alertname: 'Cpu', instance: 'web-1', severity: 'warning' }, annotations: { summary: '处理器繁忙 1' }, startsAt: '2025-11-20T07:23:00.000Z', endsAt: '0001-01-01T00:00:00Z', generatorURL: 'https://desk.example/alerts?open=0000000000000001', fingerprint: '0000000000000001' },
        { status: 'resolved', labels: { alertname: 'Cpu', instance: 'web-2', severity: 'warning' }, annotations: { summary: '处理器繁忙 2' }, startsAt: '2025-11-20T07:23:00.000Z', endsAt: '2025-11-20T07:24:00.000Z', generatorURL: 'https://desk.example/alerts?open=0000000000000002', fingerprint: '0000000000000002' },
      ],
    });
    expect(server.posted[0]!.headers).toMatchObject({ 'content-type': 'application/json', 'idempotency-key': 'm-1' });
  });

  test('is signed over time and body, carries its token and headers', async () => {
    await sendWebhook(outgoing(webhook('alertmanager', { headers: { 'X-Team': 'ops' } }), { url: `${server.url}/hook`, signingKey: 'k', bearer: 'the-token' }), never);
    const { headers, body } = server.posted[0]!;
    const v1 = createHmac('sha256', 'k').update(`1763623440.${body}`).digest('hex');
    expect(headers).toMatchObject({ 'x-stratoscope-signature': `t=1763623440,v1=${v1}`, authorization: 'Bearer the-token', 'x-team': 'ops' });
  });

  test('a repeated message says so, with the same key', async () => {
    await sendWebhook(outgoing(webhook('alertmanager'), { url: `${server.url}/hook` }, undefined, { repeated: true }), never);
    expect(server.posted[0]!.headers).toMatchObject({ 'idempotency-key': 'm-1', 'x-stratoscope-repeated': 'true' });
    expect(json(server.posted[0]!.body)).toMatchObject({ version: '4', repeated: true });
    answering({ code: 0 });
    await sendWebhook(outgoing(webhook('feishu'), { url: `${server.url}/f` }, undefined, { repeated: true }), never);
    expect(server.posted[1]!.body).toContain('This message may have been delivered before.');
  });

  test('a body of the user’s: a Go template over what Alertmanager’s templates see', async () => {
    const body = '{"title":{{ .CommonLabels.alertname | toJson }},"n":{{ len .Alerts.Firing }},"ok":{{ len .Alerts.Resolved }},"who":[{{ range $i, $a := .Alerts }}{{ if $i }},{{ end }}{{ $a.Labels.instance | toUpper | toJson }}{{ end }}],"status":"{{ .Status }}"}';
    await sendWebhook(outgoing(webhook('custom', { body, method: 'PUT', contentType: 'application/vnd.x+json' }), { url: `${server.url}/hook` }, telling([alert(1, 'a'), alert(2, 'b', { status: 'resolved', endsAt: AT })])), never);
    expect(server.posted[0]).toMatchObject({ method: 'PUT', body: '{"title":"Cpu","n":1,"ok":1,"who":["WEB-1","WEB-2"],"status":"firing"}' });
    expect(server.posted[0]!.headers['content-type']).toBe('application/vnd.x+json');
  });
});

describe('what becomes of an attempt', () => {
  const send = (url = `${server.url}/hook/a-secret-path`) => sendWebhook(outgoing(webhook('alertmanager'), { url }), never);

  test.each([
    { status: 204, fate: 'sent' }, { status: 400, fate: 'refused' }, { status: 401, fate: 'refused' }, { status: 404, fate: 'refused' }, { status: 410, fate: 'refused' },
    { status: 408, fate: 'again' }, { status: 429, fate: 'again' }, { status: 500, fate: 'again' }, { status: 503, fate: 'again' },
  ])('HTTP $status: $fate', async ({ status, fate }) => {
    answer = (_posted, response) => { response.writeHead(status).end(); };
    expect(await send()).toMatchObject({ fate, status, answered: true });
  });

  test('Retry-After counts, in seconds', async () => {
    answer = (_posted, response) => { response.writeHead(429, { 'Retry-After': '17' }).end(); };
    expect(await send()).toMatchObject({ fate: 'again', retryAfterMs: 17_000 });
  });

  test('a redirect is not followed', async () => {
    answer = (_posted, response) => { response.writeHead(307, { Location: '/elsewhere' }).end(); };
    expect(await send()).toMatchObject({ fate: 'refused', status: 307, answer: expect.stringContaining('Redirects are not followed') });
    expect(server.posted.map(({ path }) => path)).toEqual(['/hook/a-secret-path']);
  });

  test('a connection that breaks after the request leaves it unsure; one that never stood does not', async () => {
    answer = (_posted, response) => { response.destroy(); };
    expect(await send()).toMatchObject({ fate: 'unsure', status: null });
    const { url } = server;
    await server.stop();
    expect(await send(`${url}/x`)).toMatchObject({ fate: 'again', answer: expect.stringContaining('ECONNREFUSED') });
    server = await startWebhookServer();
  });

  test('a long answer is not read to its end, and what is kept of it shows no secret', async () => {
    answer = ({ path }, response) => { response.write(`no such hook: ${path} `); response.end('x'.repeat(5_000_000)); };
    const { answer: kept } = await send();
    expect(kept.length).toBeLessThan(2100);
    expect(kept).toContain('no such hook: •••');
    expect(kept).not.toContain('a-secret-path');
  });

  test.each(['http://169.254.169.254/latest/meta-data', 'http://[fe80::1]/x'])('nothing is sent to %s', async url => {
    expect(await send(url)).toMatchObject({ fate: 'refused', answer: expect.stringContaining('link-local') });
  });
});
