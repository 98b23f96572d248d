import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { windowCaller } from '../../../src-main/access/caller.ts';
import { openLog } from '../../../src-main/base/log.ts';
import { type Host, openHost } from '../../../src-main/host/host.ts';
import { HostId } from '../../../src-main/shared/model/sshhost.ts';
import { contract } from '../../../src-main/shared/contract/index.ts';
import { connect } from '../../../src-main/shared/rpc/client.ts';
import type { Reply, Request } from '../../../src-main/shared/rpc/contract.ts';
import { portPair } from '../../../src-main/shared/rpc/ports.ts';
import { serve } from '../../../src-main/shared/rpc/server.ts';
import { placesFrom } from '../../../src-main/shell/places.ts';
import { page, startPageServer } from '../../servers/pageserver.ts';
import { makeKey, noSshd, startSshd } from '../../servers/sshd.ts';

const places = placesFrom(pathToFileURL('src-main/shell/cli.ts').href);
const ending: (() => Promise<unknown>)[] = [];
let dir: string;
beforeEach(() => { dir = mkdtempSync(join(tmpdir(), 'stratoscope-probing-')); });
afterEach(async () => {
  for (const end of ending.splice(0).reverse()) await end();
  rmSync(dir, { recursive: true, force: true });
});

async function open(): Promise<{ client: ReturnType<typeof clientOf>; close: () => Promise<void> }> {
  const host = await openHost({
    dataDir: join(dir, 'data'), keyDir: join(dir, 'key'), workspace: 'default', door: 'headless', version: '0.0.0', workers: places.workers, collecting: true, self: false,
    ownerTokens: [], linkWith: code => code, log: openLog('silent'),
  });
  let isOpen = true;
  const close = async () => {
    if (isOpen) await host.close();
    isOpen = false;
  };
  ending.push(close);
  return { client: clientOf(host), close };
}
const clientOf = (host: Host) => {
  const pair = portPair<Reply, Request>();
  serve(host.service, pair.near, windowCaller(), host.journal);
  return connect(contract, pair.far);
};

test('what a probe finds can be asked for, is no machine, and is gone on with after a restart', async () => {
  const pages = await startPageServer(page('all is well\n'));
  ending.push(pages.stop);
  const first = await open();
  const { id } = await first.client.probes.add({ config: { kind: 'http', target: pages.url, job: 'web', intervalMs: 1000 } });
  const health = async (client: typeof first.client) => (await client.probes.list({})).map(probe => [probe.id, probe.health]);
  await expect.poll(() => health(first.client), { timeout: 10_000 }).toEqual([[id, 'up']]);
  const { value } = await first.client.metrics.instant({ promql: 'probe_http_status_code', time: Date.now() });
  expect(value).toMatchObject({ kind: 'vector', series: [{ labels: { __name__: 'probe_http_status_code', job: 'web', instance: pages.url }, value: 200 }] });
  expect(await first.client.metrics.metadata({ name: 'probe_made' })).toMatchObject([{ type: 'gauge' }]);
  expect(await first.client.machines.list({})).toEqual([]);
  await first.close();
  const again = await open();
  await expect.poll(() => health(again.client), { timeout: 10_000 }).toEqual([[id, 'up']]);
});

test('a password in the address of a probe is refused, and stands nowhere afterwards', async () => {
  const { client } = await open();
  await expect(client.probes.add({ config: { kind: 'http', target: 'http://ann:hunter2@127.0.0.1:1/' } })).rejects.toMatchObject({ code: 'invalid-input', message: expect.not.stringContaining('hunter2') });
  expect(JSON.stringify([await client.access.audit({}), await client.probes.list({})])).not.toContain('hunter2');
});

test('a host that is reached by SSH is a place to probe from', async ({ skip }) => {
  if (noSshd() !== undefined) return skip(noSshd());
  const pages = await startPageServer(page('all is well\n'));
  const key = makeKey(join(dir, 'id'));
  const sshd = await startSshd({ authorizedKeys: [key] });
  ending.push(pages.stop, sshd.stop);
  const { client } = await open();
  await expect(client.probes.add({ config: { kind: 'http', target: pages.url, from: HostId.parse('nobody') } })).rejects.toMatchObject({ code: 'invalid-input', message: 'There is no such SSH host to probe from.' });
  const [hostKey] = sshd.hostKeys;
  await client.hosts.trust({ address: '127.0.0.1', port: sshd.port, type: hostKey!.type, fingerprint: hostKey!.fingerprint });
  const host = await client.hosts.add({ config: { name: 'web-1', address: '127.0.0.1', port: sshd.port, user: userInfo().username, auth: { agent: false, keyFiles: [key.path] } }, secrets: {} });
  const { id } = await client.probes.add({ config: { kind: 'http', target: pages.url, from: host.id } });
  const state = async () => (await client.probes.list({})).map(({ health, detail }) => [health, detail]);
  await expect.poll(state, { timeout: 15_000 }).toEqual([['up', 'HTTP 1.1, status 200, 12 bytes']]);
  expect(await client.probes.test({ config: { kind: 'tcp', target: '127.0.0.1:1', from: host.id } })).toMatchObject({ ok: false, detail: expect.stringMatching(/^from web-1: /) });
  await client.probes.remove({ id });
  expect(await state()).toEqual([]);
});
