import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { ReceiverConfig } from '../../../src-main/shared/model/receiver.ts';
import type { AlertInstance } from '../../../src-main/shared/model/alert.ts';
import type { Route, Routing } from '../../../src-main/shared/model/routing.ts';
import type { LabelMatcher } from '../../../src-main/shared/model/matcher.ts';
import { startAlertmanager } from '../../servers/alertmanager.ts';
import { startWebhookServer } from '../../servers/webhookserver.ts';
import { firing, resolved } from './alerts.ts';
import { openTestTelling } from './telling.ts';

const eq = (name: string, value: string): LabelMatcher => ({ name, op: '=', value });
const CONFIG = (url: string) => `
route:
  receiver: nobody
  group_by: [alertname]
  group_wait: 1s
  group_interval: 3s
  routes:
    - matchers: [ 'severity="critical"' ]
      receiver: pager
      group_by: [alertname, zone]
      continue: true
      repeat_interval: 1h
    - matchers: [ 'team=~"db|dba"', 'severity!="info"' ]
      receiver: db
      group_by: [ '...' ]
      repeat_interval: 1h
    - receiver: everything
      repeat_interval: 4s
inhibit_rules:
  - source_matchers: [ 'alertname="Offline"' ]
    target_matchers: [ 'alertname=~"Down|NoData"' ]
    equal: [zone]
receivers:
  - { name: nobody }
  - { name: everything, webhook_configs: [ { url: '${url}/everything', send_resolved: true } ] }
  - { name: pager, webhook_configs: [ { url: '${url}/pager', send_resolved: true, max_alerts: 2 } ] }
  - { name: db, webhook_configs: [ { url: '${url}/db', send_resolved: false } ] }
`;

const webhooks = await startWebhookServer();
const theirs = await startAlertmanager(CONFIG(`${webhooks.url}/theirs`));
afterAll(async () => {
  await theirs?.stop();
  await webhooks.stop();
});

/** What one of the two was told of a group, time after time, without what has to differ. */
function told(whose: 'ours' | 'theirs'): Record<string, unknown[]> {
  const groups: Record<string, unknown[]> = {};
  for (const { path, body } of webhooks.posted.filter(posted => posted.path.startsWith(`/${whose}/`))) {
    const { alerts, externalURL: _, groupKey, ...payload } = JSON.parse(body) as { alerts: Record<string, unknown>[]; groupKey: string; externalURL: string };
    const key = `${path.slice(whose.length + 2)} ${groupKey}`;
    (groups[key] ??= []).push({ ...payload, groupKey, alerts: alerts.map(({ generatorURL: _url, endsAt, startsAt, ...alert }) => ({ ...alert, startsAt: Date.parse(String(startsAt)), over: endsAt !== '0001-01-01T00:00:00Z' })) });
  }
  return groups;
}

test.skipIf(theirs === null)('a real Alertmanager and we post the same, group for group: waits, intervals, repeats, routes, silences, inhibition, what is resolved (skipped: no prometheus-alertmanager)', { timeout: 60_000 }, async () => {
  await using open = await openTestTelling();
  const { telling } = open;
  const receiver = async (name: string, more: object = {}) => (await telling.receivers.add(ReceiverConfig.parse({ name, kind: 'webhook', ...more }), { url: `${webhooks.url}/ours/${name}` })).id;
  const ids = { everything: await receiver('everything'), pager: await receiver('pager', { maxAlerts: 2 }), db: await receiver('db', { sendResolved: false }) };
  const route = (more: Partial<Route>): Route => ({ matchers: [], receivers: [], mute: false, continue: false, groupBy: ['alertname'], groupWaitMs: 1000, groupIntervalMs: 3000, repeatIntervalMs: 3_600_000, ...more });
  telling.routing.write({
    routes: [
      route({ matchers: [eq('severity', 'critical')], receivers: [ids.pager], groupBy: ['alertname', 'zone'], continue: true }),
      route({ matchers: [{ name: 'team', op: '=~', value: 'db|dba' }, { name: 'severity', op: '!=', value: 'info' }], receivers: [ids.db], groupBy: ['...'] }),
      route({ receivers: [ids.everything], repeatIntervalMs: 4000 }),
    ],
    inhibitRules: [{ sourceMatchers: [eq('alertname', 'Offline')], targetMatchers: [{ name: 'alertname', op: '=~', value: 'Down|NoData' }], equal: ['zone'] }],
    externalUrl: '', giveUpMs: 60_000,
  } satisfies Routing);
  const silence = { comment: 'planned', endsAt: Date.now() + 3_600_000 };
  telling.silences.create({ ...silence, matchers: [{ name: 'instance', op: '=~', value: 'quiet-.*' }] }, 'owner');
  await fetch(`${theirs!.url}/api/v2/silences`, {
    method: 'POST', headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ matchers: [{ name: 'instance', value: 'quiet-.*', isRegex: true, isEqual: true }], comment: 'planned', createdBy: 'owner', startsAt: new Date().toISOString(), endsAt: new Date(silence.endsAt).toISOString() }),
  });

  const alerts = new Map<string, AlertInstance>();
  const over = new Set<string>();
  const tell = async () => {
    telling.sink.take([...alerts.values()], Date.now());
    const news = [...alerts].filter(([key]) => !over.has(key)); // a resolved one that it hears of again comes back into its groups
    for (const [key, { state }] of news) if (state === 'resolved') over.add(key);
    const body = JSON.stringify(news.map(([, alert]) => alert).map(({ labels, annotations, firedAt, resolvedAt }) => ({ labels, annotations, startsAt: new Date(firedAt!).toISOString(), endsAt: new Date(resolvedAt ?? Date.now() + 300_000).toISOString() })));
    expect((await fetch(`${theirs!.url}/api/v2/alerts`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body })).status).toBe(200);
  };
  const fire = (key: string, labels: Record<string, string>) => alerts.set(key, firing(labels, Date.now(), { annotations: { summary: `about ${labels['instance']}`, dashboard: 'd' } }));
  const resolve = (...keys: string[]) => { for (const key of keys) alerts.set(key, resolved(alerts.get(key)!, Date.now())); };

  fire('cpu 1', { alertname: 'Cpu', instance: 'web-1', zone: 'a', severity: 'critical' });
  fire('cpu 2', { alertname: 'Cpu', instance: 'web-2', zone: 'a', severity: 'critical', job: 'node' });
  fire('cpu 3', { alertname: 'Cpu', instance: 'web-3', zone: 'b', severity: 'warning' });
  fire('db', { alertname: 'Lag', instance: 'db-1', team: 'dba', severity: 'warning' });
  fire('quiet', { alertname: 'Cpu', instance: 'quiet-1', zone: 'a', severity: 'critical' });
  fire('offline', { alertname: 'Offline', zone: 'a', severity: 'warning' });
  fire('down a', { alertname: 'Down', instance: 'web-1', zone: 'a', severity: 'critical' });
  fire('down b', { alertname: 'Down', instance: 'web-9', zone: 'b', severity: 'critical' });
  await tell();
  await delay(2500); // the groups were told at 1 s, and are told next at 4 s
  fire('cpu 4', { alertname: 'Cpu', instance: 'web-4', zone: 'a', severity: 'critical' });
  resolve('cpu 1', 'db', 'offline');
  await tell();
  await delay(3000); // 5.5 s; then 7 s
  resolve('cpu 2', 'cpu 3', 'cpu 4', 'down b');
  await tell();
  await delay(5500); // 11 s: after 10 s
  expect(told('ours')).toEqual(told('theirs'));
  expect(Object.keys(told('theirs')).length).toBeGreaterThanOrEqual(6); // and something was told
  expect(open.log).toEqual([]);
});
