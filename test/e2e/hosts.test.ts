import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { newVisitor, NO_CHROMIUM, startChromium, type Visitor } from '../servers/chromium.ts';
import { type RunningHost, startHost } from '../servers/host.ts';
import { type KeyPair, makeKey, noSshd, type Sshd, startSshd } from '../servers/sshd.ts';

let browser: Browser | null;
let home: string;
let key: KeyPair;
let lab: Sshd;
let desk: Sshd;
let host: RunningHost;
let visitor: Visitor;
let page: Page;

vi.setConfig({ testTimeout: 90_000, hookTimeout: 60_000 });
/** figures come with the next scrape and show with the next refresh */
const SOON = { timeout: 30_000 };
const USER = userInfo().username;

beforeAll(async () => {
  browser = await startChromium();
  if (!browser || noSshd() !== undefined) return;
  home = mkdtempSync(join(tmpdir(), 'stratoscope-hosts-'));
  key = makeKey(join(home, 'key'));
  [lab, desk] = await Promise.all([startSshd({ authorizedKeys: [key] }), startSshd({ authorizedKeys: [key] })]);
  mkdirSync(join(home, '.ssh'), { mode: 0o700 });
  writeFileSync(join(home, '.ssh', 'config'), `Host lab-1\n  HostName 127.0.0.1\n  Port ${lab.port}\n  User ${USER}\n  IdentityFile ${key.path}\n  IdentitiesOnly yes\n`);
  vi.stubEnv('HOME', home);
  vi.stubEnv('SSH_AUTH_SOCK', '');
  host = await startHost(home);
  visitor = await newVisitor(browser);
  visitor.context.setDefaultTimeout(15_000);
  const answer = await (await host.get('/api/access.link', { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } })).json() as { data: { url: string } };
  page = await visitor.open(answer.data.url);
});

beforeEach(context => {
  if (!browser) context.skip(NO_CHROMIUM);
  const missing = noSshd();
  if (missing !== undefined) context.skip(missing);
});
afterEach(() => { expect(visitor?.complaints ?? []).toEqual([]); });

afterAll(async () => {
  await browser?.close();
  await host?.stop();
  await Promise.all([lab?.stop(), desk?.stop()]);
  vi.unstubAllEnvs();
  if (home) rmSync(home, { recursive: true, force: true });
});

const rowOf = (name: string) => page.locator('.table-row', { hasText: name });
const isUp = (name: string) => rowOf(name).getByRole('img', { name: 'OK' }).waitFor(SOON);
const drawer = () => page.locator('.beside-list');

test('a host of ~/.ssh/config is imported with one click, its key is shown and trusted, and its figures arrive', async () => {
  await page.getByRole('navigation').getByRole('link', { name: 'Hosts' }).click();
  await page.getByRole('link', { name: 'Import 1 host from ~/.ssh' }).click();
  await expect.poll(() => rowOf('lab-1').textContent(), SOON).toMatch(/IdentitiesOnly is left out/);
  await page.getByRole('button', { name: 'Import 1 host' }).click();
  const card = page.getByRole('region', { name: 'Is this the real lab-1?' });
  await expect.poll(() => card.locator('code').first().textContent(), SOON).toBe(lab.hostKeys[0]?.fingerprint);
  expect(lab.log()).not.toMatch(/Accepted publickey/);
  await card.getByRole('button', { name: 'Trust this key' }).click();
  await isUp('lab-1');
});

test('its page has metrics, the ports it is reached at, and why services are empty where nothing runs them', async () => {
  await rowOf('lab-1').click();
  await drawer().getByRole('link', { name: 'Its machine page' }).click();
  await page.locator('.machine-chart').first().waitFor(SOON);
  expect(new URL(page.url()).pathname).toBe('/machines/ssh/ssh/lab-1');
  await page.getByRole('tab', { name: /^Ports/ }).click();
  await page.getByPlaceholder('Filter').fill(String(lab.port)); // only rows in sight are drawn
  await expect.poll(() => rowOf(String(lab.port)).textContent(), SOON).toMatch(/tcp.*itself only.*127\.0\.0\.1/);
  await page.getByRole('tab', { name: /^Events/ }).click();
  await expect.poll(() => rowOf('Connection').first().textContent(), SOON).toMatch(/answers/);
  await page.getByRole('link', { name: 'Host', exact: true }).click();
  await drawer().getByRole('tab', { name: 'What runs' }).click();
  await expect.poll(() => drawer().locator('pre').first().textContent(), SOON).toMatch(/\/proc/);
});

test('a pasted key goes into the vault; a test asks about the host key, goes on once it is trusted, and never shows the key again', async () => {
  await page.goto(`${host.url}/hosts?open=new`);
  await drawer().getByLabel('Address').fill(`${USER}@127.0.0.1:${desk.port}`);
  await drawer().getByLabel('Name', { exact: true }).fill('desk');
  await drawer().getByRole('checkbox', { name: 'SSH agent' }).uncheck();
  await drawer().getByRole('button', { name: 'Add: Private key' }).click();
  await drawer().getByLabel('Private key').fill(key.privateKey);
  await drawer().getByRole('button', { name: 'Test' }).click();
  await drawer().getByText('Stops at the host key').waitFor();
  expect(await drawer().locator('.key-card code').first().textContent()).toBe(desk.hostKeys[0]?.fingerprint);
  await drawer().getByRole('button', { name: 'Trust this key' }).click();
  await drawer().getByText('It works').waitFor(SOON);
  expect(await drawer().locator('.side-test li b').allTextContents()).toEqual(['Name lookup', 'TCP', 'Key exchange', 'Host key', 'Login', 'First command']);
  await drawer().getByRole('button', { name: 'Add host' }).click();
  await isUp('desk');
  await rowOf('desk').click();
  await drawer().getByRole('tab', { name: 'Settings' }).click();
  await drawer().getByText('kept in the vault').waitFor();
  expect(await page.content()).not.toContain(key.privateKey.split('\n')[1]);
});

test('a changed host key is refused loudly, and replaced only by who types the name of the host', async () => {
  const { port } = desk;
  const before = desk.hostKeys[0]?.fingerprint;
  await desk.stop();
  desk = await startSshd({ authorizedKeys: [key], port });
  await page.goto(`${host.url}/hosts`);
  const card = page.getByRole('alert').filter({ hasText: 'The host key of desk has CHANGED' });
  await card.waitFor({ timeout: 60_000 });
  expect(await card.locator('code').allTextContents()).toEqual([before, desk.hostKeys[0]?.fingerprint]);
  await expect.poll(() => rowOf('desk').textContent(), SOON).toMatch(/Its host key has changed: refused/);
  const replace = card.getByRole('button', { name: 'Replace the known key' });
  expect(await replace.isDisabled()).toBe(true);
  await card.getByRole('textbox').fill('desk');
  await replace.click();
  await isUp('desk');
});

test('ticked hosts are paused together and taken back, by keys alone', async () => {
  await page.goto(`${host.url}/hosts`);
  await rowOf('lab-1').waitFor();
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await page.keyboard.press('x');
  await page.keyboard.press('j');
  await page.keyboard.press('x');
  const bar = page.getByRole('group', { name: '2 selected' });
  await bar.getByRole('button', { name: 'Pause' }).click();
  await expect.poll(() => page.locator('.host-paused').count(), SOON).toBe(2);
  await page.getByRole('button', { name: 'Undo' }).click();
  await isUp('lab-1');
  await isUp('desk');
});

test('a probe of a port, made from an SSH host, is tried, added, and found on that machine’s page', async () => {
  await page.goto(`${host.url}/probes?open=new`);
  await drawer().getByText('TCP', { exact: true }).click();
  await drawer().getByLabel('Host and port').fill(`127.0.0.1:${lab.port}`);
  await drawer().getByLabel('From').click();
  await page.getByRole('option', { name: 'desk' }).click();
  await drawer().getByRole('button', { name: 'Test' }).click();
  await drawer().getByText('It succeeds').waitFor(SOON);
  expect(await drawer().locator('.probe-series').textContent()).toMatch(/probe_success1/);
  await drawer().getByRole('button', { name: 'Add', exact: true }).click();
  await isUp(`127.0.0.1:${lab.port}`);
  await page.goto(`${host.url}/machines/ssh/ssh/desk?tab=probes`); // from there, 127.0.0.1 is itself
  await expect.poll(() => rowOf(`127.0.0.1:${lab.port}`).textContent(), SOON).toMatch(/desk/);
});

test('a machine that can’t be reached pushes with a pasted command, and the page says when its first samples came', async () => {
  await page.goto(`${host.url}/hosts?open=push`);
  await drawer().getByLabel('Name').fill('far-away');
  await drawer().getByRole('button', { name: 'Make the command' }).click();
  await drawer().getByText('Waiting for its first samples').waitFor();
  const command = await drawer().locator('pre').textContent();
  const child = spawn('sh', ['-c', command ?? ''], { stdio: 'ignore', detached: true });
  try {
    await drawer().getByText(/First samples at \d/).waitFor({ timeout: 60_000 });
  } finally {
    process.kill(-child.pid!, 'SIGKILL');
  }
  await drawer().getByRole('link', { name: 'Its machine page' }).click();
  await page.locator('.machine-chart').first().waitFor(SOON);
  expect(new URL(page.url()).pathname).toBe('/machines/prometheus/push/far-away');
});
