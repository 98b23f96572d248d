import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { windowCaller } from '../../../src-main/access/caller.ts';
import { openLog } from '../../../src-main/base/log.ts';
import { openHost } from '../../../src-main/host/host.ts';
import { contract } from '../../../src-main/shared/contract/index.ts';
import { connect } from '../../../src-main/shared/rpc/client.ts';
import type { Reply, Request } from '../../../src-main/shared/rpc/contract.ts';
import { portPair } from '../../../src-main/shared/rpc/ports.ts';
import { serve } from '../../../src-main/shared/rpc/server.ts';
import { placesFrom } from '../../../src-main/shell/places.ts';
import { startPageServer } from '../../servers/pageserver.ts';
import { makeKey, noSshd, startSshd } from '../../servers/sshd.ts';

const PASSPHRASE = 'correct horse battery staple';
const PASSWORD = 'hunter2-of-the-exporter';

test('an exporter with a password behind an SSH host with a key: both secrets come from the vault, and neither is had while it is locked', async context => {
  const missing = noSshd();
  if (missing !== undefined) context.skip(missing);
  await using open = new AsyncDisposableStack();
  const dir = open.adopt(mkdtempSync(join(tmpdir(), 'stratoscope-behind-')), made => rmSync(made, { recursive: true, force: true }));
  const key = makeKey(join(dir, 'id'));
  const server = open.adopt(await startPageServer((request, response) => {
    if (request.headers.authorization === `Basic ${Buffer.from(`ann:${PASSWORD}`).toString('base64')}`) response.end('a 1\n');
    else response.writeHead(401).end();
  }), started => started.stop());
  const sshd = open.adopt(await startSshd({ authorizedKeys: [key], config: [`PermitOpen 127.0.0.1:${server.port}`] }), started => started.stop());
  const places = placesFrom(pathToFileURL('src-main/shell/cli.ts').href);
  const log: string[] = [];
  const host = open.adopt(await openHost({
    dataDir: join(dir, 'data'), keyDir: join(dir, 'keys'), workspace: 'default', door: 'headless', version: '0.0.0', workers: places.workers, collecting: true, self: false, ownerTokens: [], linkWith: code => code,
    log: openLog('trace', { write: line => { log.push(line); } }),
  }), opened => opened.close());
  const pair = portPair<Reply, Request>();
  serve(host.service, pair.near, windowCaller(), host.journal);
  const client = connect(contract, pair.far);

  const { type, fingerprint } = sshd.hostKeys[0]!;
  await client.hosts.trust({ address: '127.0.0.1', port: sshd.port, type, fingerprint });
  const via = (await client.hosts.add({ config: { name: 'web-1', address: '127.0.0.1', port: sshd.port, user: userInfo().username, auth: { agent: false, key: true }, intervalMs: 3000, timeoutMs: 3000, collectors: ['load'] }, secrets: { privateKey: key.privateKey } })).id;
  const config = { job: 'web', url: `${server.url}/metrics`, instance: 'web-1', via, auth: { kind: 'basic', username: 'ann' }, intervalMs: 3000, timeoutMs: 3000 } as const;
  const steps: string[] = [];
  for await (const { step, ok } of client.targets.test({ config, secrets: { password: PASSWORD } })) steps.push(`${step} ${ok}`);
  expect(steps).toEqual(['address true', 'vault true', 'ssh true', 'request true', 'page true']);
  const { id } = await client.targets.add({ config, secrets: { password: PASSWORD } });
  const state = async () => (await client.targets.list({})).find(target => target.id === id);
  await expect.poll(async () => (await state())?.health, { timeout: 25_000 }).toBe('up');

  await client.vault.protect({ passphrase: PASSPHRASE });
  await client.vault.lock({});
  await expect.poll(async () => (await state())?.lastError?.code, { timeout: 25_000 }).toBe('locked');
  await client.hosts.pause({ id: via, paused: true });
  await client.hosts.pause({ id: via, paused: false });
  await client.vault.unlock({ passphrase: PASSPHRASE });
  await expect.poll(async () => (await state())?.health, { timeout: 25_000 }).toBe('up');

  for (const secret of [PASSWORD, key.privateKey.split('\n')[2]!, PASSPHRASE, Buffer.from(`ann:${PASSWORD}`).toString('base64')]) expect(log.join('')).not.toContain(secret);
}, 120_000); // two passphrases at full cost, on a machine that may be busy
