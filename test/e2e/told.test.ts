import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startHost } from '../servers/host.ts';
import { startWebhookServer } from '../servers/webhookserver.ts';
import { call } from './told.ts';

const NAMES = Array.from({ length: 12 }, (_, i) => `Rule${i}`);
const RULES = `groups: [{ name: many, interval: 1s, rules: [${NAMES.map(alert => `{ alert: ${alert}, expr: vector(1) }`).join(', ')}] }]`;
const MESSAGE_ROUTE = { groupWaitMs: 0, groupIntervalMs: 1000, groupBy: ['alertname'] };

test('killed twice while it tells what its rules have found: every alert is told at least once, and what is told again says so', { timeout: 120_000 }, async () => {
  const dir = mkdtempSync(join(tmpdir(), 'stratoscope-told-'));
  const slow: (() => void)[] = [];
  let quick = false;
  const hooks = await startWebhookServer((_posted, response) => { if (quick) response.end('ok'); else slow.push(() => response.end('ok')); });
  let host = await startHost(dir);
  try {
    const { id } = await call<{ id: string }>(host, 'receivers.add', { config: { name: 'hook', kind: 'webhook' }, secrets: { url: `${hooks.url}/hook` } });
    await call(host, 'receivers.setRouting', { routing: { routes: [{ receivers: [id], ...MESSAGE_ROUTE }] } });
    await call(host, 'rules.import', { name: 'many.yml', yaml: RULES });
    for (let kills = 0, before = 0; kills < 2; kills++) {
      await hooks.until(before + 1, 30_000);
      slow.pop()!(); // the newest is answered, the one after it never is
      await hooks.until(before + 2, 30_000);
      await host.kill();
      before = hooks.posted.length;
      host = await startHost(dir);
    }
    quick = true;
    for (const answer of slow) answer();
    const told = () => hooks.posted.flatMap(({ body }) => (JSON.parse(body) as { alerts: { labels: { alertname: string } }[] }).alerts.map(({ labels }) => labels.alertname));
    for (let count = hooks.posted.length; NAMES.some(name => !told().includes(name)); count++) await hooks.until(count + 1, 30_000);
    const messages = await call<readonly { state: string; attempts: number; repeated: boolean }[]>(host, 'receivers.messages', { receiver: id });
    expect(messages.filter(({ repeated }) => repeated).length).toBeGreaterThanOrEqual(2);
    const seen = new Map<string, number>();
    for (const { headers } of hooks.posted) {
      const key = String(headers['idempotency-key']);
      expect(headers['x-stratoscope-repeated'], key).toBe(seen.has(key) ? 'true' : undefined);
      seen.set(key, (seen.get(key) ?? 0) + 1);
    }
    expect([...seen.values()].filter(times => times > 1).length).toBeGreaterThanOrEqual(2);
    expect(new Set(told()).size).toBe(NAMES.length);
    expect(seen.size).toBe(NAMES.length); // one message a group, each once or marked
  } finally {
    await host.kill();
    await hooks.stop();
    rmSync(dir, { recursive: true, force: true });
  }
});
