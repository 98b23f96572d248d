import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { windowCaller } from '../../../src-main/access/caller.ts';
import { openLog } from '../../../src-main/base/log.ts';
import { type Host, openHost } from '../../../src-main/host/host.ts';
import { restoreWorkspace } from '../../../src-main/host/restore.ts';
import { contract } from '../../../src-main/shared/contract/index.ts';
import { connect } from '../../../src-main/shared/rpc/client.ts';
import type { Reply, Request } from '../../../src-main/shared/rpc/contract.ts';
import { portPair } from '../../../src-main/shared/rpc/ports.ts';
import { serve } from '../../../src-main/shared/rpc/server.ts';
import { placesFrom } from '../../../src-main/shell/places.ts';
import { body, named, one } from '../workers/bench.ts';

let dir: string;
const hosts: Host[] = [];
beforeEach(() => { dir = mkdtempSync(join(tmpdir(), 'stratoscope-backups-')); });
afterEach(async () => {
  for (const host of hosts.splice(0)) await host.close();
  rmSync(dir, { recursive: true, force: true });
});

const places = placesFrom(pathToFileURL('src-main/shell/cli.ts').href);
const T0 = Date.UTC(2026, 0, 15);
const PASSWORD = 'hunter2-of-the-exporter';
const PASSPHRASE = 'correct horse battery staple';

async function open(dataDir = join(dir, 'data'), keyDir = join(dir, 'keys')) {
  const host = await openHost({
    dataDir, keyDir, workspace: 'default', door: 'headless', version: '1.2.3', workers: places.workers, collecting: false, self: false, ownerTokens: [], linkWith: code => code, log: openLog('silent'),
  });
  hosts.push(host);
  const pair = portPair<Reply, Request>();
  serve(host.service, pair.near, windowCaller(), host.journal);
  return connect(contract, pair.far);
}
type Client = Awaited<ReturnType<typeof open>>;

const write = (client: Client, n: number) => client.prometheus.write({
  body: body(...Array.from({ length: 40 }, (_, i) => one(named('m', 'i', String(i)), T0 + n * 1000, n * i))), contentType: '', contentEncoding: 'snappy', version: '', tenant: '',
});
const asked = async (client: Client, promql: string) => {
  const { value } = await client.metrics.instant({ promql, time: T0 + 86_400_000 });
  if (value.kind !== 'vector') throw new Error('no vector');
  return value.series.map(({ labels, value: number }) => [{ ...labels }, number]);
};
const QUESTIONS = ['count_over_time(m[2d])', 'sum(sum_over_time(m{i=~"1.*"}[2d]))', 'changes(m{i="7"}[2d])', 'quantile_over_time(0.9, m{i="3"}[2d])'];
const target = (instance: string) => ({ job: 'web', url: `http://192.0.2.1:9100/${instance}`, instance, auth: { kind: 'basic', username: 'ann' } }) as const;

/** A workspace with something of everything. */
async function filled(): Promise<Client> {
  const client = await open();
  for (let n = 0; n < 30; n++) await write(client, n);
  await client.store.compact({});
  for (let n = 30; n < 40; n++) await write(client, n);
  await client.targets.add({ config: target('a'), secrets: { password: PASSWORD } });
  await client.hosts.add({ config: { name: 'web-1', address: '192.0.2.7', port: 2222, user: 'ann' }, secrets: { password: PASSWORD } });
  await client.probes.add({ config: { kind: 'tcp', target: '192.0.2.9:443' } });
  await client.host.change({ budgetBytes: 3 * 2 ** 30 });
  return client;
}
const told = async (client: Client) => ({
  settings: await client.host.settings({}), answers: await Promise.all(QUESTIONS.map(question => asked(client, question))),
  targets: (await client.targets.list({})).map(({ id, config }) => ({ id, config })), hosts: (await client.hosts.list({})).map(({ id, config }) => ({ id, config })),
  probes: (await client.probes.list({})).map(({ id, config }) => ({ id, config })), tokens: await client.access.tokens({}),
});
const bytesOf = (folder: string) => Buffer.concat(readdirSync(folder).map(name => readFileSync(join(folder, name))));

test('a snapshot of a workspace at work, restored elsewhere, answers as the original did: samples, settings, targets, hosts, probes', async () => {
  const client = await filled();
  const before = await told(client);
  const { name } = await client.store.snapshot({});
  expect(name).toMatch(/^\d{8}T\d{6}Z-[0-9a-f]{16}$/);
  const folder = join(dir, 'data', 'snapshots', name);
  expect(await client.store.backups({})).toMatchObject({ running: null, folder: join(dir, 'data', 'snapshots'), kept: [{ folder, name, vault: 'none', version: '1.2.3', own: true }] });
  expect(readdirSync(folder).sort()).toEqual(['manifest.json', 'metrics.db', 'stratoscope.db']);
  for (const file of readdirSync(folder)) expect(statSync(join(folder, file)).mode & 0o077).toBe(0);
  const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as { files: { name: string; bytes: number; sha256: string }[] };
  for (const { name: file, bytes, sha256 } of manifest.files) {
    const content = readFileSync(join(folder, file));
    expect([content.length, createHash('sha256').update(content).digest('hex')]).toEqual([bytes, sha256]);
  }
  await restoreWorkspace(folder, join(dir, 'elsewhere'));
  const restored = await open(join(dir, 'elsewhere'), join(dir, 'other-keys'));
  expect(await told(restored)).toEqual(before);
  expect(await restored.store.check({})).toMatchObject({ damaged: 0 });
  expect(await restored.access.verifyAudit({})).toMatchObject({ broken: null });
  await write(restored, 100); // and goes on
}, 60_000);

test('what is written while a backup is made is in it up to one moment and not beyond, and no write waits for its end', async () => {
  const client = await filled();
  let n = 40;
  let acknowledged = 0;
  let during = 0;
  const backup = client.store.backup({ folder: join(dir, 'copy') });
  let running = true;
  void backup.finally(() => { running = false; }).catch(() => undefined);
  for (acknowledged = 40; running || n < 60; n++) {
    await write(client, n);
    if (running) during++;
  }
  await backup;
  expect(during).toBeGreaterThan(0);
  await restoreWorkspace(join(dir, 'copy'), join(dir, 'elsewhere'));
  const counts = (await asked(await open(join(dir, 'elsewhere')), 'count_over_time(m[2d])')).map(([, count]) => Number(count));
  expect(new Set(counts).size).toBe(1);
  expect(counts[0]).toBeGreaterThanOrEqual(acknowledged);
  expect(counts[0]).toBeLessThanOrEqual(n);
}, 60_000);

test('without being asked for the vault no secret leaves, sealed or not, nor does any browser stay let in', async () => {
  const client = await filled();
  const { folder } = await client.store.backup({ folder: join(dir, 'copy') });
  await restoreWorkspace(folder, join(dir, 'elsewhere'));
  const restored = await open(join(dir, 'elsewhere'));
  expect(await restored.vault.status({})).toMatchObject({ entries: 0, locked: false });
  const sealed = readFileSync(join(dir, 'keys', readdirSync(join(dir, 'keys'))[0]!), 'utf8');
  expect(bytesOf(folder).includes(PASSWORD)).toBe(false);
  expect(bytesOf(folder).includes(Object.values((JSON.parse(sealed) as { keys: Record<string, string> }).keys)[0]!)).toBe(false);
  expect(bytesOf(folder).includes('secret/')).toBe(false);
}, 60_000);

test('the vault goes along under a passphrase of the copy and opens with it alone; without one it is refused', async () => {
  const client = await filled();
  await expect(client.store.backup({ folder: join(dir, 'copy'), vault: true })).rejects.toMatchObject({ code: 'invalid-input', message: expect.stringContaining('Give a passphrase') });
  expect(existsSync(join(dir, 'copy'))).toBe(false);
  expect(await client.store.backup({ folder: join(dir, 'copy'), vault: true, passphrase: PASSPHRASE })).toMatchObject({ vault: 'passphrase', own: false });
  expect(bytesOf(join(dir, 'copy')).includes(PASSPHRASE)).toBe(false);
  await restoreWorkspace(join(dir, 'copy'), join(dir, 'elsewhere'));
  const restored = await open(join(dir, 'elsewhere'));
  expect(await restored.vault.status({})).toMatchObject({ kind: 'passphrase', locked: true, entries: 2 });
  expect(await restored.vault.unlock({ passphrase: PASSPHRASE })).toMatchObject({ locked: false, entries: 2, damaged: [] });
  await restored.vault.unprotect({}); // a key file of its own: the original's stays as it is
  expect(readdirSync(join(dir, 'keys'))).toHaveLength(2);
  await hosts.shift()!.close();
  expect(await (await open()).vault.status({})).toMatchObject({ kind: 'file', locked: false, entries: 2, damaged: [] });
}, 60_000);

test('a folder that is not empty, or no whole path, is refused and not touched', async () => {
  const client = await open();
  mkdirSync(join(dir, 'full'));
  writeFileSync(join(dir, 'full', 'letter.txt'), 'Dear');
  await expect(client.store.backup({ folder: join(dir, 'full') })).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining('letter.txt') });
  await expect(client.store.backup({ folder: 'here' })).rejects.toMatchObject({ code: 'invalid-input' });
  expect(readdirSync(join(dir, 'full'))).toEqual(['letter.txt']);
  await client.store.backup({ folder: join(dir, 'copy') });
  await expect(restoreWorkspace(join(dir, 'copy'), join(dir, 'full'))).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining('letter.txt') });
});

test('one backup at a time; one that is left is given up and leaves nothing; one that was cut off is taken away by the next', async () => {
  const client = await filled();
  const leaving = new AbortController();
  const first = client.store.backup({ folder: join(dir, 'copy') }, leaving.signal);
  await expect(client.store.backup({ folder: join(dir, 'other') })).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining(join(dir, 'copy')) });
  leaving.abort();
  await expect(first).rejects.toBeDefined();
  await expect.poll(async () => (await client.store.backups({})).running).toBeNull();
  expect([existsSync(join(dir, 'copy')), existsSync(join(dir, 'other'))]).toEqual([false, false]);
  mkdirSync(join(dir, 'copy'));
  writeFileSync(join(dir, 'copy', 'metrics.db.partial'), 'cut off');
  const cut = join(dir, 'data', 'snapshots', '20260101T000000Z-0123456789abcdef');
  mkdirSync(cut, { recursive: true });
  await client.store.backup({ folder: join(dir, 'copy') });
  expect(readdirSync(join(dir, 'copy')).sort()).toEqual(['manifest.json', 'metrics.db', 'stratoscope.db']);
  expect(existsSync(cut)).toBe(false);
});

test('snapshots can be deleted, and nothing else can', async () => {
  const client = await open();
  const { name } = await client.store.snapshot({});
  await client.store.backup({ folder: join(dir, 'copy') });
  expect((await client.store.backups({})).kept).toHaveLength(2);
  for (const other of ['../../copy', '.', '', 'copy']) await expect(client.store.removeSnapshot({ name: other })).rejects.toMatchObject({ code: 'not-found' });
  await client.store.removeSnapshot({ name });
  expect((await client.store.backups({})).kept.map(({ folder }) => folder)).toEqual([join(dir, 'copy')]);
});

test.each([
  { what: 'a flipped bit', damage: (folder: string) => { const path = join(folder, 'metrics.db'); const bytes = readFileSync(path); bytes[5000]! ^= 1; writeFileSync(path, bytes); }, code: 'bad-data', says: /metrics\.db is damaged: its checksum/ },
  { what: 'a file cut short', damage: (folder: string) => truncateSync(join(folder, 'stratoscope.db'), 4096), code: 'bad-data', says: /stratoscope\.db is damaged: it has 4096 bytes and not \d+/ },
  { what: 'a file that is gone', damage: (folder: string) => rmSync(join(folder, 'metrics.db')), code: 'not-found', says: /metrics\.db is gone/ },
  { what: 'no manifest', damage: (folder: string) => rmSync(join(folder, 'manifest.json')), code: 'not-found', says: /holds no whole backup/ },
  { what: 'a manifest that is none', damage: (folder: string) => writeFileSync(join(folder, 'manifest.json'), '{"program":"stratoscope"'), code: 'bad-data', says: /manifest\.json is damaged/ },
  { what: 'a manifest that names a file elsewhere', damage: (folder: string) => edit(folder, text => text.replace('"metrics.db"', '"../metrics.db"')), code: 'bad-data', says: /manifest\.json is damaged/ },
  { what: 'a backup of a later version', damage: (folder: string) => edit(folder, text => text.replace('"format": 1', '"format": 2')), code: 'conflict', says: /1\.2\.3, which is newer/ },
])('a backup with $what is refused by name before anything is written', async ({ damage, code, says }) => {
  const client = await open();
  const { folder } = await client.store.backup({ folder: join(dir, 'copy') });
  damage(folder);
  await expect(restoreWorkspace(folder, join(dir, 'elsewhere'))).rejects.toMatchObject({ code, message: expect.stringMatching(says) });
  expect(existsSync(join(dir, 'elsewhere'))).toBe(false);
});

const edit = (folder: string, change: (text: string) => string) => writeFileSync(join(folder, 'manifest.json'), change(readFileSync(join(folder, 'manifest.json'), 'utf8')));
