import { execFile } from 'node:child_process';
import { AccountId, type CloudMachine, machineIdOf } from '../../shared/model/cloud.ts';
import { AppError } from '../../shared/model/errors.ts';
import { type CommandEnd, plainCommand, POSIX_CAPABILITIES, powerCommand, powerReceipt } from '../posixpower.ts';
import type { Provider } from '../provider.ts';

export interface SelfParts {
  /** the `instance` label of this computer */
  readonly name: string;
  readonly user: string;
  /** Runs a shell's text. */
  readonly run: (command: string, signal: AbortSignal) => Promise<CommandEnd>;
}

const REGION = 'self';
const NOBODY = AccountId.parse('self');

export const machineOfSelf = (name: string): CloudMachine => ({
  id: machineIdOf('self', REGION, name), provider: 'self', accountId: NOBODY, region: REGION, nativeId: name, name, power: 'running', nativePower: 'running',
  zone: '', size: '', image: '', architecture: process.arch, platform: process.platform, network: '', privateAddresses: [], publicAddresses: [], tags: {}, launchedAt: null, metricPeriodMs: null,
});

/** This computer, which can reboot itself and go down, where its user may. */
export const selfMachine = ({ name, user, run }: SelfParts): Provider => ({
  kind: 'self', capabilities: POSIX_CAPABILITIES, metrics: null,
  credentials: async () => `the user ${user}`,
  identity: async () => ({ account: name, user }),
  regions: async () => [REGION],
  list: async (_region, signal) => {
    signal.throwIfAborted();
    return [machineOfSelf(name)];
  },
  protection: async () => ({ terminate: null, stop: null }),
  act: async (action, _machine, { dryRun }, signal) => powerReceipt(await run(powerCommand(action, dryRun), signal), plainCommand(action), name, dryRun),
  setTags: async () => { throw new AppError('provider-refused', 'This computer has no tags.'); },
  close: () => undefined,
});

const DEADLINE_MS = 15_000;

/** Runs it here, as whoever runs this program. */
export const runHere: SelfParts['run'] = (command, signal) => new Promise((resolve, reject) => {
  execFile('/bin/sh', ['-c', command], { timeout: DEADLINE_MS, signal, encoding: 'utf8' }, (error, stdout, stderr) => {
    if (signal.aborted) return reject(signal.reason);
    if (error !== null && typeof error.code !== 'number' && error.killed !== true) return reject(new AppError('provider-refused', `No command can be run here: ${error.message}.`, { cause: error }));
    resolve({ code: error === null ? 0 : typeof error.code === 'number' ? error.code : null, stdout, stderr });
  });
});
