import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { windowCaller } from '../../../src-main/access/caller.ts';
import { openLog } from '../../../src-main/base/log.ts';
import { type Host, openHost } from '../../../src-main/host/host.ts';
import { openWorkspaceVault } from '../../../src-main/host/vault.ts';
import { contract } from '../../../src-main/shared/contract/index.ts';
import { connect } from '../../../src-main/shared/rpc/client.ts';
import type { Reply, Request } from '../../../src-main/shared/rpc/contract.ts';
import { portPair } from '../../../src-main/shared/rpc/ports.ts';
import { serve } from '../../../src-main/shared/rpc/server.ts';
import { openWorkspace } from '../../../src-main/store/workspace.ts';
import { placesFrom } from '../../../src-main/shell/places.ts';
import { startPageServer } from '../../servers/pageserver.ts';

let dir: string;
let host: Host | undefined;
const log: string[] = [];
beforeEach(() => { dir = mkdtempSync(join(tmpdir(), 'stratoscope-hostvault-')); log.length = 0; });
afterEach(async () => {
  await host?.close();
  host = undefined;
  rmSync(dir, { recursive: true, force: true });
});

const PASSPHRASE = 'correct horse battery staple';
const places = placesFrom(pathToFileURL('src-main/shell/cli.ts').href);
const keyDir = () => join(dir, 'keys');

async function open(dataDir = join(dir, 'data')) {
  await host?.close();
  host = await openHost({
    dataDir, keyDir: keyDir(), workspace: 'default', door: 'headless', version: '0.0.0', workers: places.workers, collecting: true, self: false, ownerTokens: [], linkWith: code => code,
    log: openLog('trace', { write: line => { log.push(line); } }),
  });
  const pair = portPair<Reply, Request>();
  serve(host.service, pair.near, windowCaller(), host.journal);
  return connect(contract, pair.far);
}

/** Every byte of the folder. */
const bytesOf = (folder: string) => Buffer.concat(readdirSync(folder).sort().map(name => readFileSync(join(folder, name))));

test('a passphrase is set, asked for after a start, and stands in no file, record or line of the log', async () => {
  const client = await open();
  expect(await client.vault.status({})).toMatchObject({ kind: 'file', locked: false, entries: 0 });
  expect(await client.vault.protect({ passphrase: PASSPHRASE })).toMatchObject({ kind: 'passphrase', locked: false });
  const again = await open();
  expect(await again.vault.status({})).toMatchObject({ kind: 'passphrase', locked: true });
  for await (const status of again.host.status({})) { expect(status.vault).toEqual({ kind: 'passphrase', locked: true, entries: 0, problem: null }); break; }
  await expect(again.vault.unlock({ passphrase: 'not this one either' })).rejects.toMatchObject({ code: 'invalid-input' });
  await expect(again.vault.protect({ passphrase: 'short' })).rejects.toMatchObject({ code: 'invalid-input', message: expect.not.stringContaining('"short"') });
  expect(await again.vault.unlock({ passphrase: PASSPHRASE })).toMatchObject({ locked: false });
  expect(await again.vault.rotate({})).toMatchObject({ locked: false });
  expect(await again.vault.lock({})).toMatchObject({ locked: true });
  const records = await again.access.audit({ limit: 100 });
  expect(records.filter(({ path, outcome }) => path === 'vault.unlock' && outcome !== 'started').map(({ outcome }) => outcome)).toEqual(['done', 'failed']);
  for (const text of [PASSPHRASE, 'not this one either']) {
    expect(JSON.stringify(records)).not.toContain(text);
    expect(bytesOf(join(dir, 'data')).includes(text)).toBe(false);
    expect(log.join('')).not.toContain(text);
  }
  expect(existsSync(keyDir())).toBe(false);
}, 120_000); // four passphrases at full cost, on a machine that may be busy

test('a password of a target reaches its exporter, and stands in no file, record, answer or line of the log', async () => {
  const password = 'hunter2-of-the-exporter';
  const server = await startPageServer((request, response) => {
    if (request.headers.authorization !== `Basic ${Buffer.from(`ann:${password}`).toString('base64')}`) response.writeHead(401).end();
    else if (request.url === '/broken') request.socket.destroy();
    else response.end('a 1\n');
  });
  const client = await open();
  const config = (path: string) => ({ job: 'web', url: `${server.url}${path}`, instance: path, auth: { kind: 'basic', username: 'ann' } }) as const;
  const good = await client.targets.add({ config: config('/metrics'), secrets: { password } });
  const bad = await client.targets.add({ config: config('/broken'), secrets: { password } });
  const health = async () => Object.fromEntries((await client.targets.list({})).map(({ id, health }) => [id, health]));
  await expect.poll(health, { timeout: 10_000 }).toEqual({ [good.id]: 'up', [bad.id]: 'down' });
  const tested: unknown[] = [];
  for await (const step of client.targets.test({ config: config('/broken'), secrets: { password } })) tested.push(step);
  await expect(client.targets.add({ config: config('/metrics'), secrets: { password } })).rejects.toMatchObject({ code: 'conflict' });
  await expect(client.targets.add({ config: { ...config('/x'), timeoutMs: 1 }, secrets: { password } })).rejects.toMatchObject({ code: 'invalid-input' });
  const audit = await client.access.audit({ limit: 100 });
  const text = await client.exports.range({ query: { promql: '{__name__=~".+"}', from: Date.now() - 60_000, to: Date.now(), step: 15_000 }, format: 'csv' });
  expect(text).toContain('scrape_duration_seconds');
  const shown = JSON.stringify([await client.targets.list({}), tested, audit, text, await client.host.diagnostics({}), await client.host.metrics({})]);
  expect(audit.filter(({ path }) => path === 'targets.add').length).toBeGreaterThan(3);
  expect(await client.vault.status({})).toMatchObject({ kind: 'file', entries: 2, locked: false });
  for (const spelled of [password, Buffer.from(password).toString('base64'), Buffer.from(`ann:${password}`).toString('base64'), Buffer.from(password).toString('hex')]) {
    expect(shown).not.toContain(spelled);
    expect(bytesOf(join(dir, 'data')).includes(spelled)).toBe(false);
    expect(log.join('')).not.toContain(spelled);
  }
  await server.stop();
});

test('a workspace that is moved finds its key again; a copy without the key folder does not', async () => {
  const db = (at: string) => openWorkspace(join(at, 'stratoscope.db'));
  const first = join(dir, 'first');
  const client = await open(first);
  await client.vault.status({});
  await host?.close();
  host = undefined;
  const before = db(first);
  await (await openWorkspaceVault(before, { dataDir: first, keyDir: keyDir() })).put('x', 'y');
  before.close();
  cpSync(first, join(dir, 'second'), { recursive: true });
  rmSync(first, { recursive: true });
  const moved = db(join(dir, 'second'));
  expect(await (await openWorkspaceVault(moved, { dataDir: join(dir, 'second'), keyDir: keyDir() })).get('x')).toBe('y');
  const elsewhere = await openWorkspaceVault(moved, { dataDir: join(dir, 'second'), keyDir: join(dir, 'other') });
  expect(elsewhere.status()).toMatchObject({ locked: true, trouble: expect.stringContaining('is gone') });
  moved.close();
});

test.each(['', 'keys', 'a/../b'])('a key folder inside of the workspace (%j) is refused', async below => {
  const db = openWorkspace(':memory:');
  await expect(openWorkspaceVault(db, { dataDir: dir, keyDir: join(dir, below) })).rejects.toMatchObject({ code: 'invalid-input', message: expect.stringContaining('outside') });
  await expect(openWorkspaceVault(db, { dataDir: dir, keyDir: `${dir}-keys` })).resolves.toBeDefined();
  db.close();
});
