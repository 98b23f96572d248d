import type { Client } from 'ssh2';
import { SSH_STEPS, type SshStep, type SshTestStep } from '../../shared/model/sshhost.ts';
import { withDeadline } from '../../base/deadline.ts';
import { runCommand } from './command.ts';
import { failureAt, SshFailure } from './failure.ts';
import { type Ground, reach } from './reach.ts';
import type { Hop } from './route.ts';

const COMMAND = 'echo stratoscope';
const COMMAND_MS = 10_000;

/**
 * Logs into every machine on the way anew and runs a first command on the last, told step by step. Nothing of it is kept.
 * route   rejects with SshFailure where there is no way
 */
export function testLogin(route: () => Promise<readonly Hop[]>, ground: Ground, signal: AbortSignal): ReadableStream<SshTestStep> {
  const end = new AbortController();
  const either = AbortSignal.any([signal, end.signal]);
  return new ReadableStream<SshTestStep>({
    start: controller => {
      void run(route, ground, either, step => { if (!end.signal.aborted) controller.enqueue(step); }).then(
        () => { if (!end.signal.aborted) controller.close(); },
        (error: unknown) => controller.error(error),
      );
    },
    cancel: () => end.abort(new SshFailure('command', 'The test was given up.', { code: 'canceled' })),
  });
}

async function run(route: () => Promise<readonly Hop[]>, ground: Ground, signal: AbortSignal, tell: (step: SshTestStep) => void): Promise<void> {
  const clients: Client[] = [];
  let hop = '', next: SshStep = 'name', since = ground.clock.monotonic();
  const ms = () => {
    const before = since;
    since = ground.clock.monotonic();
    return since - before;
  };
  const passed = (step: SshStep, detail: string) => {
    next = SSH_STEPS[SSH_STEPS.indexOf(step) + 1] ?? 'command';
    tell({ step, hop, ok: true, ms: ms(), detail, question: null });
  };
  try {
    const way = await route();
    for (const [index, each] of way.entries()) {
      hop = index === way.length - 1 ? '' : each.name;
      const { client } = await reach(each, clients.at(-1) ?? null, ground, passed, signal);
      clients.push(client);
    }
    passed('command', await firstCommand(clients.at(-1)!, ground, signal));
  } catch (error) {
    signal.throwIfAborted();
    const { step, message, question } = failureAt(next, error);
    tell({ step, hop, ok: false, ms: ms(), detail: message, question });
  } finally {
    for (const client of clients.reverse()) client.end();
  }
}

/** Rejects unless a shell does what it is told: a forced command or a restricted account is found out here. */
async function firstCommand(client: Client, { clock }: Ground, signal: AbortSignal): Promise<string> {
  const late = () => new SshFailure('command', `${COMMAND}: no end within ${COMMAND_MS / 1000} s`, { code: 'timeout' });
  const { stdout, stderr, code } = await withDeadline(clock, COMMAND_MS, signal, late, within => runCommand(client, COMMAND, { maxBytes: 64 * 1024 }, within));
  const told = Buffer.from(stdout).toString('utf8');
  if (code === 0 && /^stratoscope\r?$/m.test(told)) return `${COMMAND} ran`;
  const said = (told.trim() || stderr.trim()).split('\n')[0]?.slice(0, 200) ?? '';
  throw new SshFailure('command', `${COMMAND} did not print its word${code === null ? '' : ` (exit code ${code})`}: ${said === '' ? 'nothing was printed' : said}`, { code: 'provider-refused' });
}
