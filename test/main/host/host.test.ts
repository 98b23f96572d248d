import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { windowCaller } from '../../../src-main/access/caller.ts';
import { openLog } from '../../../src-main/base/log.ts';
import { DEFAULT_SETTINGS } from '../../../src-main/host/config.ts';
import { diagnose } from '../../../src-main/host/diagnostics.ts';
import { openHost } from '../../../src-main/host/host.ts';
import { announce, findHost } from '../../../src-main/host/presence.ts';
import { statusFeed } from '../../../src-main/host/status.ts';
import { contract } from '../../../src-main/shared/contract/index.ts';
import type { StoreStats } from '../../../src-main/shared/contract/store.ts';
import type { VaultStatus } from '../../../src-main/shared/contract/vault.ts';
import { connect } from '../../../src-main/shared/rpc/client.ts';
import type { Reply, Request } from '../../../src-main/shared/rpc/contract.ts';
import { portPair } from '../../../src-main/shared/rpc/ports.ts';
import { serve } from '../../../src-main/shared/rpc/server.ts';
import { placesFrom } from '../../../src-main/shell/places.ts';

let dataDir: string;
beforeEach(() => { dataDir = mkdtempSync(join(tmpdir(), 'stratoscope-host-')); });
afterEach(() => { rmSync(dataDir, { recursive: true, force: true }); });

const places = placesFrom(pathToFileURL('src-main/shell/cli.ts').href);
const log = openLog('silent');
const open = (more: { self?: boolean } = {}) => openHost({
  dataDir, workspace: 'default', door: 'headless', version: '0.0.0', workers: places.workers, collecting: more.self ?? false, self: more.self ?? false, ownerTokens: [], linkWith: code => code, log,
});
const clientOf = (host: Awaited<ReturnType<typeof open>>) => {
  const pair = portPair<Reply, Request>();
  serve(host.service, pair.near, windowCaller(), host.journal);
  return connect(contract, pair.far);
};

test('a host collects this computer from its first second on, and says who asks', async () => {
  const host = await open({ self: true });
  const client = clientOf(host);
  const info = await client.host.info({});
  expect(info).toMatchObject({ workspace: 'default', door: 'headless', dataDir, caller: { name: 'owner' } });
  await expect.poll(async () => (await client.targets.list({})).map(({ kind, health }) => [kind, health]), { timeout: 10_000 }).toEqual([['self', 'up'], ['own', 'up']]);
  await expect.poll(async () => (await client.machines.list({})).map(({ source, instance, state }) => [source, instance, state !== 'unknown']), { timeout: 15_000 }).toEqual([['self', info.selfInstance, true]]);
  for await (const status of client.host.status({})) {
    expect(status).toMatchObject({ targetsUp: 2, targetsTotal: 2, hostsTotal: 0, probesTotal: 0, budgetBytes: DEFAULT_SETTINGS.budgetBytes, trouble: null });
    expect(status.series).toBeGreaterThan(100);
    break;
  }
  await host.close();
});

test('settings outlive the host; one that does not fit changes nothing', async () => {
  const host = await open();
  const client = clientOf(host);
  expect(await client.host.settings({})).toEqual(DEFAULT_SETTINGS);
  await expect(client.host.change({ budgetBytes: 5 })).rejects.toMatchObject({ code: 'invalid-input' });
  expect(await client.host.change({ budgetBytes: 2 ** 30 })).toEqual({ ...DEFAULT_SETTINGS, budgetBytes: 2 ** 30 });
  await host.close();
  const again = await open();
  expect(await clientOf(again).host.settings({})).toEqual({ ...DEFAULT_SETTINGS, budgetBytes: 2 ** 30 });
  expect((await clientOf(again).access.audit({})).map(({ path, outcome }) => [path, outcome])).toEqual([['host.change', 'done'], ['host.change', 'started']]);
  await again.close();
});

test('two hosts on one workspace are refused; after the first has closed, the next one opens', async () => {
  const host = await open();
  await expect(open()).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining(dataDir) });
  await host.close();
  await (await open()).close();
});

test('a password in the address of a target is refused, and stands nowhere afterwards', async () => {
  const host = await open();
  const client = clientOf(host);
  await expect(client.targets.add({ config: { job: 'web', url: 'http://ann:hunter2@127.0.0.1:1/metrics' } })).rejects.toMatchObject({ code: 'invalid-input', message: expect.not.stringContaining('hunter2') });
  expect(JSON.stringify(await client.access.audit({}))).not.toContain('hunter2');
  await host.close();
});

test('a data folder that can not be made is an error that names it', async () => {
  writeFileSync(join(dataDir, 'file'), '');
  const options = { dataDir: join(dataDir, 'file', 'below'), workspace: 'default', door: 'headless' as const, version: '0', workers: places.workers, collecting: false, self: false, ownerTokens: [], linkWith: String, log };
  await expect(openHost(options)).rejects.toMatchObject({ code: 'invalid-input', message: expect.stringContaining(join(dataDir, 'file', 'below')) });
});

test('the word a host leaves is for its user alone, and is believed only while somebody answers to it', async () => {
  const server = createServer((request, response) => { response.writeHead(request.headers.authorization === 'Bearer right' ? 200 : 401).end('{}'); });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  writeFileSync(join(dataDir, 'host.json'), '{}', { mode: 0o644 });
  chmodSync(join(dataDir, 'host.json'), 0o644);
  const word = await announce(dataDir, { url, token: 'right' });
  expect(statSync(join(dataDir, 'host.json')).mode & 0o777).toBe(0o600);
  expect(await findHost(dataDir)).toEqual({ url, token: 'right' });
  await announce(dataDir, { url, token: 'wrong' });
  expect(await findHost(dataDir)).toBeUndefined(); // somebody else took the port
  await announce(dataDir, { url, token: 'right' });
  server.close();
  server.closeAllConnections();
  expect(await findHost(dataDir)).toBeUndefined();
  for (const text of ['', '{"url":', '[]', '{"url":"nonsense","token":"x"}']) {
    writeFileSync(join(dataDir, 'host.json'), text);
    expect(await findHost(dataDir)).toBeUndefined();
  }
  await word.withdraw();
  expect(await findHost(dataDir)).toBeUndefined();
});

const NO_VAULT: VaultStatus = { kind: 'file', locked: false, entries: 0, keyFile: null, trouble: null, problem: null, damaged: [] };
const stats: StoreStats = {
  series: 10, shards: 1, samples: 1_000_000, headSamples: 0, rows: 1, lateRows: 0, walRows: 0, walBytes: 0, blobBytes: 0, fileBytes: 2_000_000, oldest: 0, newest: 1, damagedRows: 0, samplesAppended: 0, lateSamples: 0,
};

test('the status tells the rate over the last minute and the days until the budget is full', async () => {
  let now = 0;
  let appended = 0;
  const feed = statusFeed({ stats: async () => ({ ...stats, samplesAppended: appended }), settings: () => ({ ...DEFAULT_SETTINGS, budgetBytes: 19_280_000 }), targets: () => [], hosts: () => [], probes: () => [], vault: () => NO_VAULT, now: () => now });
  const look = async () => { for await (const status of feed(new AbortController().signal)) return status; };
  expect(await look()).toMatchObject({ samplesPerSecond: 0, daysLeft: null });
  now = 10_000;
  appended = 1_000;
  // 100 samples/s of 2 bytes each are 17.28 MB a day, and that much is left
  expect(await look()).toMatchObject({ samplesPerSecond: 100, daysLeft: 1 });
  now = 80_000;
  expect(await look()).toMatchObject({ samplesPerSecond: 0, daysLeft: null });
});

test('damage is told of as long as it lasts', async () => {
  const feed = statusFeed({ stats: async () => ({ ...stats, damagedRows: 2 }), settings: () => DEFAULT_SETTINGS, targets: () => [], hosts: () => [], probes: () => [], vault: () => NO_VAULT, now: () => 0 });
  for await (const { trouble } of feed(new AbortController().signal)) { expect(trouble).toBe('2 stored rows are damaged and are left out of every answer.'); break; }
});

test('diagnostics name what is not as it should be, also when a look itself fails', async () => {
  const audit = { write: () => undefined, find: async () => [], all: async function* () { /* empty */ }, verify: async () => ({ records: 3, broken: 2 }) };
  const findings = await diagnose({ dataDir: join(dataDir, 'none'), audit, settings: () => DEFAULT_SETTINGS, targets: () => [], hosts: () => [], vault: () => NO_VAULT, stats: async () => { throw new Error('the store is gone'); } });
  expect(findings).toEqual([
    { subject: 'folder', ok: false, figures: null, failure: expect.stringContaining('ENOENT') }, { subject: 'disk', ok: false, figures: null, failure: expect.any(String) }, { subject: 'store', ok: false, figures: null, failure: 'the store is gone' },
    { subject: 'audit', ok: false, figures: { records: 3, broken: 2 } }, { subject: 'targets', ok: true, figures: { total: 0, down: [] } }, { subject: 'hosts', ok: true, figures: { total: 0, down: [] } },
    { subject: 'vault', ok: true, figures: { locked: false, entries: 0, problem: null } },
  ]);
});
