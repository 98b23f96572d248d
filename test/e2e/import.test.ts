import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { newVisitor, NO_CHROMIUM, startChromium, type Visitor } from '../servers/chromium.ts';
import { type RunningHost, startHost } from '../servers/host.ts';

vi.setConfig({ testTimeout: 90_000, hookTimeout: 60_000 });
const T0 = Date.UTC(2026, 0, 15);

let browser: Browser | null;
let dir: string;
let host: RunningHost;
let visitor: Visitor;
let page: Page;

beforeAll(async () => {
  browser = await startChromium();
  if (!browser) return;
  dir = mkdtempSync(join(tmpdir(), 'stratoscope-import-'));
  host = await startHost(dir);
  visitor = await newVisitor(browser);
  visitor.context.setDefaultTimeout(20_000);
  const answer = await (await host.get('/api/access.link', { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } })).json() as { data: { url: string } };
  page = await visitor.open(answer.data.url);
});
beforeEach(context => { if (!browser) context.skip(NO_CHROMIUM); });
afterAll(async () => {
  await browser?.close();
  await host?.stop();
  if (dir) rmSync(dir, { recursive: true, force: true });
});

test('a CSV file is looked at, its columns are given their meaning, and it is brought in; a file with a mistake says where', async () => {
  const path = join(dir, 'rooms.csv');
  writeFileSync(path, `time,room,value,note\n${Array.from({ length: 50 }, (_, i) => `${new Date(T0 + i * 60_000).toISOString()},${i % 2 === 0 ? 'attic' : 'cellar'},${20 + i / 10},x`).join('\n')}\n`);
  await page.goto(`${host.url}/import`);
  await page.getByRole('button', { name: 'New import' }).first().click();
  await page.locator('.mantine-SegmentedControl-label', { hasText: 'CSV' }).click();
  await page.getByLabel('File').fill(path);
  await page.getByRole('button', { name: 'Read columns' }).click();
  await page.getByRole('cell', { name: 'attic' }).first().waitFor();
  expect(await page.locator('.imports-fields input').first().inputValue()).toBe('time'); // guessed from its name, as the rest
  await page.getByRole('button', { name: 'Import', exact: true }).click();
  const row = page.locator('.table-row', { hasText: 'rooms.csv' });
  await row.getByText('Done').waitFor();
  await row.getByText('100').waitFor();
  const answer = await host.ask<{ result: { metric: object; value: [number, string] }[] }>('/api/v1/query', { query: 'count_over_time(value[2h])', time: String(T0 / 1000 + 3600) });
  expect(answer.result.map(({ metric, value }) => ({ metric, value: value[1] }))).toEqual([{ metric: { note: 'x', room: 'attic' }, value: '25' }, { metric: { note: 'x', room: 'cellar' }, value: '25' }]);

  const bad = join(dir, 'bad.om');
  writeFileSync(bad, 'rooms 20 1768435200\nrooms twenty 1768435260\n');
  await page.getByRole('button', { name: 'New import' }).click();
  await page.getByRole('button', { name: 'Import', exact: true }).click();
  await page.getByText('An address that begins with http://').waitFor(); // the form says what is missing
  await page.locator('.mantine-SegmentedControl-label', { hasText: 'OpenMetrics' }).click();
  await page.getByLabel('File').fill(bad);
  await page.getByRole('button', { name: 'Import', exact: true }).click();
  const failed = page.locator('.table-row', { hasText: 'bad.om' });
  await failed.getByText(/^line 2, column 7: expected a value/).waitFor();
  writeFileSync(bad, 'rooms 20 1768435200\nrooms 20 1768435260\n');
  await failed.hover();
  await page.getByRole('button', { name: `Resume ${bad}` }).click();
  await failed.getByText('Done').waitFor();
  await failed.hover();
  await page.getByRole('button', { name: `Take off the list ${bad}` }).click();
  await failed.waitFor({ state: 'detached' });
  expect(visitor.complaints).toEqual([]);
});
