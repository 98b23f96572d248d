import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import type { RunningHost } from '../servers/host.ts';
import { type KeyPair, makeKey, noSshd, type Sshd, startSshd } from '../servers/sshd.ts';

/** SSH servers and what a host is told of them, one in each state that the page tells apart. */
export interface Watched {
  /** a home folder with OpenSSH's files */
  readonly home: string;
  /** adds hosts and probes; their ids by name */
  add(host: RunningHost): Promise<Readonly<Record<string, string>>>;
  stop(): Promise<void>;
}

/** null where no sshd can be started */
export async function startWatched(): Promise<Watched | null> {
  if (noSshd() !== undefined) return null;
  const home = mkdtempSync(join(tmpdir(), 'stratoscope-watched-'));
  const [key, other] = [makeKey(join(home, 'key')), makeKey(join(home, 'other'))];
  mkdirSync(join(home, '.ssh'), { mode: 0o700 });
  writeFileSync(join(home, '.ssh', 'config'), 'Host node-*\n  User ops\n  IdentitiesOnly yes\nHost node-1\n  HostName 10.0.7.1\nHost node-2\n  HostName 10.0.7.2\n  ProxyCommand nc %h %p\n');
  writeFileSync(join(home, '.ssh', 'known_hosts'), `10.0.9.1 ${other.publicKey}\n`);
  const [good, refusing, unknown, changed] = await Promise.all([startSshd({ authorizedKeys: [key] }), startSshd({ authorizedKeys: [other] }), startSshd({ authorizedKeys: [key] }), startSshd({ authorizedKeys: [key] })]);
  return {
    home,
    add: host => addAll(host, key, other, { good, refusing, unknown, changed }),
    stop: async () => {
      await Promise.all([good, refusing, unknown, changed].map(server => server.stop()));
      rmSync(home, { recursive: true, force: true });
    },
  };
}

async function addAll(host: RunningHost, key: KeyPair, other: KeyPair, servers: Readonly<Record<'good' | 'refusing' | 'unknown' | 'changed', Sshd>>): Promise<Readonly<Record<string, string>>> {
  const ids: Record<string, string> = {};
  const ask = async (path: string, input: object): Promise<{ readonly id: string }> => {
    const answer = await (await host.get(`/api/${path}`, { method: 'POST', body: JSON.stringify(input), headers: { 'content-type': 'application/json' } })).json() as { data: { id: string } };
    return answer.data;
  };
  const trust = ({ port }: Sshd, { type, fingerprint }: Pick<KeyPair, 'type' | 'fingerprint'>) => ask('hosts.trust', { address: '127.0.0.1', port, type, fingerprint });
  const addHost = async (name: string, port: number, more: object = {}) => {
    const config = { name, address: '127.0.0.1', port, user: userInfo().username, auth: { agent: false, keyFiles: [key.path] }, intervalMs: 2000, ...more };
    ids[name] = (await ask('hosts.add', { config })).id;
  };
  const { good, refusing, unknown, changed } = servers;
  for (const server of [good, refusing]) await trust(server, server.hostKeys[0]!);
  await trust(changed, other); // not the key that it will show
  const commands = [{ name: 'backup_age_seconds', command: 'echo 41312', unit: 'seconds', intervalMs: 5000 }, { name: 'queue_length', command: 'postqueue -p', format: 'pairs', intervalMs: 5000 }];
  await addHost('web-1', good.port, { group: 'production', tags: { env: 'prod', role: 'web' }, commands });
  await addHost('web-2', refusing.port, { group: 'production', tags: { env: 'prod' } });
  await addHost('pg-primary-1', changed.port, { group: 'production' });
  await addHost('nas', unknown.port, { group: 'lab' });
  await addHost('gone', 9, { group: 'lab' });
  await addHost('inner', good.port, { proxyJump: 'web-2' });
  const addProbe = (config: object) => ask('probes.add', { config: { intervalMs: 2000, timeoutMs: 1000, ...config } });
  await addProbe({ kind: 'tcp', target: `127.0.0.1:${good.port}`, from: ids['web-1'] });
  await addProbe({ kind: 'http', target: `${host.url}/-/healthy` });
  await addProbe({ kind: 'http', target: 'http://127.0.0.1:9/' });
  await addProbe({ kind: 'dns', target: '127.0.0.1:9', dns: { name: 'example.org' } });
  return ids;
}
