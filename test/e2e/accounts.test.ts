import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { Fault } from '../servers/awsfaults.ts';
import { newVisitor, NO_CHROMIUM, startChromium, type Visitor } from '../servers/chromium.ts';
import { type RunningHost, startHost } from '../servers/host.ts';
import { ACCESS_KEY, type AwsLab, startAws } from '../servers/moto.ts';

let browser: Browser | null;
let aws: AwsLab | null;
let dir: string;
let host: RunningHost;
let visitor: Visitor;
let page: Page;
let measured = '';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 120_000 });
const SOON = { timeout: 60_000 };
const REGIONS = [['us-east-1', 67], ['us-west-2', 67], ['ap-southeast-1', 66]] as const;

beforeAll(async () => {
  browser = await startChromium();
  aws = await startAws('page');
  if (!browser || !aws) return;
  for (const [region, count] of REGIONS) {
    const ids = await aws.seed({ region, count });
    if (region === 'us-east-1') measured = ids[0] ?? '';
  }
  const end = Math.floor(Date.now() / 300_000) * 300_000 - 600_000;
  await aws.measure({ region: 'us-east-1', instanceId: measured, metric: 'CPUUtilization', points: Array.from({ length: 36 }, (_, i): [number, number] => [end - i * 300_000, 42]) });
  dir = mkdtempSync(join(tmpdir(), 'stratoscope-accounts-'));
  host = await startHost(dir);
  visitor = await newVisitor(browser);
  visitor.context.setDefaultTimeout(15_000);
  const answer = await (await host.get('/api/access.link', { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } })).json() as { data: { url: string } };
  page = await visitor.open(answer.data.url);
});

beforeEach(context => {
  if (!browser) context.skip(NO_CHROMIUM);
  if (!aws) context.skip('moto_server is not installed and nothing was recorded');
});
afterEach(() => {
  aws?.mend();
  expect(visitor?.complaints ?? []).toEqual([]);
});

afterAll(async () => {
  await browser?.close();
  await host?.stop();
  await aws?.stop();
  if (dir) rmSync(dir, { recursive: true, force: true });
});

const rowOf = (name: string) => page.locator('.table-row', { hasText: name });
const drawer = () => page.locator('.beside-list');
const button = (name: string) => drawer().getByRole('button', { name, exact: true });
const field = (name: string) => drawer().getByLabel(name);

async function fillKeys(name: string, accessKeyId: string): Promise<void> {
  await page.getByRole('button', { name: 'Add an account' }).click();
  await field('Name').fill(name);
  await drawer().getByText('Keys', { exact: true }).click();
  await field('Access key ID').fill(accessKeyId);
  await drawer().getByRole('button', { name: 'Add: Secret access key' }).click();
  await drawer().getByRole('textbox', { name: 'Secret access key' }).fill(ACCESS_KEY.secretAccessKey);
  await drawer().getByRole('button', { name: 'Role, endpoint, regions, interval' }).click();
  await field('Endpoint').fill(aws!.url);
  await field('Regions').fill(REGIONS.map(([region]) => region).join(' '));
  await field('Regions').press('Enter');
}

test('an account is added in the page: tried step by step, its price shown before metrics are switched on', async () => {
  await page.getByRole('navigation').getByRole('link', { name: 'Accounts' }).click();
  await fillKeys('prod', ACCESS_KEY.accessKeyId);
  await button('Test').click();
  await expect.poll(() => drawer().locator('.side-test h3').textContent(), SOON).toBe('All passed: 200 machines');
  const steps = await drawer().locator('.side-test li').allTextContents();
  expect(steps.slice(0, 3).map(text => text.replace(/[\d.,]+\s*(µs|ms|s)$/, ''))).toEqual(['Credentialsaccess key AKIA…MPLE', 'Who we areaccount 123456789012, arn:aws:sts::123456789012:user/moto', 'Regions3 chosen']);
  expect(steps.slice(3).map(text => text.slice(0, 9)).sort()).toEqual(['ap-southe', 'us-east-1', 'us-west-2']);
  const price = drawer().locator('.account-price b');
  expect(await price.textContent()).toBe('$121 a month'); // 200 x 7 x 8,640 at $0.01 a thousand: $120.96
  await field('Fetch every').fill('1m');
  await expect.poll(() => price.textContent()).toBe('$605 a month');
  await drawer().getByText('One by one').click();
  await expect.poll(() => drawer().locator('.account-price').textContent()).toMatch(/\$595 a month.*60.M calls a month/);
  await drawer().getByText('Many at once').click();
  await drawer().getByRole('switch', { name: 'Fetch metrics from CloudWatch' }).click();
  await button('Add account').click();
  await expect.poll(() => rowOf('prod').textContent(), SOON).toMatch(/200.*3\/3/);
});

test('the secret key is in the vault, and nowhere that is shown or written', async () => {
  expect(host.log()).not.toContain(ACCESS_KEY.secretAccessKey);
  expect(await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.documentElement.outerHTML]))).not.toContain(ACCESS_KEY.secretAccessKey);
  const audit = await (await host.get('/api/access.audit', { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } })).text();
  expect(audit).toContain('accounts.add');
  expect(audit).not.toContain(ACCESS_KEY.secretAccessKey);
});

test('what CloudWatch has of a machine can be asked for in PromQL, and its chart draws it', async context => {
  if (!aws!.live) context.skip('recorded points lie in the past');
  const ask = async () => (await host.ask<{ result: { metric: Record<string, string>; value: [number, string] }[] }>('/api/v1/query', { query: `last_over_time(aws_ec2_cpuutilization_average{instance="${measured}"}[1h])` })).result;
  await expect.poll(async () => (await ask()).map(({ value }) => value[1]), SOON).toEqual(['42']);
  expect((await ask())[0]?.metric).toMatchObject({ job: 'aws', instance: measured, region: 'us-east-1', account: 'prod' });
  const count = await host.ask<{ result: { value: [number, string] }[] }>('/api/v1/query', { query: `count_over_time(aws_ec2_cpuutilization_average{instance="${measured}"}[4h])` });
  expect(count.result.map(({ value }) => value[1])).toEqual(['36']);
  await expect.poll(() => rowOf('prod').textContent(), SOON).toMatch(/every 1/);
  await page.goto(`${host.url}/machines/aws/us-east-1/${measured}?from=now-3h&to=now`);
  await page.locator('.machine-chart', { hasText: 'CPU' }).locator('canvas').first().waitFor(SOON);
  await page.goto(`${host.url}/accounts`);
});

test.each([
  { fault: 'wrong-key', words: 'wrong credentials', message: 'AWS was not able to validate the provided access credentials' },
  { fault: 'expired', words: 'the login has expired', message: 'Request has expired.' },
  { fault: 'unauthorized', words: 'no permission', message: 'not authorized to perform: ec2:DescribeInstances' },
  { fault: 'throttle', words: 'asked too often', message: 'Request limit exceeded.' },
  { fault: 'cut', words: 'can’t be reached', message: 'ECONNRESET' },
  { fault: 'portal', words: 'refused by the cloud', message: 'What answered is not AWS' },
  { fault: 'hang', words: 'no answer in time', message: /in time|within 20 s/ },
] as const satisfies readonly { fault: Fault; words: string; message: string | RegExp }[])('$fault in one region is shown as "$words" there, and the others go on', async ({ fault, words, message }) => {
  await page.goto(`${host.url}/accounts`);
  await rowOf('prod').click();
  const region = (name: string) => drawer().locator('.account-regions > li', { hasText: name });
  aws!.fault({ fault, region: 'us-west-2', service: 'ec2' });
  const listsOf = (name: string) => aws!.calls.filter(({ region: of, service }) => of === name && service === 'ec2').length;
  const before = listsOf('us-east-1');
  await expect.poll(async () => { // a click while the page is drawn anew goes nowhere
    await button('List now').click();
    return listsOf('us-east-1');
  }, { ...SOON, interval: 3_000 }).toBeGreaterThan(before);
  await expect.poll(() => region('us-west-2').textContent(), { timeout: 90_000 }).toMatch(words);
  expect(await region('us-west-2').textContent()).toMatch(message);
  expect(await region('us-west-2').textContent()).toContain('67 machines'); // what was last listed
  for (const name of ['us-east-1', 'ap-southeast-1']) expect(await region(name).getAttribute('data-health')).toBe('ok');
  await expect.poll(() => rowOf('prod').textContent(), SOON).toContain(`us-west-2: ${words}`);
  aws!.mend();
  await button('List now').click();
  await expect.poll(() => region('us-west-2').getAttribute('data-health'), SOON).toBe('ok');
});

test('an account with a wrong key says so and keeps nothing else from working', async () => {
  await page.goto(`${host.url}/accounts`);
  await fillKeys('stranger', 'AKIAWRONGWRONGWRONG1');
  await button('Test').click();
  await expect.poll(() => drawer().locator('.side-test h3').textContent(), SOON).toBe('Who we are failed');
  await button('Add account').click();
  await expect.poll(() => rowOf('stranger').textContent(), SOON).toContain('wrong credentials');
  await rowOf('stranger').click();
  expect(await drawer().getByRole('alert').first().textContent()).toContain('The security token included in the request is invalid.');
  expect(await rowOf('prod').textContent()).toMatch(/200.*3\/3/);
});

test('paused it asks nothing any more; removed it can be brought back', async () => {
  await rowOf('stranger').click();
  await button('Pause').click();
  await expect.poll(() => rowOf('stranger').textContent(), SOON).toContain('paused');
  expect(await button('List now').isDisabled()).toBe(true);
  await button('Remove').click();
  await expect.poll(() => rowOf('stranger').count(), SOON).toBe(0);
  await page.getByRole('button', { name: 'Undo' }).last().click();
  await expect.poll(() => rowOf('stranger').count(), SOON).toBe(1);
});
