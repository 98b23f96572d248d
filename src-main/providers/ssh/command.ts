import type { Client, ClientChannel } from 'ssh2';
import { AppError } from '../../shared/model/errors.ts';
import { SshFailure } from './failure.ts';
import { signalChannel } from './internals.ts';

export interface CommandOptions { readonly maxBytes: number; readonly stdin?: Uint8Array | undefined }
export interface CommandResult { readonly stdout: Uint8Array; readonly stderr: string; readonly code: number | null; readonly signal: string | null }

/** More of what a command complains about is dropped, bytes. */
const STDERR_BYTES = 64 * 1024;

/**
 * Runs a command in a channel of its own.
 * errors  SshFailure 'command' when it can't be started or the connection is cut; AppError 'too-large'; the signal's reason, and then the command is
 *         killed where the server allows that
 */
export async function runCommand(client: Client, command: string, { maxBytes, stdin }: CommandOptions, signal: AbortSignal): Promise<CommandResult> {
  const channel = await openChannel(signal, open => client.exec(command, open), late => kill(client, late));
  return new Promise((resolve, reject) => {
    const stdout: Buffer[] = [], stderr: Buffer[] = [];
    let size = 0, stderrSize = 0, code: number | null = null, killedBy: string | null = null, ended = false;
    const stop = (error: unknown) => {
      signal.removeEventListener('abort', abort);
      kill(client, channel);
      reject(error);
    };
    const abort = () => stop(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    channel.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > maxBytes) stop(new AppError('too-large', `The command wrote more than ${maxBytes} bytes and was stopped.`));
      else stdout.push(chunk);
    });
    channel.stderr.on('data', (chunk: Buffer) => {
      stderrSize += chunk.length;
      if (stderrSize <= STDERR_BYTES) stderr.push(chunk);
    });
    channel.on('exit', (status: number | null, name?: string) => {
      ended = true;
      code = status;
      killedBy = name ?? null;
    });
    channel.on('close', () => {
      signal.removeEventListener('abort', abort);
      if (ended) resolve({ stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr).toString('utf8'), code, signal: killedBy });
      else reject(new SshFailure('command', 'The connection was cut while the command ran.'));
    });
    channel.on('error', (error: Error) => stop(new SshFailure('command', error.message, { cause: error })));
    channel.end(stdin);
  });
}

/** Some servers take no signals, and none takes them for forced commands; closing is all that is left then. */
function kill(client: Client, channel: ClientChannel): void {
  channel.removeAllListeners('data').on('error', () => undefined).resume();
  channel.stderr.resume();
  signalChannel(client, channel, 'KILL');
  channel.close();
}

/**
 * Waits for a channel; one that opens after the signal has aborted is `tooLate`.
 * errors  SshFailure 'command', 'provider-refused' when the server opens none
 */
export function openChannel(signal: AbortSignal, ask: (open: (error: Error | undefined, channel: ClientChannel) => void) => void, tooLate: (channel: ClientChannel) => void): Promise<ClientChannel> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    const refuse = (error: Error) => {
      signal.removeEventListener('abort', abort);
      reject(new SshFailure('command', error.message.replace(/^\(SSH\) Channel open failure: /, ''), { code: 'provider-refused', cause: error }));
    };
    try {
      ask((error, channel) => {
        signal.removeEventListener('abort', abort);
        if (error) refuse(error);
        else if (signal.aborted) tooLate(channel);
        else resolve(channel);
      });
    } catch (error) {
      signal.removeEventListener('abort', abort);
      reject(new SshFailure('command', 'The connection is closed.', { cause: error }));
    }
  });
}
