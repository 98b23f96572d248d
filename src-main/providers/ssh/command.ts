import type { Client, ClientChannel } from 'ssh2';
import { AppError } from '../../shared/model/errors.ts';
import { SshFailure } from './failure.ts';
import { signalChannel } from './internals.ts';

export interface CommandOptions { readonly maxBytes: number; readonly stdin?: Uint8Array | undefined }
export interface CommandResult { readonly stdout: Uint8Array; readonly stderr: string; readonly code: number | null; readonly signal: string | null }

const CUT = 'The connection was cut while the command ran.';
/** More of what a command complains about is dropped, bytes. */
const STDERR_BYTES = 64 * 1024;

/**
 * Runs a command in a channel of its own.
 * errors  SshFailure 'command' when it can't be started or the connection is cut; AppError 'too-large'; the signal's reason, and then the command is
 *         killed where the server allows that
 */
export async function runCommand(client: Client, command: string, { maxBytes, stdin }: CommandOptions, signal: AbortSignal): Promise<CommandResult> {
  const channel = await openChannel(client, signal, open => client.exec(command, open), late => kill(client, late));
  return new Promise((resolve, reject) => {
    const stdout: Buffer[] = [], stderr: Buffer[] = [];
    let size = 0, stderrSize = 0;
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
    channel.on('close', (code?: number | null, name?: string) => { // 'exit' may have come and gone before anybody could listen
      signal.removeEventListener('abort', abort);
      if (code === undefined) reject(new SshFailure('command', CUT));
      else resolve({ stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr).toString('utf8'), code, signal: name ?? null });
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

type Open = (error: Error | undefined, channel: ClientChannel) => void;

/**
 * Waits for a channel; one that opens after the signal has aborted is `tooLate`.
 * errors  SshFailure 'command', 'provider-refused' when the server opens none
 */
export function openChannel(client: Client, signal: AbortSignal, ask: (open: Open) => void, tooLate: (channel: ClientChannel) => void): Promise<ClientChannel> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    let isCut = false;
    const cut = () => { isCut = true; };
    const abort = () => reject(signal.reason);
    const done = () => {
      signal.removeEventListener('abort', abort);
      client.off('close', cut);
    };
    client.setMaxListeners(0).on('close', cut);
    signal.addEventListener('abort', abort, { once: true });
    try {
      ask((error, channel) => {
        done();
        if (error) reject(isCut ? new SshFailure('command', CUT, { cause: error }) : new SshFailure('command', wordsOf(error), { code: 'provider-refused', cause: error }));
        else if (signal.aborted) tooLate(channel);
        else resolve(channel);
      });
    } catch (cause) {
      done();
      reject(new SshFailure('command', 'The connection is closed.', { cause }));
    }
  });
}

const wordsOf = (error: Error): string => error.message.replace(/^\(SSH\) Channel open failure: /, '');
