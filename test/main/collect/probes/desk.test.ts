import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../../../src-main/base/clock.ts';
import { ScrapeFailure } from '../../../../src-main/collect/failure.ts';
import { desk } from '../../../../src-main/collect/probes/desk.ts';
import { Names } from '../../../../src-main/collect/probes/names.ts';
import { runProbe } from '../../../../src-main/collect/probes/run.ts';
import { ProbeConfig, type ProbeInput } from '../../../../src-main/shared/model/probe.ts';

const ending: (() => Promise<unknown>)[] = [];
afterEach(async () => { for (const end of ending.splice(0).reverse()) await end(); });
const never = new AbortController().signal;

describe('names', () => {
  test('an address is its own, and so is localhost', async () => {
    const names = new Names();
    expect(await names.lookup('192.0.2.7', 'any', never)).toEqual([{ address: '192.0.2.7', family: 4 }]);
    expect(await names.lookup('2001:db8::7', 'ip6', never)).toEqual([{ address: '2001:db8::7', family: 6 }]);
    expect(await names.lookup('localhost', 'ip4', never)).toEqual([{ address: '127.0.0.1', family: 4 }]);
    await expect(names.lookup('127.0.0.1', 'ip6', never)).rejects.toThrow('127.0.0.1 has no IPv6 address');
    await expect(names.lookup('nowhere.invalid', 'any', never)).rejects.toThrow('no such host: nowhere.invalid');
  });

  test('a hundred names that hang hold up none that does not, and end when they are given up', async () => {
    const server = createSocket('udp4');
    server.on('message', (query, from) => {
      if (!query.includes('good')) return;
      const isAddress = query[query.length - 3] === 1; // A, not AAAA
      const reply = Buffer.concat([query, isAddress ? Buffer.from('c00c00010001000000010004c0000207', 'hex') : Buffer.alloc(0)]);
      reply[2]! |= 0x80;
      reply[7] = isAddress ? 1 : 0;
      server.send(reply, from.port, from.address);
    });
    server.bind(0, '127.0.0.1');
    await once(server, 'listening');
    ending.push(async () => { server.close(); });
    const names = new Names([`127.0.0.1:${server.address().port}`]);
    const leave = new AbortController();
    const hanging = Array.from({ length: 100 }, (_, i) => names.lookup(`slow-${i}.example`, 'any', leave.signal));
    const start = performance.now();
    expect(await names.lookup('good.example', 'any', never)).toEqual([{ address: '192.0.2.7', family: 4 }]);
    expect(performance.now() - start).toBeLessThan(1000);
    leave.abort(new Error('given up'));
    for (const each of await Promise.allSettled(hanging)) expect(each).toMatchObject({ status: 'rejected', reason: { message: 'given up' } });
    expect(performance.now() - start).toBeLessThan(2000);
  });
});

describe.skipIf(process.platform !== 'linux')('ping', () => {
  const probe = (ping: string, more: Partial<ProbeInput> = {}) =>
    runProbe(ProbeConfig.parse({ kind: 'icmp', target: '127.0.0.1', timeoutMs: 2000, ...more }), desk(new Names(), ping), systemClock, never);
  function script(text: string): string {
    const dir = mkdtempSync(join(tmpdir(), 'ping-'));
    ending.push(async () => rmSync(dir, { recursive: true, force: true }));
    const path = join(dir, 'ping');
    writeFileSync(path, `#!/bin/sh\n${text}\n`);
    chmodSync(path, 0o755);
    return path;
  }

  test.each([
    { what: 'is not there', ping: () => '/nowhere/ping', says: /\/nowhere\/ping is not installed on this computer .*127\.0\.0\.1 was not asked/ },
    { what: 'may not', ping: () => script('echo "ping: socket: Operation not permitted" >&2; exit 2'), says: /^ping on this computer may not send ICMP as this user: socket: Operation not permitted$/ },
    { what: 'is another one', ping: () => script(`echo "ping: invalid option -- 'W'" >&2; exit 64`), says: /^ping on this computer does not understand how we call it: invalid option/ },
  ])('one that $what makes no probe', async ({ ping, says }) => {
    const failure = await probe(ping()).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ScrapeFailure);
    expect(failure).toMatchObject({ message: expect.stringMatching(says) });
  });

  test('one that hangs is ended at the deadline, and prints in English', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'ping-'));
    ending.push(async () => rmSync(dir, { recursive: true, force: true }));
    const path = script(`echo "$LC_ALL $*" >${dir}/called; exec sleep 30`);
    expect(await probe(path, { timeoutMs: 300 })).toMatchObject({ ok: false, detail: 'no whole answer within 0.3 s' });
    expect(readFileSync(join(dir, 'called'), 'utf8')).toBe('C -n -c 1 -W 1 127.0.0.1\n');
  });

  test('of what prints without end no more is taken than there is room for', async () => {
    const flood = probe(script('while :; do echo "64 bytes of nothing, again and again, for ever and ever"; done'), { timeoutMs: 5000 });
    await expect(flood).rejects.toThrow(/printed more than 65536 bytes about 127\.0\.0\.1/);
  });
});
