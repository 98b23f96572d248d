import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, unlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../../../src-main/base/clock.ts';
import { ScrapeFailure } from '../../../../src-main/collect/failure.ts';
import { type Outposts, outpost, pingCommand } from '../../../../src-main/collect/probes/outpost.ts';
import { type ProbeRun, runProbe } from '../../../../src-main/collect/probes/run.ts';
import { ProbeConfig, type ProbeInput } from '../../../../src-main/shared/model/probe.ts';
import { HostId } from '../../../../src-main/shared/model/sshhost.ts';
import { CHAIN, CHAIN_KEY, CHAIN_ROOT } from '../../../servers/certificates.ts';
import { type Dnsmasq, startDnsmasq } from '../../../servers/dnsmasq.ts';
import { freePort } from '../../../servers/freeport.ts';
import { page, type PageServer, startPageServer } from '../../../servers/pageserver.ts';
import { makeKey, noSshd, type Sshd, startSshd } from '../../../servers/sshd.ts';
import { type Desk, openDesk } from '../../providers/ssh/desk.ts';
import { pings } from './ping.ts';
import { type Peer, tlsPeer } from './peers.ts';

const TARGETS = ["127.0.0.1; touch /tmp/x", '$(reboot)', '`id`', "a' 'b", '-c99', '127.0.0.1\nid', 'a|b', 'a&', '"a"', 'a>b', '*', '~root', '\\'];
let dir: string;
let desk: Desk;
let sshd: Sshd;
let closed: Sshd;
let pages: PageServer;
let secured: Peer;
let dnsmasq: Dnsmasq | null;
let outposts: Outposts;

beforeAll(async () => {
  if (noSshd() !== undefined) return;
  dir = mkdtempSync(join(tmpdir(), 'stratoscope-outpost-'));
  const key = makeKey(join(dir, 'id'));
  sshd = await startSshd({ authorizedKeys: [key] });
  closed = await startSshd({ authorizedKeys: [key], config: ['AllowTcpForwarding no'] });
  pages = await startPageServer(page('all is well\n'));
  secured = await tlsPeer({ key: CHAIN_KEY, cert: CHAIN }, (_request, response) => { response.end('all is well\n'); });
  dnsmasq = await startDnsmasq();
  desk = openDesk();
  for (const each of [sshd, closed]) desk.believe(each);
  desk.host({ name: 'web-1', port: sshd.port, auth: { agent: false, keyFiles: [key.path] } });
  desk.host({ name: 'closed', port: closed.port, auth: { agent: false, keyFiles: [key.path] } });
  desk.host({ name: 'stranger', port: sshd.port, auth: { agent: false, keyFiles: [] } });
  const names = ['web-1', 'closed', 'stranger'];
  outposts = {
    nameOf: host => names.includes(host) ? host : null,
    connected: host => desk.ssh.state(host).connection === 'open',
    dial: (...how) => desk.ssh.dial(...how),
    exec: (host, command, options) => desk.ssh.exec(host, `PATH=${dir}:$PATH; export PATH; ${command}`, options),
  };
});
afterAll(async () => {
  await desk?.end();
  for (const each of [sshd, closed, pages, secured, dnsmasq]) await each?.stop();
  if (dir) rmSync(dir, { recursive: true, force: true });
});
beforeEach(context => { if (noSshd() !== undefined) context.skip(noSshd()); });

const probe = (input: ProbeInput, from = 'web-1'): Promise<ProbeRun> => {
  const config = ProbeConfig.parse({ from, timeoutMs: 4000, ...input });
  return runProbe(config, outpost(outposts, HostId.parse(from)), systemClock, new AbortController().signal);
};
const measured = ({ series }: ProbeRun, name: string) => series.get(name)?.value;

test('a page is fetched from over there, plainly and over TLS', async () => {
  const plain = await probe({ kind: 'http', target: `${pages.url}/`, http: { bodyMatches: 'well' } });
  expect(plain).toMatchObject({ ok: true, detail: 'HTTP 1.1, status 200, 12 bytes' });
  const tls = await probe({ kind: 'http', target: `https://127.0.0.1:${secured.port}/`, ca: CHAIN_ROOT });
  expect(tls).toMatchObject({ ok: true, detail: 'HTTP 2, status 200, 12 bytes, TLS 1.3, certificate of localhost until 2090-01-01', certificateExpires: Date.UTC(2090, 0, 1) });
  expect([measured(tls, 'probe_ip_protocol'), measured(tls, 'probe_http_version'), measured(tls, 'probe_dns_lookup_time_seconds')]).toEqual([4, 2, undefined]);
});

test('a name is looked up over there, so nothing is said of that', async () => {
  const run = await probe({ kind: 'http', target: `http://localhost:${pages.port}/` });
  expect(run.ok).toBe(true);
  expect([...run.series.keys()].filter(name => /lookup|probe_ip|resolve/.test(name))).toEqual([]);
});

test('where nobody listens over there, the probe was made and says no', async () => {
  const port = await freePort();
  for (const input of [{ kind: 'tcp', target: `127.0.0.1:${port}` }, { kind: 'http', target: `http://127.0.0.1:${port}/` }] as const) {
    expect(await probe(input)).toMatchObject({ ok: false, detail: expect.stringMatching(/^from web-1: .*Connection refused/) });
  }
  expect(await probe({ kind: 'tcp', target: `127.0.0.1:${pages.port}` })).toMatchObject({ ok: true });
});

test.each([
  { from: 'closed', why: 'the server allows no forwarding', says: /^nothing can be probed from closed: .*; its sshd does not allow it/ },
  { from: 'stranger', why: 'nobody can log in', says: /nothing can be probed from stranger: / },
  { from: 'gone', why: 'there is no such host any more', says: /the SSH host that this probe is made from is gone/ },
])('a probe could not be made when $why', async ({ from, says }) => {
  const failure = await probe({ kind: 'tcp', target: `127.0.0.1:${pages.port}` }, from).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(ScrapeFailure);
  expect(failure).toMatchObject({ message: expect.stringMatching(says) });
});

test('a name server is asked from over there, over TCP', async ({ skip }) => {
  if (dnsmasq === null) return skip('dnsmasq is not installed');
  const run = await probe({ kind: 'dns', target: `127.0.0.1:${dnsmasq.port}`, dns: { name: 'x.example', type: 'SOA', transport: 'tcp' } });
  expect([run.ok, measured(run, 'probe_dns_serial')]).toEqual([true, 2024010101]);
});

test.for(pings())('$name runs over there', async ({ path, missing }, { skip }) => {
  if (missing !== null) return skip(missing);
  symlinkSync(path, join(dir, 'ping'));
  onTestFinished(() => { unlinkSync(join(dir, 'ping')); });
  const run = await probe({ kind: 'icmp', target: '127.0.0.1' });
  expect([run.ok, measured(run, 'probe_icmp_reply_hop_limit')]).toEqual([true, 64]);
  expect(await probe({ kind: 'icmp', target: 'nowhere.invalid' })).toMatchObject({ ok: false, detail: expect.stringMatching(/^nowhere\.invalid gave no answer: /) });
});

test.each(TARGETS)('%j is never handed to a shell', target => {
  expect(() => pingCommand({ host: target, addresses: null }, 1000)).toThrow('is no host');
  expect(ProbeConfig.safeParse({ kind: 'icmp', target }).success).toBe(target.trim() !== target && ProbeConfig.safeParse({ kind: 'icmp', target: target.trim() }).success);
});

test('a shell takes the command for one program and its arguments', () => {
  const printed = execFileSync('sh', ['-c', pingCommand({ host: 'fe80::1%eth0', addresses: null }, 1500).replace(' ping ', " printf '<%s>' ")], { encoding: 'utf8' });
  expect(printed).toBe('<-n><-c><1><-W><2><fe80::1%eth0>');
});
