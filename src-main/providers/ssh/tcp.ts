import { lookup } from 'node:dns/promises';
import { connect, isIP, type LookupFunction, type Socket } from 'node:net';
import type { LookupAddress } from 'node:dns';
import { SshFailure } from './failure.ts';

const WORDS: Record<string, string> = {
  ENOTFOUND: 'no such name', EAI_AGAIN: 'the name server does not answer', ENODATA: 'the name has no address',
  ECONNREFUSED: 'nothing listens there', EHOSTUNREACH: 'no way to the host', ENETUNREACH: 'no way to its network', ETIMEDOUT: 'no answer', ECONNRESET: 'the connection was cut', EACCES: 'not allowed',
};

/** errors  SshFailure 'name' */
export async function resolve(address: string, signal: AbortSignal): Promise<LookupAddress[]> {
  const family = isIP(address);
  if (family !== 0) return [{ address, family }];
  try {
    return await abortable(lookup(address, { all: true }), signal);
  } catch (cause) {
    signal.throwIfAborted();
    throw new SshFailure('name', `${address}: ${wordsFor(cause)}`, { cause });
  }
}

/** Connects to the first of the addresses that answers. errors  SshFailure 'tcp' */
export function openTcp(addresses: readonly LookupAddress[], port: number, signal: AbortSignal): Promise<Socket> {
  const known: LookupFunction = (_name, { all }, answer) => all ? answer(null, [...addresses]) : answer(null, addresses[0]!.address, addresses[0]!.family);
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const socket = connect({ host: addresses.length === 1 ? addresses[0]!.address : 'known', port, lookup: known, noDelay: true });
    const give = (error: unknown) => {
      socket.destroy();
      signal.removeEventListener('abort', abort);
      reject(error);
    };
    const abort = () => give(signal.reason);
    const fail = (cause: unknown) => give(new SshFailure('tcp', `${addresses.map(({ address }) => address).join(', ')} port ${port}: ${wordsFor(cause)}`, { cause }));
    signal.addEventListener('abort', abort, { once: true });
    socket.once('error', fail).once('connect', () => {
      socket.off('error', fail);
      signal.removeEventListener('abort', abort);
      resolve(socket);
    });
  });
}

function abortable<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

/** What a system call failed with, in words; of several attempts the last. */
export function wordsFor(error: unknown): string {
  const last: unknown = error instanceof AggregateError ? error.errors.at(-1) : error;
  const code = last instanceof Error && 'code' in last && typeof last.code === 'string' ? last.code : '';
  return WORDS[code] ?? (last instanceof Error ? last.message : String(last));
}
