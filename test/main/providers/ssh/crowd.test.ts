import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeKey, noSshd, type Sshd, startSshd } from '../../../servers/sshd.ts';
import { BRIEF, type Desk, openDesk } from './desk.ts';

/** A server that greets, or not, and then hangs. */
interface Hanging { readonly port: number; /** bytes have come from the client */ isAddressed(): boolean; stop(): void }

async function hanging(greeting: string): Promise<Hanging> {
  const sockets: Socket[] = [];
  let isAddressed = false;
  const server: Server = createServer(socket => {
    sockets.push(socket.on('error', () => undefined).on('data', () => { isAddressed = true; }));
    socket.write(greeting);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as { port: number }).port, isAddressed: () => isAddressed,
    stop: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

let desk: Desk;
let sshd: Sshd | undefined;
let crowd: Hanging[] = [];
beforeEach(() => { desk = openDesk({ maxHandshakes: 2 }); });
afterEach(async () => {
  await desk.end();
  for (const each of crowd) each.stop();
  crowd = [];
  await sshd?.stop();
  sshd = undefined;
});

async function gather(count: number, greeting: string): Promise<void> {
  crowd = await Promise.all(Array.from({ length: count }, () => hanging(greeting)));
  for (const [index, { port }] of crowd.entries()) {
    const id = desk.host({ name: `hanging-${index}`, port, auth: { agent: false, password: true } }, { password: 'x' });
    desk.ssh.exec(id, 'true', { ...BRIEF, timeoutMs: 20_000 }).catch(() => undefined);
  }
}
async function good(): Promise<() => Promise<unknown>> {
  const key = makeKey(join(desk.home, 'key'));
  sshd = await startSshd({ authorizedKeys: [key] });
  desk.believe(sshd);
  const id = desk.host({ name: 'good', port: sshd.port, auth: { agent: false, keyFiles: ['~/key'] } });
  return () => desk.ssh.exec(id, 'true', BRIEF);
}
const addressed = () => crowd.filter(each => each.isAddressed()).length;

test('no more handshakes than allowed go on at once, and those that hang make way for the others', async () => {
  await gather(6, 'SSH-2.0-Hanging\r\n');
  await expect.poll(addressed).toBe(2);
  await expect.poll(addressed, { timeout: 3_000 }).toBe(4); // the first two have had their time
  await expect.poll(addressed, { timeout: 3_000 }).toBe(6);
});

test('servers that say nothing at all keep nobody waiting', async ({ skip }) => {
  const missing = noSshd();
  if (missing !== undefined) skip(missing);
  const run = await good();
  await gather(20, '');
  await run(); // in its own time: with two places, 20 of them would take 20 s and more
});
