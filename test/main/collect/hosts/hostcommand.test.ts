import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type HostId, UserCommand } from '../../../../src-main/shared/model/sshhost.ts';
import { noSshd, type Sshd, startSshd } from '../../../servers/sshd.ts';
import { openWatch, type Watch } from './watch.ts';

const missing = noSshd();
const COMMANDS = [
  { name: 'answer', command: 'echo 42', unit: 'bytes' },
  { name: 'hits', command: 'echo 0; exit 1' }, // as grep -c does when there is nothing
  { name: 'queue', command: 'printf "mail 5\\nweb: 7\\n"', format: 'pairs' as const },
  { name: 'page', command: 'printf "# TYPE jobs_total counter\\njobs_total{kind=\\"a\\"} 3\\n"', format: 'exposition' as const },
  { name: 'words', command: 'echo hello; echo trouble >&2; exit 3' },
  { name: 'slow', command: 'sleep 30', timeoutMs: 300 },
  { name: 'long', command: 'yes', maxBytes: 1000 },
  { name: 'greedy', command: 'echo up 1', format: 'exposition' as const },
];
let watch: Watch;
let sshd: Sshd;
let id: HostId;
beforeAll(async () => {
  watch = await openWatch();
  if (missing !== undefined) return;
  sshd = await startSshd({ authorizedKeys: [watch.key] });
  watch.believe(sshd);
  ({ id } = await watch.hosts.add(watch.config({ port: sshd.port, collectors: ['load'], commands: COMMANDS }), {}));
});
afterAll(async () => {
  await watch.end();
  await sshd?.stop();
});
const state = (name: string) => watch.state(id).commands.find(command => command.name === name)!;
const ran = async (name: string) => {
  await expect.poll(() => state(name).lastRun, { timeout: 10_000, interval: 20 }).not.toBeNull();
  return state(name);
};
const values = (name: string, labels: string) => watch.appender.values(`${name}{${labels.replace('…', 'instance="web",job="ssh"')}}`);

describe.skipIf(missing !== undefined)(`a command of the user’s${missing ? ` (${missing})` : ''}`, () => {
  test('that writes a number is a series with its unit', async () => {
    expect(await ran('answer')).toMatchObject({ exitCode: 0, output: '42\n', error: null, samples: 2, lastMs: expect.any(Number) });
    expect([values('answer', '…')[0], values('host_command_success', 'command="answer",…')[0], values('host_command_exit_code', 'command="answer",…')[0]]).toEqual([42, 1, 0]);
    expect(values('host_command_duration_seconds', 'command="answer",…')[0]).toBeGreaterThan(0);
    expect(watch.appender.annotations).toContainEqual({ name: 'answer', type: 'gauge', help: '', unit: 'bytes' });
  });

  test('counts by what it writes, not by its exit code, which is a series of its own', async () => {
    expect(await ran('hits')).toMatchObject({ exitCode: 1, error: null });
    expect([values('hits', '…')[0], values('host_command_exit_code', 'command="hits",…')[0]]).toEqual([0, 1]);
  });

  test('that writes keys and values is a series a key', async () => {
    await ran('queue');
    expect([values('queue', '…,key="mail"')[0], values('queue', '…,key="web"')[0]]).toEqual([5, 7]);
  });

  test('that writes exposition text is what stands there', async () => {
    await ran('page');
    expect(values('jobs_total', '…,kind="a"')[0]).toBe(3);
    expect(watch.appender.annotations).toContainEqual(expect.objectContaining({ name: 'jobs_total', type: 'counter' }));
  });

  test('that writes something else fails, its output and exit code in view', async () => {
    expect(await ran('words')).toMatchObject({ exitCode: 3, output: 'hello\ntrouble\n', samples: 0, error: 'line 1: expected one number, got "hello"' });
    expect(values('host_command_success', 'command="words",…')[0]).toBe(0);
  });

  test('that takes too long is ended; one that writes too much, too', async () => {
    expect(await ran('slow')).toMatchObject({ exitCode: null, error: 'The command did not end within 300 ms.' });
    expect(await ran('long')).toMatchObject({ exitCode: null, error: expect.stringContaining('more than 1000 bytes') });
  });

  test('can’t write what a scrape says of itself', async () => {
    expect((await ran('greedy')).error).toMatch(/up is what every scrape says of itself/);
    expect(values('up', '…')[0]).toBe(1);
  });

  test('leaves the host’s own scrape as it is', async () => {
    await watch.becomes(id, { health: 'up' });
    expect(values('node_load1', '…').length).toBeGreaterThan(0);
  });
});

test('two commands of one name are refused', () => {
  expect(() => watch.config({ port: 1, commands: [{ name: 'a', command: 'x' }, { name: 'a', command: 'y' }] })).toThrow('two commands have the same name');
  expect(UserCommand.safeParse({ name: '5x', command: 'x' }).success).toBe(false);
});
