import type { MessagePort } from 'node:worker_threads';
import { AppError } from '../shared/model/errors.ts';
import { connect } from '../shared/rpc/client.ts';
import type { Client } from '../shared/rpc/contract.ts';
import { fromMessagePort } from '../shared/rpc/ports.ts';
import { tailsContract, type TailsContract } from './contract.ts';

type Tails = Client<TailsContract>['tails'];

/** A reader's line to the writer. While the writer is starting again there is none, and what is asked is refused as 'unavailable'. */
export interface StorageLink extends Pick<Tails, 'read' | 'spans'> {
  reconnect(port: MessagePort): void;
  /** Tells of a damaged row; nobody waits for it. */
  damaged(sentence: string): void;
}

export function storageLink(first: MessagePort): StorageLink {
  let calls: Tails | null = null;
  const reconnect = (port: MessagePort) => {
    const { tails } = connect(tailsContract, fromMessagePort(port));
    calls = tails;
    port.on('close', () => { if (calls === tails) calls = null; });
  };
  reconnect(first);

  const ask = async <T>(run: (tails: Tails) => Promise<T>): Promise<T> => {
    try {
      if (calls) return await run(calls);
    } catch (error) {
      if (!(error instanceof AppError && error.code === 'unreachable')) throw error;
    }
    throw new AppError('unavailable', 'The store is starting again after an error; try again in a moment.');
  };
  return {
    reconnect,
    read: (input, signal) => ask(tails => tails.read(input, signal)),
    spans: (input, signal) => ask(tails => tails.spans(input, signal)),
    damaged: sentence => { ask(tails => tails.damaged({ sentence })).catch(() => undefined); }, // the row will be met again
  };
}
