import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { NO_CHROMIUM, startChromium } from '../servers/chromium.ts';
import { startHost } from '../servers/host.ts';
import { knowsOnly1, startStoringReceiver } from '../servers/storingreceiver.ts';

test('samples are exported to a file, and a destination is tried, added and gets what is stored', { timeout: 120_000 }, async ({ skip }) => {
  await using open = new AsyncDisposableStack();
  const dir = mkdtempSync(join(tmpdir(), 'stratoscope-outgoing-'));
  open.defer(() => rmSync(dir, { recursive: true, force: true }));
  const browser = await startChromium();
  if (browser === null) return skip(NO_CHROMIUM);
  open.defer(() => browser.close());
  const host = await startHost(dir, []);
  open.defer(async () => { await host.stop(); });
  const receiver = await startStoringReceiver(knowsOnly1);
  open.defer(() => receiver.stop());
  const page = await browser.newPage({ locale: 'en-GB' });
  page.setDefaultTimeout(60_000);
  const { data } = await (await host.get('/api/access.link', { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } })).json() as { data: { url: string } };
  await page.goto(data.url);

  await page.goto(`${host.url}/export?open=new`);
  await page.getByText('JSON lines').click();
  await page.getByRole('button', { name: 'Start' }).click();
  await page.locator('.table-row', { hasText: 'done' }).waitFor();
  expect(await page.locator('.table-row').first().textContent()).toContain('JSON lines');
  await page.locator('.table-row').first().hover(); // its buttons come with the pointer
  const href = await page.locator('.table-row a[download]').getAttribute('href');
  const lines = (await (await host.get(href ?? '')).text()).trimEnd().split('\n');
  expect(lines.every(line => (JSON.parse(line) as { metric: Record<string, string> }).metric['job'] === 'node')).toBe(true);

  await page.goto(`${host.url}/export/sending?open=new`);
  await page.getByLabel('Name').fill('far');
  await page.getByLabel('URL').fill(receiver.url);
  await page.getByRole('button', { name: 'Test' }).click();
  await page.getByText('The sample was stored').waitFor();
  expect(await page.locator('.outgoing-trial').textContent()).toContain('does not understand this version');
  await page.locator('form').getByRole('button', { name: 'Add a destination' }).click();
  await page.locator('.table-row', { hasText: 'far' }).waitFor();
  await receiver.until(() => receiver.stored.some(sample => sample.startsWith('node_load1')));
  await page.getByText('Sent on to far').waitFor();
  await page.locator('.table-row', { hasText: 'far' }).hover();
  await page.getByLabel('Pause far').click();
  await page.locator('.table-row', { hasText: 'paused' }).waitFor();
});
