import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { AuditRow } from '../../src-main/shared/contract/access.ts';
import type { MachineRow } from '../../src-main/shared/model/machine.ts';
import { newVisitor, NO_CHROMIUM, startChromium, type Visitor } from '../servers/chromium.ts';
import { type RunningHost, startHost } from '../servers/host.ts';
import { ACCESS_KEY, type AwsLab, startAws } from '../servers/moto.ts';

vi.setConfig({ testTimeout: 90_000, hookTimeout: 120_000 });
const SOON = { timeout: 30_000 };
const REGION = 'eu-west-1';
const ACTIONS = ['StartInstances', 'StopInstances', 'RebootInstances', 'TerminateInstances', 'CreateTags', 'DeleteTags'];

let browser: Browser | null;
let cloud: AwsLab | null;
let dir: string;
let host: RunningHost;
let visitor: Visitor;
let page: Page;

beforeAll(async () => {
  browser = await startChromium();
  cloud = await startAws('machines');
  if (!browser || !cloud?.live) return;
  await cloud.seed({ region: REGION, count: 1, name: 'web', tags: { env: 'test' } });
  await cloud.seed({ region: REGION, count: 1, name: 'guarded', tags: { protected: 'yes' } });
  await cloud.seed({ region: REGION, count: 20, name: 'batch', tags: { role: 'batch' } });
  dir = mkdtempSync(join(tmpdir(), 'stratoscope-machines-'));
  host = await startHost(dir);
  await call('accounts.add', {
    config: { kind: 'aws', name: 'Lab', credential: { method: 'keys', fields: { accessKeyId: ACCESS_KEY.accessKeyId } }, endpoint: cloud.url, homeRegion: REGION, regions: [REGION], intervalMs: 30_000 },
    secrets: { secretAccessKey: ACCESS_KEY.secretAccessKey },
  });
  await vi.waitUntil(async () => (await machines()).length === 22, SOON);
  visitor = await newVisitor(browser);
  visitor.context.setDefaultTimeout(15_000);
  page = await visitor.open((await call<{ url: string }>('access.link', {})).url);
});

beforeEach(context => {
  if (!browser) context.skip(NO_CHROMIUM);
  if (!cloud?.live) context.skip('moto_server is not installed');
});
afterEach(() => { expect(visitor?.complaints ?? []).toEqual([]); cloud?.mend(); });
afterAll(async () => {
  await browser?.close();
  await host?.stop();
  await cloud?.stop();
  if (dir) rmSync(dir, { recursive: true, force: true });
});

async function call<T>(procedure: string, input: unknown): Promise<T> {
  const answer = await (await host.get(`/api/${procedure}`, { method: 'POST', body: JSON.stringify(input), headers: { 'content-type': 'application/json' } })).json() as { data: T; error?: string };
  if (answer.error !== undefined) throw new Error(answer.error);
  return answer.data;
}
const machines = () => call<readonly MachineRow[]>('machines.list', {});
const named = async (name: string) => (await machines()).find(row => row.name === name)!;
const power = async (name: string) => (await named(name)).cloud?.power;
const audit = (target: string) => call<readonly AuditRow[]>('access.audit', { target });
/** What the cloud was really asked to do, not only whether it would. */
const sent = () => cloud!.calls.filter(({ operation, body }) => ACTIONS.includes(operation) && !body.includes('DryRun=true')).map(({ operation }) => operation);

const open = async (name: string) => { await page.goto(`${host.url}/machines/${(await named(name)).id}`); await page.getByRole('heading', { name, level: 1 }).waitFor(); };
const dialog = () => page.getByRole('dialog');
const note = () => page.locator('.operation').first();
const confirm = async (verb: string, typed?: string) => {
  await dialog().getByText('permits it').first().waitFor();
  if (typed !== undefined) await dialog().getByLabel(/^Type /).fill(typed);
  await dialog().getByRole('button', { name: verb, exact: true }).click();
  await dialog().waitFor({ state: 'hidden' });
};

test('every machine of the account stands in one table with what its cloud says, found by tag', async () => {
  await page.goto(`${host.url}/machines`);
  await page.locator('.table-count', { hasText: '22 of 22' }).waitFor();
  await page.locator('[data-filter]').fill('env=test');
  await page.locator('.table-count', { hasText: '1 of 22' }).waitFor();
  await page.locator('.table-row', { hasText: 'web' }).getByText('running').waitFor();
});

test.each([
  { verb: 'Stop', operation: 'StopInstances', ends: 'stopped', result: /running -> stopping/ },
  { verb: 'Start', operation: 'StartInstances', ends: 'running', result: /stopped -> pending/ },
  { verb: 'Reboot', operation: 'RebootInstances', ends: 'running', result: /accepted/ },
])('$verb from the page: sent once, seen when it has settled, written down before and after', async ({ verb, operation, ends, result }) => {
  const before = sent().length;
  await open('web');
  await page.getByRole('button', { name: verb, exact: true }).click();
  await confirm(verb);
  await note().getByText('1 done').waitFor(SOON);
  expect(sent().slice(before)).toEqual([operation]);
  await expect.poll(() => power('web'), SOON).toBe(ends);
  await page.locator(`.power-${ends}`).waitFor(SOON);
  const { id } = await named('web');
  const [done, started] = (await audit(id)).filter(({ input }) => input.includes('"operation"')); // beside those of the call that asked for it
  expect(started).toMatchObject({ outcome: 'started', path: 'machines.act', caller: 'owner', via: 'browser', target: id });
  expect(done).toMatchObject({ outcome: 'done', target: id, durationMs: expect.any(Number), result: expect.stringMatching(result), receipt: expect.stringContaining('aws-sigv4') });
  expect(done?.requestId).not.toBe('');
  expect(JSON.stringify(await audit(id))).not.toContain(ACCESS_KEY.secretAccessKey);
  await note().getByRole('button', { name: 'Close' }).click();
});

test('what we did ourselves is told apart from what others did', async () => {
  const { id } = await named('web');
  const events = await call<readonly { kind: string; origin: string }[]>('events.list', { job: 'machine', instance: id });
  expect(events.filter(({ kind }) => kind === 'power').length).toBeGreaterThan(0);
  expect(events.filter(({ kind }) => kind === 'power').every(({ origin }) => origin === 'ours')).toBe(true);
});

test('tags are changed, added and removed from the page', async () => {
  await open('web');
  await page.getByRole('tab', { name: 'Details' }).click();
  const value = page.locator('.tag-lines input[aria-label="Value"]');
  const at = await page.locator('.tag-lines input[aria-label="Name"]').evaluateAll(inputs => inputs.findIndex(input => (input as HTMLInputElement).value === 'env'));
  await value.nth(at).fill('prod');
  await page.getByRole('button', { name: 'Add a tag' }).click();
  await page.locator('.tag-lines input[aria-label="Name"]').last().fill('team');
  await value.last().fill('a');
  await page.getByRole('button', { name: 'Save tags' }).click();
  await expect.poll(async () => (await named('web')).tags, SOON).toMatchObject({ env: 'prod', team: 'a' });
  const { id } = await named('web');
  expect((await audit(id))[0]).toMatchObject({ path: 'machines.tag', outcome: 'done' });
});

test('undone within five seconds, nothing at all was sent', async () => {
  const before = sent().length;
  await open('web');
  await page.getByRole('button', { name: 'Stop', exact: true }).click();
  await confirm('Stop');
  await note().getByRole('button', { name: 'Undo' }).click();
  await note().getByText('nothing was sent').waitFor();
  const [{ sentAt } = { sentAt: 0 }] = await call<readonly { sentAt: number }[]>('machines.operationList', {});
  await expect.poll(() => Date.now() > sentAt + 1_000, { timeout: 10_000 }).toBe(true); // the moment at which it would have been sent is over
  expect(sent().slice(before)).toEqual([]);
  expect(await power('web')).toBe('running');
});

test('a machine that is tagged protected is not stopped by a plain yes, by no door', async () => {
  const { id } = await named('guarded');
  await expect(call('machines.act', { ids: [id], action: 'stop' })).rejects.toThrow('Type `guarded` to confirm');
  await open('guarded');
  await page.getByRole('button', { name: 'Stop', exact: true }).click();
  await dialog().getByText('protected').waitFor();
  expect(await dialog().getByRole('button', { name: 'Stop', exact: true }).isDisabled()).toBe(true);
  await confirm('Stop', 'guarded');
  await note().getByRole('button', { name: 'Undo' }).click();
});

test('of twenty at once two fail: they are named with the reason, the others are done', async () => {
  await page.goto(`${host.url}/machines?inventory.q=role%3Dbatch`);
  await page.locator('.table-count', { hasText: '20 of 22' }).waitFor();
  await page.locator('.table-head input[type=checkbox]').first().check();
  await page.getByText('20 selected').or(page.getByText('20 ticked')).first().waitFor();
  await page.locator('.tick-bar').getByRole('button', { name: 'Stop', exact: true }).click();
  await dialog().getByText('20 machines would take it').waitFor(SOON);
  cloud!.fault({ fault: 'unauthorized', operation: 'StopInstances', times: 2 });
  await confirm('Stop');
  await note().getByText('18 done, 2 failed').waitFor(SOON);
  const wrong = await note().locator('.operation-wrong li').allTextContents();
  expect(wrong).toHaveLength(2);
  expect(wrong.every(line => /^batch-\d+ .*not authorized/i.test(line))).toBe(true);
  await expect.poll(async () => (await machines()).filter(row => row.name.startsWith('batch') && row.cloud?.power === 'stopped').length, SOON).toBe(18);
});

test('terminated from the page, after its name was typed; the audit page shows it and the call that was made', async () => {
  const { id } = await named('web');
  await open('web');
  await page.getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'Terminate' }).click();
  await confirm('Terminate', 'web');
  await note().getByText('1 done').waitFor(SOON);
  await expect.poll(() => power('web'), SOON).toBe('terminated');
  await page.goto(`${host.url}/audit?target=${encodeURIComponent(id)}&path=machines.terminate`);
  await page.locator('.table-row', { hasText: 'machines.terminate' }).first().click();
  await page.locator('.beside-list').getByText('Action=TerminateInstances').waitFor();
  await page.getByRole('button', { name: 'Verify the chain' }).click();
  await page.getByText('unbroken').waitFor();
});
