import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { SCREENS } from '../../src-renderer/frame/screens.ts';
import { text } from '../../src-renderer/frame/text.ts';
import { newVisitor, NO_CHROMIUM, startChromium, type Visitor } from '../servers/chromium.ts';
import { type RunningHost, startHost } from '../servers/host.ts';
import { type NodeExporter, startNodeExporter } from '../servers/nodeexporter.ts';

const INSTANCE = 'box.example:9100';
const MEMORY = `node_memory_MemTotal_bytes{instance="${INSTANCE}"}`;
const CLOSED_PORT = 'http://127.0.0.1:9/metrics';

let browser: Browser | null;
let exporter: NodeExporter | null;
let host: RunningHost;
let readyAt: number;
let visitor: Visitor;
let page: Page;
let dir: string;

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'stratoscope-page-'));
  [browser, exporter] = await Promise.all([startChromium(), startNodeExporter()]);
  if (!browser || !exporter) return;
  host = await startHost(dir, []);
  readyAt = Date.now();
  visitor = await newVisitor(browser, { acceptDownloads: true });
  visitor.context.setDefaultTimeout(10_000);
  page = await visitor.open(await freshLink());
});

beforeEach(context => {
  if (!browser) context.skip(NO_CHROMIUM);
  if (!exporter) context.skip('prometheus-node-exporter is not installed');
});

afterEach(() => { expect(visitor?.complaints ?? []).toEqual([]); });

afterAll(async () => {
  await browser?.close();
  await host?.stop();
  await exporter?.stop();
  rmSync(dir, { recursive: true, force: true });
});

async function freshLink(): Promise<string> {
  const answer = await host.get('/api/access.link', { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } });
  return ((await answer.json()) as { data: { url: string } }).data.url;
}

/** figures come with the next scrape and show with the next refresh, five seconds each */
const SOON = { timeout: 20_000 };

const visit = (screen: string) => page.getByRole('navigation').getByRole('link', { name: screen }).click();
const textOf = (locator: Locator) => locator.evaluate(element => (element.textContent ?? '').replace(/[\u2009\u00a0]/g, ' '));
const shows = (locator: Locator, pattern: RegExp, timeout = SOON.timeout) => expect.poll(() => textOf(locator), { timeout }).toMatch(pattern);
const rowOf = (name: string) => page.locator('.table-row', { hasText: name });
const query = (promql: string, time = Date.now()) => host.ask<{ result: { value: [number, string] }[] }>('/api/v1/query', { query: promql, time: String(time / 1000) });
const exporterSays = async (metric: string) => Number(new RegExp(`^${metric} (\\S+)$`, 'm').exec(await exporter!.page())?.[1]);

/** Ctrl-K, some letters, Enter once the first hit is what is meant. */
async function search(letters: string, hit: string): Promise<void> {
  await page.keyboard.press('Control+k');
  await expect.poll(() => page.evaluate(() => document.activeElement?.matches('.mantine-Spotlight-search')), SOON).toBe(true);
  await page.keyboard.type(letters);
  await page.locator('.mantine-Spotlight-action[data-selected]', { hasText: hit }).waitFor();
  await page.keyboard.press('Enter');
}

async function downloaded(click: () => Promise<void>): Promise<string> {
  const [download] = await Promise.all([page.waitForEvent('download'), click()]);
  return readFileSync(await download.path(), 'utf8');
}

/** How many pixels of the chart have exactly the colour of its first series. */
const inked = (chart: Locator) => chart.locator('canvas').evaluate(element => {
  const canvas = new OffscreenCanvas((element as HTMLCanvasElement).width, (element as HTMLCanvasElement).height);
  canvas.getContext('2d')!.drawImage(element as HTMLCanvasElement, 0, 0);
  const hex = getComputedStyle(document.documentElement).getPropertyValue('--series-1').trim();
  const [red, green, blue] = [1, 3, 5].map(at => Number.parseInt(hex.slice(at, at + 2), 16));
  const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
  let count = 0;
  for (let i = 0; i < data.length; i += 4) if (data[i] === red && data[i + 1] === green && data[i + 2] === blue) count++;
  return count;
});

test('within ten seconds of being ready the overview shows this computer as it is', async () => {
  const row = page.locator('.fleet-machine', { hasText: 'this computer' });
  await shows(row, /\d %.*\d %/);
  expect(Date.now() - readyAt).toBeLessThan(10_000);
  const meminfo = readFileSync('/proc/meminfo', 'utf8');
  const kib = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(meminfo)![1]);
  const cells = await row.locator('td').allTextContents();
  expect(await textOf(row)).toContain(hostname());
  const used = 100 * (1 - kib('MemAvailable') / kib('MemTotal'));
  expect(cells.map(cell => Number.parseFloat(cell)).some(percent => Math.abs(percent - used) < 5), `${cells} has ${used}`).toBe(true);
  await shows(page.locator('.status'), /2 of 2 targets/);
});

test('a connection test names the step that fails, and says of each step what it found', async () => {
  await visit('Targets');
  await page.getByRole('button', { name: 'Add targets' }).click();
  const form = page.getByRole('dialog', { name: 'Add targets' });
  await form.getByLabel('URL').fill(CLOSED_PORT);
  await form.getByRole('button', { name: 'Test' }).click();
  await form.getByRole('heading', { name: 'Fails at: Connection' }).waitFor();
  expect(await form.locator('.target-test li b').allTextContents()).toEqual(['Address', 'Name', 'Connection']);
  await form.getByLabel('URL').fill(`${exporter!.url}/metrics`);
  await form.getByRole('button', { name: 'Test' }).click();
  await form.getByRole('heading', { name: 'It works' }).waitFor();
  expect(await form.locator('.target-test li b').allTextContents()).toEqual(['Address', 'Name', 'Connection', 'Request', 'Page']);
  const samples = (await exporter!.page()).split('\n').filter(line => line !== '' && !line.startsWith('#')).length;
  expect(await textOf(form.locator('.target-test li').last())).toContain(`${samples} samples`);
});

test('a target added through the form is scraped', async () => {
  const form = page.getByRole('dialog', { name: 'Add targets' });
  await form.getByRole('button', { name: 'Add', exact: true }).click();
  await form.getByText('Write a name like node').waitFor(); // its port says nothing about its job
  await form.getByRole('textbox', { name: 'Job' }).fill('node');
  await form.getByRole('textbox', { name: 'Instance' }).fill(INSTANCE);
  await form.getByRole('textbox', { name: 'Timeout' }).fill('1s');
  await form.getByRole('textbox', { name: 'Interval' }).fill('1s');
  await form.getByRole('button', { name: 'Add', exact: true }).click();
  await form.waitFor({ state: 'hidden' });
  await rowOf(INSTANCE).getByRole('img', { name: 'OK' }).waitFor();
  await expect.poll(async () => (await query(`up{instance="${INSTANCE}"}`)).result[0]?.value[1], SOON).toBe('1');
});

test('a query typed with completion gives a chart and a table with the very value of the exporter', async () => {
  await visit('Explore');
  await page.locator('.time-now').click();
  await page.getByRole('textbox', { name: 'From' }).fill('now-5m');
  await page.getByRole('button', { name: 'Apply' }).click();
  await page.locator('.cm-content').click();
  await page.keyboard.type('node_memory_MemTot');
  await page.locator('.cm-tooltip-autocomplete').getByText('node_memory_MemTotal_bytes').click();
  await page.keyboard.type(`{instance="${INSTANCE}`);
  await expect.poll(() => page.locator('.cm-line').first().textContent(), SOON).toBe(MEMORY);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+Enter');
  const chart = page.locator('.chart-plot');
  await expect.poll(() => chart.getAttribute('aria-label'), SOON).toMatch(/: 1 series, .* Newest: .*iB\.$/);
  await expect.poll(() => inked(chart), SOON).toBeGreaterThan(10);
  await shows(rowOf(INSTANCE), /node.*iB/);
  await page.getByText('Table', { exact: true }).click();
  const value = page.locator('.table-row td').last().locator('[title]');
  expect(Number(await value.getAttribute('title'))).toBe(await exporterSays('node_memory_MemTotal_bytes'));
  await page.getByText('Chart', { exact: true }).click();
  await chart.waitFor();
});

test('dragging over the chart zooms the range in the address, a double click goes back, a copied link shows the same elsewhere', async () => {
  const before = new URL(page.url()).searchParams;
  expect([before.get('from'), before.get('to')]).toEqual(['now-5m', 'now']);
  const plot = page.locator('.u-over');
  const { x, y, width, height } = (await plot.boundingBox())!;
  await page.mouse.move(x + width / 2, y + height / 2);
  await page.mouse.down();
  await page.mouse.move(x + width - 2, y + height / 2, { steps: 4 });
  await page.mouse.up();
  await expect.poll(() => Date.parse(new URL(page.url()).searchParams.get('from')!), SOON).toBeGreaterThan(0);
  const { from, to } = Object.fromEntries(new URL(page.url()).searchParams);
  expect(Date.parse(to!) - Date.parse(from!)).toBeGreaterThan(145_000);
  expect(Date.parse(to!) - Date.parse(from!)).toBeLessThan(155_000);
  await shows(rowOf(INSTANCE), /iB/);

  await page.getByRole('button', { name: 'Copy link' }).click();
  const other = await visitor.open(await page.evaluate(() => navigator.clipboard.readText()));
  await expect.poll(() => other.locator('.cm-line').first().textContent(), SOON).toBe(MEMORY);
  await shows(other.locator('.table-row', { hasText: INSTANCE }), /iB/);
  expect(await textOf(other.locator('.time-now'))).toBe(await textOf(page.locator('.time-now')));
  expect(await textOf(other.locator('.table-row', { hasText: INSTANCE }))).toBe(await textOf(rowOf(INSTANCE)));
  await other.close();

  await plot.dblclick();
  await expect.poll(() => new URL(page.url()).searchParams.get('from'), SOON).toBe('now-5m');
});

test('exported files hold the exact values', async () => {
  const total = String(await exporterSays('node_memory_MemTotal_bytes').then(value => BigInt(value)));
  await page.getByRole('button', { name: 'More for query A' }).click();
  const byHost = await downloaded(() => page.getByRole('menuitem', { name: 'Export as CSV' }).click());
  expect(byHost.split('\r\n')[0]).toContain(INSTANCE);
  expect(byHost.trimEnd().split('\r\n').at(-1)).toMatch(new RegExp(`^\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z,${total}$`));
  await page.getByRole('button', { name: 'Chart menu' }).click();
  const ofChart = await downloaded(() => page.getByRole('menuitem', { name: 'Save as CSV' }).click());
  expect(ofChart.trimEnd().split(/\r?\n/).at(-1)).toMatch(new RegExp(`Z,${total}$`));
  const ofTable = await downloaded(() => page.getByRole('button', { name: 'Export as CSV' }).click());
  expect(ofTable).toContain(total);
});

test('Ctrl-K opens a machine; its page has charts with data', async () => {
  await search('box.ex', 'box.example');
  await page.getByRole('heading', { level: 1, name: 'box.example' }).waitFor();
  for (const panel of ['CPU', 'Memory', 'Load', 'Disk I/O', 'File systems']) {
    await expect.poll(() => page.getByRole('img', { name: new RegExp(`^${panel}: \\d+ series, `) }).first().getAttribute('aria-label'), SOON).toMatch(/Newest: .*\d/);
  }
});

test('this computer’s page lists the processes, its own among them', async () => {
  await search(hostname(), hostname());
  await page.getByRole('heading', { level: 1, name: hostname() }).waitFor();
  await shows(page.locator('.machine-facts'), /cores, .*iB/);
  await shows(page.locator('.processes tbody tr', { hasText: /^node/ }).first(), /iB/);
  await expect.poll(() => page.getByRole('img', { name: /^Memory: \d+ series, / }).first().getAttribute('aria-label'), SOON).toMatch(/Newest: .*iB/);
});

test('a target is paused and resumed, deleted and brought back', async () => {
  await visit('Targets');
  await rowOf(INSTANCE).hover();
  await page.getByRole('button', { name: `Pause ${exporter!.url}` }).click();
  await shows(rowOf(INSTANCE), /paused/);
  await expect.poll(async () => (await query(`up{instance="${INSTANCE}"}`)).result, SOON).toEqual([]);
  await page.getByRole('button', { name: `Resume ${exporter!.url}` }).click();
  await rowOf(INSTANCE).getByRole('img', { name: 'OK' }).waitFor();
  await page.getByRole('button', { name: `Delete ${exporter!.url}` }).click();
  await rowOf(INSTANCE).waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Undo' }).click();
  await rowOf(INSTANCE).getByRole('img', { name: 'OK' }).waitFor();
  await expect.poll(async () => (await query(`up{instance="${INSTANCE}"}`)).result[0]?.value[1], SOON).toBe('1');
});

test('a backup is made on the page, listed with its size and how to bring it back, and deleted', async () => {
  await visit('Settings');
  await page.getByRole('tab', { name: 'Storage' }).click();
  await page.getByRole('button', { name: 'Back up now' }).click();
  await page.getByText(/^Done: .* in .*snapshots/).waitFor();
  expect(await textOf(page.locator('.settings-restore code'))).toMatch(/^stratoscope restore \S+\/snapshots\/\d{8}T\d{6}Z-[0-9a-f]{16} --data-dir NEW-FOLDER$/);
  const { kept: [made] } = await host.get('/api/store.backups', { method: 'POST' }).then(async answer => (await answer.json() as { data: { kept: { name: string; bytes: number }[] } }).data);
  await shows(rowOf(made!.name), /[KM]iB.*left out/s);
  await rowOf(made!.name).hover();
  await rowOf(made!.name).getByRole('button', { name: 'Delete' }).click();
  const dialog = page.getByRole('dialog', { name: 'Delete this backup?' });
  await dialog.getByLabel(/^Type/).fill(made!.name);
  await dialog.getByRole('button', { name: 'Delete' }).click();
  await rowOf(made!.name).waitFor({ state: 'detached' });
});

test('a token is told once, reads but does not write, and is refused once revoked', async () => {
  await visit('Settings');
  await page.getByRole('tab', { name: 'Access' }).click();
  await page.getByLabel('Name').fill('reader');
  await page.getByText('Viewer', { exact: true }).click();
  await page.getByRole('button', { name: 'Make token' }).click();
  const token = await textOf(page.locator('.settings-token code'));
  const asReader = (path: string, init: RequestInit = {}) => fetch(host.url + path, { ...init, headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' } }).then(({ status }) => status);
  expect(await asReader('/api/v1/query?query=up')).toBe(200);
  expect(await asReader('/api/targets.remove', { method: 'POST', body: '{"id":"none"}' })).toBe(403);
  await page.reload();
  await rowOf('reader').waitFor();
  expect(await page.content()).not.toContain(token);
  await rowOf('reader').hover();
  await rowOf('reader').getByRole('button', { name: 'Revoke' }).click();
  const dialog = page.getByRole('dialog', { name: 'Revoke reader?' });
  expect(await dialog.getByRole('button', { name: 'Revoke' }).isDisabled()).toBe(true);
  await dialog.getByLabel(/^Type/).fill('reader');
  await dialog.getByRole('button', { name: 'Revoke' }).click();
  expect(await asReader('/api/v1/query?query=up')).toBe(200); // nothing has been sent yet
  await expect.poll(() => asReader('/api/v1/query?query=up'), SOON).toBe(401);
  await rowOf('reader').waitFor({ state: 'detached' });
});

test('theme and language change at once and stay', async () => {
  await page.getByRole('button', { name: 'Light theme' }).click();
  await page.getByRole('button', { name: '切换到中文' }).click();
  const look = () => page.evaluate(() => [document.documentElement.dataset['theme'], document.documentElement.lang, document.querySelector('.rail a')?.textContent]);
  await expect.poll(look, SOON).toEqual(['light', 'zh-CN', '总览']);
  await page.reload();
  await page.locator('.rail a').first().waitFor();
  await expect.poll(look, SOON).toEqual(['light', 'zh-CN', '总览']);
  await page.getByRole('button', { name: 'Switch to English' }).click();
  await page.getByRole('button', { name: 'Dark theme' }).click();
  await expect.poll(look, SOON).toEqual(['dark', 'en', 'Overview']);
});

test('the keyboard alone reaches every screen', async () => {
  await page.goto(`${host.url}/`);
  await page.locator('.rail a').first().waitFor();
  const reached: string[] = [];
  for (const screen of SCREENS) {
    const name = text.en.screen[screen.name];
    const path = screen.name === 'settings' ? '/settings/storage' : screen.path;
    const link = page.getByRole('navigation').getByRole('link', { name });
    for (let presses = 0; presses < 40 && !await link.evaluate(element => element === document.activeElement); presses++) await page.keyboard.press('Tab');
    expect(await link.evaluate(element => element.matches(':focus-visible') && getComputedStyle(element).outlineStyle !== 'none'), `${name} shows that it has the focus`).toBe(true);
    await page.keyboard.press('Enter');
    await expect.poll(() => new URL(page.url()).pathname, SOON).toBe(path);
    reached.push(name);
  }
  expect(reached).toHaveLength(await page.locator('.rail a').count());
  for (const { key, path } of SCREENS.filter(({ name }) => name !== 'settings')) {
    await page.evaluate(() => { if (document.activeElement instanceof HTMLElement) document.activeElement.blur(); });
    await page.keyboard.press('g');
    await page.keyboard.press(key);
    await expect.poll(() => new URL(page.url()).pathname, SOON).toBe(path);
  }
});

test('stopped and started again the history is there, and the page that stayed open returns by itself', async () => {
  await page.goto(`${host.url}/explore?${new URLSearchParams({ q: MEMORY, from: 'now-5m', to: 'now', refresh: '1s' })}`);
  await shows(rowOf(INSTANCE), /iB/);
  const { port } = new URL(host.url);
  const [stoppedAt, oldest] = [Date.now(), (await query(`min_over_time(timestamp(${MEMORY})[10m:1s])`)).result[0]!.value[1]];
  expect(await host.stop()).toBe(0);
  await page.getByText('The connection to Stratoscope was lost').waitFor();
  await shows(rowOf(INSTANCE), /iB/); // what is shown stays
  host = await startHost(dir, ['--listen', `127.0.0.1:${port}`]);
  await page.getByText('The connection to Stratoscope was lost').waitFor({ state: 'hidden', timeout: 15_000 });
  const noise = visitor.complaints.splice(0);
  expect(noise.filter(complaint => !/ERR_CONNECTION_REFUSED|WebSocket connection to .* failed/.test(complaint))).toEqual([]);

  await vi.waitFor(async () => expect(Number((await query(`timestamp(${MEMORY})`)).result[0]?.value[1]) * 1000).toBeGreaterThan(stoppedAt), { timeout: 15_000, interval: 200 });
  const csv = async () => (await downloaded(async () => { await page.getByRole('button', { name: 'Chart menu' }).click(); await page.getByRole('menuitem', { name: 'Save as CSV' }).click(); })).trimEnd().split(/\r?\n/).slice(1).map(line => line.split(','));
  await expect.poll(async () => (await csv()).some(([time = '', value]) => Date.parse(time) > stoppedAt + 2000 && value !== ''), SOON).toBe(true);
  const points = (await csv()).filter(([, value]) => value !== '');
  expect(Date.parse(points[0]![0]!)).toBeLessThan(stoppedAt);
  expect(Math.abs(Date.parse(points[0]![0]!) - Number(oldest) * 1000)).toBeLessThan(10_000);
  await expect.poll(() => inked(page.locator('.chart-plot')), SOON).toBeGreaterThan(10);
  await visit('Targets');
  await rowOf(INSTANCE).getByRole('img', { name: 'OK' }).waitFor();
  expect(await query(MEMORY, stoppedAt)).toMatchObject({ result: [{ value: [stoppedAt / 1000, String(await exporterSays('node_memory_MemTotal_bytes'))] }] });
});

test('a browser without a session learns how to come in, and a fresh link lets it in once', async () => {
  const stranger = await newVisitor(browser!);
  const locked = await stranger.open(`${host.url}/`);
  await locked.getByRole('heading', { name: 'This browser is not let in yet' }).waitFor();
  const link = await freshLink();
  const inside = await stranger.open(link);
  await inside.locator('.fleet-machine', { hasText: 'this computer' }).waitFor();
  const again = await newVisitor(browser!);
  await (await again.open(link)).getByRole('heading', { name: 'This browser is not let in yet' }).waitFor();
  expect(stranger.complaints.filter(complaint => !complaint.includes('401'))).toEqual([]);
  await Promise.all([stranger.context.close(), again.context.close()]);
});
