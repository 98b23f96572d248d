import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { newVisitor, NO_CHROMIUM, startChromium } from '../servers/chromium.ts';
import { type RunningHost, startHost } from '../servers/host.ts';
import { startNodeExporter } from '../servers/nodeexporter.ts';
import { accountShots } from './accountshots.ts';
import { cloudShots, startClouded } from './clouded.ts';
import { type Ruled, ruledShots, startRuled } from './ruled.ts';
import { startTold, toldShots } from './told.ts';
import { startWatched } from './watched.ts';

/**
 * Photographs every screen, for looking at: `npm exec -- node test/e2e/screens.ts OUTDIR [--data DIR] [--only WORD]`.
 * DIR holds `data/`, a workspace that has run for a while (it is written to: give a copy); without it a fresh host is shown, with one exporter, and SSH hosts and
 * probes in every state.
 * WORD: only photographs whose file name has it.
 */
const { values: { data, only = '' }, positionals: [outDir] } = parseArgs({ allowPositionals: true, options: { data: { type: 'string' }, only: { type: 'string' } } });
if (outDir === undefined) throw new Error('Say where the photographs go: screens.ts OUTDIR');

interface Shot {
  readonly name: string;
  readonly path: string;
  /** what is done on the screen before it is photographed */
  readonly act?: (page: Page) => Promise<unknown>;
  /** also in the narrow and the zoomed window */
  readonly main?: boolean;
}

const WINDOWS = [{ name: '', width: 1440, height: 900 }, { name: '-1000', width: 1000, height: 800 }, { name: '-720', width: 720, height: 450 }] as const;
const NO_SUCH_PORT = 'http://127.0.0.1:9/metrics';
const ROUNDS = [{ theme: 'dark', language: 'en' }, { theme: 'light', language: 'zh' }, { theme: 'light', language: 'en' }, { theme: 'dark', language: 'zh' }] as const;

/** Until two pictures in a row are alike: everything asked for has come and been drawn. */
async function settled(page: Page): Promise<Buffer> {
  let last = await page.screenshot();
  for (let tries = 0; tries < 25; tries++) {
    await page.waitForTimeout(150);
    const now = await page.screenshot();
    if (now.equals(last)) return now;
    last = now;
  }
  return last;
}

const fill = async (page: Page, url: string) => { await page.locator('textarea').first().fill(url); await page.locator('.target-buttons button').nth(1).click(); await page.locator('.target-test h3 b').waitFor(); };
const openRules = async (page: Page, url: string) => { await page.locator('textarea').first().fill(url); await page.locator('.target-more').nth(2).click(); };
const RULES = `- source_labels: [__address__]
  regex: '(.*):(\\d+)'
  target_label: host
- action: drop
  source_labels: [host]
  regex: old.*
- action: labeldrop
  regex: nothing_like_that
- target_label: __metrics_path__
  replacement: /metrics
- source_labels: [host]
  target_label: instance`;
const SERIES_RULES = `- action: drop
  source_labels: [__name__]
  regex: go_.*
- source_labels: [cpu, mode]
  regex: '0;(.*)'
  target_label: first_cpu`;
const tryRules = async (page: Page, exporter: string, address?: string) => {
  await openRules(page, address === undefined ? exporter : `http://${address}/metrics`);
  await page.locator('.rule-field textarea').first().fill(RULES);
  await page.locator('.rule-field textarea').nth(1).fill(SERIES_RULES);
  await page.locator('.relabel-steps').waitFor();
  await page.locator('.relabel-trial').scrollIntoViewIfNeeded();
};
const PROMETHEUS_YML = `global:
  scrape_interval: 30s
  evaluation_interval: 30s
rule_files: [rules/*.yml]
scrape_configs:
  - job_name: node
    basic_auth: { username: scraper, password_file: /etc/prometheus/password }
    relabel_configs:
      - { source_labels: [__address__], regex: 'old.*', action: drop }
    static_configs:
      - targets: ['web-1:9100', 'web-2:9100', 'old-1:9100', 'http://web-3']
        labels: { env: prod, team: core }
    file_sd_configs:
      - files: [/etc/prometheus/targets/*.json]
  - job_name: cloud
    ec2_sd_configs: [{ region: eu-central-1 }]
  - job_name: broken
    relabel_configs: [{ action: keepsome }]
`;
const QUERIES = ['sum by (instance, mode) (rate(node_cpu_seconds_total{mode!="idle"}[2m]))', 'node_load1'];
const q = (...queries: string[]) => new URLSearchParams(queries.map(text => ['q', text])).toString();
const machine = (source: string, job: string, instance: string) => `/machines/${source}/${job}/${encodeURIComponent(instance)}`;

const scrolled = (page: Page) => page.locator('.mantine-Drawer-content').evaluate(element => { for (const each of [element, ...element.querySelectorAll('*')]) each.scrollTop = 2000; });

/** ids: of SSH hosts by name; none where a workspace is shown as it is */
function watchedShots(ids: Readonly<Record<string, string>>): Shot[] {
  const open = (name: string, more = '') => `/hosts?open=${ids[name] ?? 'none'}${more}`;
  const web = machine('ssh', 'ssh', 'web-1');
  return [
    { name: 'hosts', path: '/hosts?', main: true },
    { name: 'hosts-ticked', path: '/hosts?', act: async page => { for (const row of [2, 3]) await page.locator('.table-tick input').nth(row).click(); } },
    { name: 'hosts-regroup', path: '/hosts?', act: async page => { for (const row of [2, 3]) await page.locator('.table-tick input').nth(row).click(); await page.locator('.tick-bar button').first().click(); await page.locator('.host-regroup').waitFor(); } },
    { name: 'hosts-add', path: '/hosts?open=new', main: true },
    { name: 'hosts-paste', path: '/hosts?open=paste', act: page => page.locator('textarea').first().fill('root@10.0.0.5\nssh -p 2222 -i ~/.ssh/lab -J bastion admin@db-1  # db-1\nssh -L 80:a:80 me@a uptime\n10.0.0.6:99999') },
    { name: 'hosts-push', path: '/hosts?open=push', act: async page => { await page.locator('.side-form input').first().fill(`far ${Date.now() % 1000}`); await page.locator('.side-buttons button').first().click(); await page.locator('pre').waitFor(); } },
    { name: 'hosts-import', path: '/hosts/import?', main: true },
    { name: 'host', path: open('web-1'), main: true },
    { name: 'host-settings', path: open('web-1', '&part=settings') },
    { name: 'host-commands', path: open('web-1', '&part=settings'), act: scrolled },
    { name: 'host-runs', path: open('web-1', '&part=runs') },
    { name: 'host-test', path: open('web-1', '&run=test') },
    { name: 'host-test-failed', path: open('inner', '&run=test') },
    { name: 'host-key-unknown', path: open('nas', '&run=test') },
    { name: 'host-key-changed', path: open('pg-primary-1'), main: true },
    { name: 'machine-ssh', path: `${web}?from=now-5m`, main: true },
    ...['services', 'ports', 'probes', 'events'].map(tab => ({ name: `machine-ssh-${tab}`, path: `${web}?tab=${tab}&from=now-5m` })),
    { name: 'machine-ssh-down', path: `${machine('ssh', 'ssh', 'web-2')}?` },
    { name: 'probes', path: '/probes?from=now-5m', main: true },
    { name: 'probes-add', path: '/probes?open=new' },
    { name: 'probes-open', path: '/probes?from=now-5m', act: page => page.locator('.table-row').last().click() },
  ];
}

function shots({ self, up, down }: { self: string; up: string; down: string }, exporter: string): Shot[] {
  return [
    { name: 'overview', path: '/?', main: true },
    { name: 'overview-unfolded', path: '/?', act: async page => { await page.locator('.fleet-fold').first().click({ timeout: 1000 }).catch(() => undefined); await page.locator('.fleet-machine').last().hover(); } },
    { name: 'machines', path: '/machines?', main: true },
    { name: 'machine-self', path: `${self}?from=now-15m`, main: true },
    { name: 'machine-self-below', path: `${self}?from=now-15m`, act: page => page.locator('.machine-charts').evaluate(element => { for (let at: Element | null = element; at; at = at.parentElement) at.scrollTop = 2000; }) },
    { name: 'machine-self-cursor', path: `${self}?from=now-15m`, act: async page => { await page.locator('.u-over').first().hover({ position: { x: 200, y: 60 } }); await page.locator('.processes tbody tr, .processes [role=row]').nth(1).waitFor(); } },
    { name: 'machine-exporter', path: `${up}?from=now-30m`, main: true },
    { name: 'machine-dead', path: `${down}?` },
    { name: 'explore-empty', path: '/explore?', main: true },
    { name: 'explore', path: `/explore?${q(QUERIES[1]!)}&from=now-30m`, main: true },
    { name: 'explore-many', path: `/explore?${q(...QUERIES)}&from=now-30m` },
    { name: 'explore-hover', path: `/explore?${q(QUERIES[1]!)}&from=now-30m`, act: page => page.locator('.u-over').first().hover({ position: { x: 400, y: 90 } }) },
    { name: 'explore-table', path: `/explore?${q(...QUERIES)}&view=table`, main: true },
    { name: 'explore-error', path: `/explore?${q('sum(rate(node_load1[5m])', 'topk(up, node_load1)')}` },
    { name: 'explore-nothing', path: `/explore?${q('node_no_such_metric')}` },
    { name: 'explore-completion', path: '/explore?', act: async page => { await page.locator('.cm-content').first().click(); await page.keyboard.type('node_mem'); await page.locator('.cm-tooltip-autocomplete').waitFor(); } },
    { name: 'explore-metrics', path: '/explore?', act: page => page.locator('.explore-browse').click() },
    { name: 'time-picker', path: `/explore?${q('node_load1')}&from=now-30m`, act: page => page.locator('.time-now').click(), main: true },
    { name: 'refresh-menu', path: '/?', act: page => page.locator('.refresh-every').click() },
    { name: 'chart-menu', path: `${self}?from=now-15m`, act: page => page.locator('.machine-chart .panel button').first().click() },
    { name: 'chart-table', path: `${self}?from=now-15m`, act: async page => { await page.locator('.machine-chart .panel button').first().click(); await page.getByRole('menuitem').first().click(); } },
    { name: 'targets', path: '/targets?', main: true },
    { name: 'targets-add', path: '/targets?open=new', main: true },
    { name: 'targets-advanced', path: '/targets?open=new', act: page => page.locator('.target-more').nth(1).click() },
    { name: 'targets-access', path: '/targets?open=new', act: async page => { await page.locator('textarea').first().fill('http://10.0.0.5:9100'); await page.locator('.target-more').first().click(); await page.locator('.target-advanced .mantine-SegmentedControl-label').nth(1).click(); } },
    { name: 'targets-problems', path: '/targets?open=new', act: async page => { await page.locator('textarea').first().fill('ftp://x\nhttp://u:p@h/'); await page.locator('.target-buttons button').first().click(); } },
    { name: 'targets-test-failed', path: '/targets?open=new', act: page => fill(page, NO_SUCH_PORT) },
    { name: 'targets-test-good', path: '/targets?open=new', act: page => fill(page, exporter) },
    { name: 'relabel', path: '/targets?open=new', act: page => tryRules(page, exporter, 'web-1:9100') },
    { name: 'relabel-dropped', path: '/targets?open=new', act: page => tryRules(page, exporter, 'old:9100') },
    { name: 'relabel-series', path: '/targets?open=new', act: async page => {
      await tryRules(page, exporter);
      await page.locator('.relabel-trial > .mantine-Button-root').click();
      await page.locator('.relabel-list summary').nth(4).click();
      await page.locator('.relabel-series').scrollIntoViewIfNeeded();
    } },
    { name: 'relabel-problem', path: '/targets?open=new', act: async page => { await openRules(page, exporter); await page.locator('.rule-field textarea').first().fill("- target_label: a\n  regex: '('\n- action: remove"); await page.locator('.rule-field .mantine-InputWrapper-error').waitFor(); } },
    { name: 'import-yml', path: '/targets/import?', main: true },
    { name: 'import-yml-preview', path: '/targets/import?', act: async page => { await page.locator('.mantine-SegmentedControl-label').last().click(); await page.locator('textarea').first().fill(PROMETHEUS_YML); await page.locator('.import-source button[type=submit]').click(); await page.locator('.import-left-out').waitFor(); }, main: true },
    { name: 'import-yml-refused', path: '/targets/import?', act: async page => { await page.locator('.import-source input[type=text], .mono-input input').first().fill('/none/prometheus.yml'); await page.locator('.import-source button[type=submit]').click(); await page.locator('.error-note').waitFor(); } },
    { name: 'targets-files', path: '/targets?open=files' },
    { name: 'targets-found', path: '/targets?', act: page => page.locator('.table-row', { hasText: 'found-1' }).click() },
    { name: 'targets-self', path: '/targets?', act: page => page.locator('.table-row').last().click() },
    { name: 'targets-undo', path: '/targets?', act: async page => {
      await page.locator('.table-row').first().hover();
      await page.locator('.table-row').first().locator('.table-actions button').last().click();
      await page.locator('.mantine-Notification-root').waitFor();
    } },
    ...['storage', 'tokens', 'vault', 'appearance', 'diagnostics', 'about'].map(section => ({ name: `settings-${section}`, path: `/settings/${section}?`, main: true })),
    { name: 'settings-token-made', path: '/settings/tokens?', act: async page => { await page.locator('.settings-line input[type=text], .settings-line input:not([type])').first().fill(`grafana ${Date.now() % 1000}`); await page.locator('.settings-line button[type=submit]').click(); await page.locator('.settings-token').waitFor(); } },
    { name: 'settings-token-revoke', path: '/settings/tokens?', act: async page => { await page.locator('.table-row').first().hover(); await page.locator('.table-row').first().getByRole('button').click(); await page.getByRole('dialog').waitFor(); } },
    { name: 'settings-retention-loss', path: '/settings/storage?', act: async page => { await page.locator('.settings-form input').nth(1).fill('1m'); await page.locator('.settings-form button[type=submit]').click(); } },
    { name: 'audit', path: '/audit?', main: true },
    { name: 'audit-record', path: '/audit?', act: page => page.locator('.table-row').nth(2).click() },
    { name: 'palette', path: '/?', act: async page => { await page.keyboard.press('Control+K'); await page.keyboard.type('d'); }, main: true },
    { name: 'keys', path: '/?', act: page => page.keyboard.press('?') },
    { name: 'unknown-machine', path: '/machines/prometheus/none/none?' },
  ];
}

async function places(host: RunningHost) {
  const rows = await (await host.get('/api/machines.list', { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } })).json() as { data: { id: string; source: string; seen: number | null }[] };
  const path = (found: { id: string } | undefined) => found ? `/machines/${found.id}` : machine('prometheus', 'node', 'none');
  return { self: path(rows.data.find(row => row.source === 'self')), up: path(rows.data.find(row => row.source === 'prometheus' && row.seen !== null)), down: path(rows.data.find(row => row.source === 'prometheus' && row.seen === null)) };
}

async function link(host: RunningHost): Promise<string> {
  const answer = await (await host.get('/api/access.link', { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } })).json() as { data: { url: string } };
  return answer.data.url;
}

async function addTarget(host: RunningHost, url: string): Promise<void> {
  await host.get('/api/targets.add', { method: 'POST', body: JSON.stringify({ config: { job: 'node', url, intervalMs: 1000, timeoutMs: 1000 } }), headers: { 'content-type': 'application/json' } });
}

/** A list of targets in a file of the workspace's folder, with something wrong in it. */
async function followFile(host: RunningHost, folder: string): Promise<void> {
  writeFileSync(join(folder, 'targets.yml'), "- targets: ['found-1:9100', 'found-2:9100', 'http://found-3']\n  labels: { env: test }\n");
  const text = `scrape_configs: [{ job_name: listed, file_sd_configs: [{ files: ['${join(folder, '*.yml')}'] }] }]`;
  await host.get('/api/targets.importPrometheus', { method: 'POST', body: JSON.stringify({ text }), headers: { 'content-type': 'application/json' } });
}

const browser = await startChromium();
if (!browser) throw new Error(NO_CHROMIUM);
const exporter = await startNodeExporter();
const dir = data ?? mkdtempSync(join(tmpdir(), 'stratoscope-screens-'));
const watched = data === undefined ? await startWatched() : null;
if (watched) Object.assign(process.env, { HOME: watched.home });
const host = await startHost(dir, []);
let clouded: Awaited<ReturnType<typeof startClouded>> = null;
let ruled: Ruled | null = null;
let told: Awaited<ReturnType<typeof startTold>> | null = null;
mkdirSync(outDir, { recursive: true });
try {
  if (data === undefined) for (const url of [`${exporter!.url}/metrics`, NO_SUCH_PORT]) await addTarget(host, url);
  await followFile(host, dir);
  const ids = await watched?.add(host) ?? {};
  clouded = data === undefined ? await startClouded(host) : null;
  ruled = data === undefined ? await startRuled(host) : null;
  told = data === undefined ? await startTold(host) : null;
  const all = [...shots(await places(host), `${exporter?.url}/metrics`), ...watchedShots(ids), ...(clouded ? [...cloudShots(clouded), ...await accountShots(host, clouded.lab)] : []), ...(ruled ? ruledShots(ruled) : []), ...(told ? toldShots(told) : [])];
  for (const { theme, language } of ROUNDS) {
    const visitor = await newVisitor(browser, { storageState: { cookies: [], origins: [{ origin: host.url, localStorage: [{ name: 'stratoscope.theme', value: theme }, { name: 'stratoscope.language', value: language }] }] } });
    visitor.context.setDefaultTimeout(10_000);
    await (await visitor.open(await link(host))).close();
    for (const { name, path, act, main } of all) {
      for (const window of main ? WINDOWS : WINDOWS.slice(0, 1)) {
        const file = `${name}${window.name}.${theme}.${language}.png`;
        if (!file.includes(only)) continue;
        const page = await visitor.open(`${host.url}${path}&to=now&refresh=off`);
        await page.setViewportSize(window);
        await settled(page);
        await act?.(page).catch((error: unknown) => process.stdout.write(`${file}: ${String(error).split('\n')[0]}\n`));
        await settled(page);
        await page.screenshot({ path: join(outDir, file) });
        await page.close();
      }
    }
    for (const complaint of new Set(visitor.complaints)) process.stdout.write(`${theme} ${language}: ${complaint}\n`);
    await visitor.context.close();
  }
  if ('locked.dark.en.png'.includes(only)) {
    for (const theme of ['dark', 'light'] as const) {
      const stranger = await newVisitor(browser, { colorScheme: theme });
      await (await stranger.open(`${host.url}/`)).screenshot({ path: join(outDir, `locked.${theme}.png`) });
    }
  }
  if ('connection-lost.dark.en.png'.includes(only)) {
    const visitor = await newVisitor(browser);
    const page = await visitor.open(await link(host));
    await settled(page);
    await host.stop();
    await page.locator('.connection-note').waitFor();
    await page.screenshot({ path: join(outDir, 'connection-lost.dark.en.png') });
  }
} finally {
  await browser.close();
  await host.stop();
  await clouded?.stop();
  await told?.stop();
  await exporter?.stop();
  await watched?.stop();
  if (data === undefined) rmSync(dir, { recursive: true, force: true });
}
