import type { Capabilities, PowerAction, PowerState, Receipt } from '../shared/model/cloud.ts';
import { AppError } from '../shared/model/errors.ts';

/** What a command left behind. code: null when a signal ended it */
export interface CommandEnd { readonly code: number | null; readonly stdout: string; readonly stderr: string }

const NOTHING: Readonly<Record<PowerState, readonly []>> = { running: [], stopped: [], starting: [], stopping: [], terminating: [], terminated: [], unknown: [] };

/** A running system can be asked to go down or to come back; nothing of it can be asked to start. */
export const POSIX_CAPABILITIES: Capabilities = { actions: { ...NOTHING, running: ['reboot', 'stop'] }, dryRun: true, metrics: false, regions: false };

const DOWN: Readonly<Partial<Record<PowerAction, string>>> = { reboot: 'shutdown -r now', stop: 'shutdown -h now' };

/** For people, and to be pasted: what is run where root has to be asked for. */
export const plainCommand = (action: PowerAction): string => `sudo -n ${downOf(action)}`;

/**
 * The shell's text that does it, or finds out whether it may. Root is root already; anybody else goes through sudo without a password.
 * errors  AppError 'provider-refused' for what a running system can't do to itself
 */
export function powerCommand(action: PowerAction, dryRun: boolean): string {
  const command = downOf(action);
  const [asRoot, asUser] = dryRun ? ['command -v shutdown', `sudo -n -l ${command}`] : [command, `sudo -n ${command}`];
  return `PATH="$PATH:/usr/sbin:/sbin"; if [ "$(id -u)" = 0 ]; then ${asRoot}; else ${asUser}; fi`;
}

function downOf(action: PowerAction): string {
  const command = DOWN[action];
  if (command === undefined) throw new AppError('provider-refused', `A running system can be rebooted or shut down: it can't ${action} itself.`);
  return command;
}

/**
 * request  what was run, for people
 * errors   AppError 'forbidden' where sudo does not allow it, 'provider-refused' with the system's own words
 */
export function powerReceipt({ code, stdout, stderr }: CommandEnd, request: string, name: string, dryRun: boolean): Receipt {
  if (code === 0) return { requestId: '', status: 0, request, detail: dryRun ? 'permitted' : firstLine(stderr) || firstLine(stdout) || 'accepted' };
  const told = firstLine(stderr) || firstLine(stdout);
  if (/password is required|a terminal is required|not allowed|may not run|not in the sudoers/i.test(told) || (dryRun && code === 1)) {
    throw new AppError('forbidden', `${name} does not let us do that: ${told || 'sudo refuses without a word'}. Allow \`shutdown\` for this user in /etc/sudoers.d, with NOPASSWD.`);
  }
  throw new AppError('provider-refused', `${name} refused (exit code ${code ?? 'none'}): ${told || 'it printed nothing'}.`);
}

const firstLine = (text: string): string => text.trim().split('\n')[0]?.trim().replace(/\.$/, '').slice(0, 300) ?? '';
