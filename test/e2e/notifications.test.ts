import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { newVisitor, NO_CHROMIUM, startChromium } from '../servers/chromium.ts';
import { startHost } from '../servers/host.ts';
import { startWebhookServer } from '../servers/webhookserver.ts';
import { call } from './told.ts';

const RULES = 'groups: [{ name: shop, interval: 1s, rules: [{ alert: MemoryHigh, expr: vector(1), labels: { instance: pg-1 } }] }]';

test('in the page: a receiver is added after its test showed the other side’s answer, a route leads to it, what was told stands in the list, and a silence holds back what it says it would', { timeout: 120_000 }, async context => {
  const browser = await startChromium();
  if (!browser) return context.skip(NO_CHROMIUM);
  const dir = mkdtempSync(join(tmpdir(), 'stratoscope-notify-'));
  const hooks = await startWebhookServer((_posted, response) => { response.end('{"taken":true}'); });
  const host = await startHost(dir);
  try {
    const visitor = await newVisitor(browser);
    visitor.context.setDefaultTimeout(20_000);
    const page = await visitor.open((await call<{ url: string }>(host, 'access.link', {})).url);
    await page.goto(`${host.url}/notifications?open=new`);
    await page.getByRole('combobox', { name: 'Kind' }).click();
    await page.getByRole('option', { name: 'Webhook, as Alertmanager' }).click();
    await page.getByLabel('Name', { exact: true }).fill('Ticket desk');
    await page.getByRole('button', { name: 'Add: Address' }).click();
    await page.getByLabel('Address', { exact: true }).fill(`${hooks.url}/a-secret-path`);
    await page.getByRole('button', { name: 'Send a test' }).click();
    await page.getByText('Delivered').waitFor();
    expect(await page.locator('.remote-answer').textContent()).toBe('{"taken":true}');
    expect(JSON.parse(hooks.posted[0]!.body)).toMatchObject({ version: '4', alerts: [{ labels: { alertname: 'StratoscopeTest' } }] });
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.locator('.table-row', { hasText: 'No route leads here' }).waitFor();

    await page.getByRole('link', { name: 'Routes' }).click();
    await page.getByRole('combobox', { name: 'Told to' }).click();
    await page.getByRole('option', { name: 'Ticket desk' }).click();
    await page.keyboard.press('Escape');
    await page.locator('.route .receiver-more').click();
    await page.getByLabel('First wait').fill('0s');
    await page.getByRole('button', { name: 'Save routes' }).click();
    await page.getByText('Routes are saved.').waitFor();
    await call(host, 'rules.import', { name: 'shop.yml', yaml: RULES });
    await hooks.until(2);
    await page.getByRole('link', { name: 'Messages' }).click();
    await page.locator('.table-row', { hasText: 'Ticket desk' }).first().click();
    await page.locator('.message-attempts', { hasText: '200' }).waitFor();

    await page.goto(`${host.url}/silences?open=new`);
    await page.getByLabel('Alerts that meet all of').fill('alertname="MemoryHigh", instance=~"pg-.*"');
    await page.getByText('Meets 1 alert just now').waitFor();
    await page.getByLabel('Why').fill('a bigger machine comes');
    await page.locator('.side-buttons button[type=submit]').click();
    await page.locator('.table-row', { hasText: 'a bigger machine comes' }).waitFor();
    expect(await call(host, 'silences.list', {})).toMatchObject([{ state: 'active', alerts: 1, createdBy: 'owner' }]);
    expect(await (await host.get('/api/receivers.list', { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } })).text()).not.toContain('a-secret-path');
    expect(visitor.complaints).toEqual([]);
  } finally {
    await browser.close();
    await host.stop();
    await hooks.stop();
    rmSync(dir, { recursive: true, force: true });
  }
});
