import type { Page } from 'playwright-core';
import type { RunningHost } from '../servers/host.ts';
import { startWebhookServer, type WebhookServer } from '../servers/webhookserver.ts';

/** Receivers in every state, routes, silences and messages of a host whose rules have found something. */
export interface Told {
  readonly silence: string;
  readonly receivers: Readonly<Record<string, string>>;
  readonly hooks: WebhookServer;
  stop(): Promise<void>;
}

export async function call<T>(host: RunningHost, procedure: string, input: unknown): Promise<T> {
  const response = await host.get(`/api/${procedure}`, { method: 'POST', body: JSON.stringify(input), headers: { 'content-type': 'application/json' } });
  const answer = await response.json() as { data: T; error?: unknown };
  if (!response.ok) throw new Error(`${procedure}: ${JSON.stringify(answer)}`);
  return answer.data;
}

const alert = (name: string, instance: string, severity: string, summary: string) => `
      - alert: ${name}
        expr: label_replace(vector(93.6), "instance", "${instance}", "", "")
        labels: { severity: ${severity}, team: shop }
        annotations: { summary: "${summary}" }`;
const RULES = `
groups:
  - name: shop
    interval: 1s
    rules:${alert('DiskFillsSoon', 'ci-runner-07', 'critical', 'the file system /var is full in 2 h')}${alert('CpuSaturated', 'ingest-02', 'warning', 'the processor is at 94 % for 10 min')}${alert('CertificateExpires', 'shop.example.com', 'info', 'the certificate expires in 6 d')}${alert('MemoryHigh', 'pg-primary-1', 'critical', 'memory is at 94 % for 10 min')}
`;

export async function startTold(host: RunningHost): Promise<Told> {
  const hooks = await startWebhookServer(({ path }, response) => {
    if (path === '/ok') response.end('{"errcode":0,"errmsg":"ok"}');
    else if (path === '/busy') response.writeHead(503, { 'Retry-After': '600' }).end('upstream connect error');
    else response.writeHead(403).end('{"error":"invalid_token","detail":"no such hook"}');
  });
  const add = async (config: object, url: string) => (await call<{ id: string }>(host, 'receivers.add', { config, secrets: { url: `${hooks.url}${url}` } })).id;
  const hook = (name: string, preset: string, more: object = {}) => ({ name, kind: 'webhook', webhook: { preset }, limits: { digestOver: 0 }, ...more });
  const receivers = {
    dingtalk: await add(hook('DingTalk ops', 'dingtalk', { language: 'zh' }), '/ok'), slack: await add(hook('Slack #alerts', 'slack'), '/gone'), own: await add(hook('Ticket desk', 'alertmanager'), '/busy'),
    mail: (await call<{ id: string }>(host, 'receivers.add', { config: { name: 'On-call mail', kind: 'email', email: { host: 'smtp.example.org', from: 'Stratoscope <desk@example.org>', to: ['ops@example.org', 'night@example.org'] } } })).id,
  };
  const matcher = (name: string, op: string, value: string) => ({ name, op, value });
  const times = { groupWaitMs: 0, groupIntervalMs: 60_000 };
  await call(host, 'receivers.setRouting', { routing: {
    routes: [
      { matchers: [matcher('severity', '=', 'critical')], receivers: [receivers.dingtalk, receivers.slack], continue: true, ...times }, { matchers: [matcher('team', '=~', 'shop|db')], receivers: [receivers.own], groupBy: ['alertname', 'team'], ...times },
      { matchers: [matcher('severity', '=', 'info')], mute: true }, { receivers: ['desktop'] },
    ],
    inhibitRules: [{ sourceMatchers: [matcher('alertname', '=', 'StratoscopeOffline')], targetMatchers: [matcher('alertname', '=~', 'MachineDown|NoData')] }],
  } });
  const hour = 3_600_000, now = Date.now();
  const silence = (comment: string, matchers: object[], endsAt: number, startsAt = now) => call<{ id: string }>(host, 'silences.create', { silence: { matchers, comment, startsAt, endsAt } });
  const { id } = await silence('Log rotation is planned for 15:00, ticket OPS-2291', [matcher('alertname', '=', 'CpuSaturated'), matcher('instance', '=~', 'ingest-.*')], now + 2 * hour);
  await silence('Move of the racks in zone b', [matcher('zone', '=', 'b')], now + 30 * hour, now + 24 * hour);
  const over = await silence('New disk comes today', [matcher('instance', '=', 'nas'), matcher('severity', '!=', 'critical')], now + hour);
  await call(host, 'silences.expire', { id: over.id });
  await call(host, 'rules.import', { name: 'shop.yml', yaml: RULES });
  await hooks.until(5, 30_000);
  return { silence: id, receivers, hooks, stop: () => hooks.stop() };
}

interface Shot { readonly name: string; readonly path: string; readonly act?: (page: Page) => Promise<unknown>; readonly main?: boolean }

/** What is shown of silences, receivers, routes and messages. */
export function toldShots({ silence, receivers }: Told): Shot[] {
  const open = (id: string | undefined) => `/notifications?open=${id}`;
  return [
    { name: 'silences', path: '/silences?', main: true },
    { name: 'silence', path: `/silences?open=${silence}`, main: true },
    { name: 'silence-new', path: `/silences?open=new&match=${encodeURIComponent('{alertname="MemoryHigh",instance="pg-primary-1",team="shop"}')}` },
    { name: 'silence-problems', path: '/silences?open=new', act: page => page.locator('.side-buttons button[type=submit]').click() },
    { name: 'notifications', path: '/notifications?', main: true },
    { name: 'notifications-mail', path: open(receivers['mail']), main: true },
    { name: 'notifications-test-good', path: open(receivers['dingtalk']), act: async page => { await page.locator('.side-buttons button').nth(1).click(); await page.locator('.remote-answer').waitFor(); } },
    { name: 'notifications-test-failed', path: open(receivers['slack']), act: async page => { await page.locator('.side-buttons button').nth(1).click(); await page.locator('.remote-answer').waitFor(); } },
    { name: 'notifications-own', path: open(receivers['own']) },
    { name: 'notifications-new', path: '/notifications?open=new', act: async page => { await page.locator('.side-buttons button[type=submit]').click(); } },
    { name: 'notifications-desktop', path: open('desktop') },
    { name: 'notifications-routes', path: '/notifications/routes?', main: true },
    { name: 'notifications-routes-open', path: '/notifications/routes?', act: page => page.locator('.route .receiver-more').first().click() },
    { name: 'notifications-messages', path: '/notifications/messages?', main: true },
    { name: 'notifications-message', path: '/notifications/messages?', act: async page => { await page.locator('.table-row', { hasText: 'Slack' }).first().click(); await page.locator('.message-attempts li').first().waitFor(); } },
  ];
}
