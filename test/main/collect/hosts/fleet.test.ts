import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { noSshd, startSshd } from '../../../servers/sshd.ts';
import { HANGING_SHELL } from '../../../servers/sshrooms.ts';
import { openWatch } from './watch.ts';

const EVERY = 2000;
const GOOD = 12;

test('many hosts keep their cadence while others hang in their shell or never greet; a cut costs no host more than one interval', async ctx => {
  const missing = noSshd();
  if (missing !== undefined) ctx.skip(missing);
  const watch = await openWatch();
  onTestFinished(() => watch.end());
  const [sshd, hung] = await Promise.all([startSshd({ authorizedKeys: [watch.key], config: ['MaxStartups 200'] }), startSshd({ authorizedKeys: [watch.key], config: HANGING_SHELL })]);
  onTestFinished(async () => { await Promise.all([sshd.stop(), hung.stop()]); });
  for (const each of [sshd, hung]) watch.believe(each);
  const silent = createServer(socket => { socket.on('error', () => undefined); }).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  onTestFinished(() => { silent.close(); });
  const silentPort = (silent.address() as { port: number }).port;
  const add = (name: string, port: number) => watch.hosts.add(watch.config({ name, port, collectors: ['load'], intervalMs: EVERY, timeoutMs: EVERY }), {});
  for (let i = 0; i < 3; i++) {
    await add(`hung-${i}`, hung.port);
    await add(`silent-${i}`, silentPort);
  }
  for (let i = 0; i < GOOD; i++) await add(`good-${i}`, sshd.port);

  const goods = Array.from({ length: GOOD }, (_, i) => `good-${i}`);
  /** of regular scrapes; the first one comes at once */
  const times = (name: string) => watch.appender.times(`up{instance="${name}",job="ssh"}`).slice(1);
  const answered = (name: string) => watch.appender.times(`node_load1{instance="${name}",job="ssh"}`).slice(1);
  const rounds = (count: number) => expect.poll(() => Math.min(...goods.map(name => times(name).length)), { timeout: 30_000 }).toBeGreaterThanOrEqual(count);
  await rounds(1);
  sshd.cut();
  await rounds(4);

  for (const name of goods) {
    const due = times(name);
    expect(due.map(time => (time - due[0]!) % EVERY), name).toEqual(due.map(() => 0));
    expect(Math.max(...answered(name).slice(1).map((time, i) => time - answered(name)[i]!)), name).toBeLessThanOrEqual(2 * EVERY);
  }
  const states = watch.hosts.list().filter(({ config }) => !config.name.startsWith('good'));
  expect(states.map(({ health, config }) => [config.name, health])).toEqual(states.map(({ config }) => [config.name, 'down']));
  expect(new Set(states.map(({ lastError }) => lastError?.step))).toEqual(new Set(['command', 'kex']));
});
