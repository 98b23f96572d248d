import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { newVisitor, NO_CHROMIUM, startChromium, type Visitor } from '../servers/chromium.ts';
import { type RunningHost, startHost } from '../servers/host.ts';

let browser: Browser | null;
let host: RunningHost;
let visitor: Visitor;
let page: Page;
let dir: string;

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'stratoscope-alerts-'));
  browser = await startChromium();
  if (!browser) return;
  host = await startHost(dir, []);
  visitor = await newVisitor(browser);
  visitor.context.setDefaultTimeout(15_000);
  const { url } = await call<{ url: string }>('access.link');
  page = await visitor.open(url);
});

beforeEach(context => { if (!browser) context.skip(NO_CHROMIUM); });
afterEach(() => { expect(visitor?.complaints ?? []).toEqual([]); });
afterAll(async () => {
  await browser?.close();
  await host?.stop();
  rmSync(dir, { recursive: true, force: true });
});

async function call<T>(path: string, input: object = {}): Promise<T> {
  const answer = await host.get(`/api/${path}`, { method: 'POST', body: JSON.stringify(input), headers: { 'content-type': 'application/json' } });
  return ((await answer.json()) as { data: T }).data;
}

/** Pasted, as people do it with texts of several lines. */
async function paste(into: Locator, text: string): Promise<void> {
  await page.evaluate(copied => navigator.clipboard.writeText(copied), text);
  await into.click();
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Control+v');
}

/** a rule of the form is looked at every fifteen seconds, and what it finds shows a second later */
const SOON = { timeout: 45_000 };
const NAME = 'Memory of the test';

const textOf = (locator: Locator) => locator.evaluate(element => (element.textContent ?? '').replace(/[\u2009\u00a0\u2002]/g, ' '));
const shows = (locator: Locator, pattern: RegExp) => expect.poll(() => textOf(locator), SOON).toMatch(pattern);
const form = () => page.locator('.rule-form');
const verdict = () => page.locator('.back-test-head b');
const row = (name: string) => page.locator('.table-row', { hasText: name });
const alert = () => page.locator('li.alert', { hasText: NAME });
const tab = (name: string) => page.getByRole('navigation', { name: 'Parts of alerts' }).getByRole('link', { name });
const parameter = (name: string) => new URL(page.url()).searchParams.get(name);
const undo = () => page.getByRole('button', { name: 'Undo' }).last();

test('the list of rules has those that ship with the program, in plain words, each with its switch', async () => {
  await page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name: 'Alerts' }).click();
  await tab('Rules').click();
  await row('Machine down').waitFor();
  expect(await textOf(row('Machine down'))).toContain('does not answer for 3 minutes');
  const on = page.getByRole('switch', { name: 'Switch Clock is wrong on or off' });
  expect(await on.isChecked()).toBe(true);
  await row('Clock is wrong').locator('.mantine-Switch-track').click();
  await shows(row('Clock is wrong'), /off/);
  await undo().click();
  await expect.poll(() => on.isChecked(), SOON).toBe(true);
});

test('three fields make a rule: the PromQL, the machines it is about, and how often it would have fired are seen before it is saved', async () => {
  await page.getByRole('link', { name: 'Rule', exact: true }).click();
  await form().waitFor();
  expect(parameter('open')).toBe('new');
  await form().locator('#rule-threshold').fill('1');
  await form().locator('#rule-for').fill('0s');
  await shows(form().locator('.promql-text .cm-content'), /node_memory_MemAvailable_bytes \/ node_memory_MemTotal_bytes\) > 1$/);
  await form().getByText('One machine matches now').waitFor();
  await shows(verdict(), /^Would have fired once$/);
  await expect.poll(() => page.getByRole('img', { name: /: 1 series, / }).count(), SOON).toBe(1);
});

test('the back-test follows the slider', async () => {
  await form().getByRole('slider', { name: 'Threshold' }).focus();
  await page.keyboard.press('End');
  await expect.poll(() => form().locator('#rule-threshold').inputValue()).toMatch(/^100/);
  await shows(verdict(), /^Would not have fired$/);
  await form().locator('#rule-threshold').fill('1');
  await shows(verdict(), /^Would have fired once$/);
});

test('the threshold is dragged on the chart', async () => {
  const { x, y, width, height } = (await form().locator('.u-over').boundingBox())!;
  const line = y + height * 0.99; // 1 % of an axis from 0 to 100 %
  await page.mouse.move(x + width / 2, line);
  await page.mouse.down();
  await page.mouse.move(x + width / 2, y + height / 2, { steps: 5 });
  await page.mouse.up();
  await expect.poll(async () => Number.parseFloat(await form().locator('#rule-threshold').inputValue()), SOON).toBeGreaterThan(45);
  expect(Number.parseFloat(await form().locator('#rule-threshold').inputValue())).toBeLessThan(55);
  await form().locator('#rule-threshold').fill('1');
});

test('a rule that was saved fires within seconds: in the rail, in the list and in the history', async () => {
  await form().getByLabel('Name').fill(NAME);
  await page.getByRole('button', { name: 'Save rule' }).click();
  await row(NAME).waitFor();
  await shows(row(NAME), /1 firing/);
  await shows(page.locator('.rail-count'), /\d+ alerts? fires?/);
  await tab('Now').click();
  await shows(alert(), /above 1 %/);
  await alert().getByRole('button').click();
  await page.getByRole('region', { name: NAME }).getByText('Fires since').waitFor();
  await expect.poll(() => page.locator('.alert-chart').getByRole('img', { name: /: 1 series, .* Newest: .*%\.$/ }).count(), SOON).toBe(1);
  expect(parameter('open')).toMatch(/^[0-9a-f]{16}$/);
  await page.reload();
  await page.getByRole('region', { name: NAME }).getByText('Fired once').waitFor();
  await tab('History').click();
  await shows(page.locator('.lane-row', { hasText: NAME }), /once/);
});

test('the filter stands in the address and hides what is not meant', async () => {
  await tab('Now').click();
  await alert().waitFor();
  await page.getByRole('combobox', { name: 'Filter' }).or(page.getByRole('textbox', { name: 'Filter' })).first().fill('no such alert');
  await alert().waitFor({ state: 'detached' });
  await expect.poll(() => parameter('alerts.q')).toBe('no such alert');
  await page.getByRole('button', { name: 'Clear the filter' }).click();
  await alert().waitFor();
});

test('the machine’s page and the overview say what fires on it', async () => {
  const [machine] = await call<{ id: string; name: string }[]>('machines.list');
  await page.goto(`${host.url}/machines/${machine!.id}`);
  await shows(page.locator('.machine-alert', { hasText: NAME }), /since/);
  await page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name: 'Overview' }).click();
  await shows(page.locator('.fleet-machine', { hasText: machine!.name }).locator('.firing-count'), /alerts? fires?/);
});

test('a rule that is switched off ends its alert; deleted, it can be brought back', async () => {
  await page.goto(`${host.url}/alerts/rules`);
  await row(NAME).click();
  await page.getByRole('button', { name: 'Switch off' }).click();
  await shows(row(NAME), /off/);
  await tab('Now').click();
  await shows(page.getByRole('region', { name: 'Resolved today' }), new RegExp(`${NAME}.*fired for`));
  await tab('Rules').click();
  await row(NAME).click();
  await page.getByRole('button', { name: 'Delete' }).click();
  await row(NAME).waitFor({ state: 'detached' });
  await undo().click();
  await row(NAME).waitFor();
  await row(NAME).click();
  await expect.poll(() => form().locator('#rule-threshold').inputValue(), SOON).toMatch(/^1\D*$/); // it opens in the form again
});

test('a rule file is imported after its faults have been named by line', async () => {
  await page.goto(`${host.url}/alerts/rules?open=import`);
  const editor = page.locator('.yaml-editor .cm-content');
  await paste(editor, 'groups:\n- name: team\n  rules:\n  - alert: Broken\n    expr: sum(up\n');
  await page.getByRole('button', { name: 'See what it holds' }).click();
  await shows(page.locator('.yaml-problems'), /Line [45]:.*parse error/);
  await paste(editor, 'groups:\n- name: team\n  rules:\n  - alert: Good\n    expr: sum(up) < 0\n');
  await page.getByRole('button', { name: 'See what it holds' }).click();
  await page.getByRole('button', { name: 'Import one group' }).click();
  await shows(row('Good'), /quiet|not yet run/);
});

test('a group is changed as YAML and as PromQL, and a rule that can’t be read is refused in place', async () => {
  await row('Good').click();
  await page.getByText('YAML', { exact: true }).click();
  expect(parameter('mode')).toBe('yaml');
  await shows(page.locator('.yaml-editor .cm-content'), /alert: Good/);
  await page.getByText('PromQL', { exact: true }).click();
  await paste(page.locator('.expert .cm-content'), 'sum(up) <');
  await page.getByRole('button', { name: 'Save rule' }).click();
  await page.locator('.alerts-inside > .error-note').waitFor();
  await paste(page.locator('.expert .cm-content'), 'sum(up) > 99');
  await page.getByRole('button', { name: 'Save rule' }).click();
  await expect.poll(async () => (await call<{ rules: { rule: { expr: string } }[] }[]>('rules.list')).flatMap(({ rules }) => rules.map(({ rule }) => rule.expr)), SOON).toContain('sum(up) > 99');
});
