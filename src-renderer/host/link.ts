import { AppError } from '../../src-main/shared/model/errors.ts';
import type { Port, Reply, Request } from '../../src-main/shared/rpc/contract.ts';

/**
 * connecting  the first attempt is under way; calls wait for it
 * open        calls travel
 * lost        the host went away; attempts go on, calls fail at once
 * refused     the host is there but knows this browser no longer; only a fresh link from the terminal helps
 */
export type LinkState = 'connecting' | 'open' | 'lost' | 'refused';

/** One lasting pipe over many short-lived ones: `port` stays the same through every loss and return. */
export interface Link {
  readonly port: Port<Request, Reply>;
  state(): LinkState;
  subscribe(listener: () => void): () => void;
  /** tries at once instead of waiting for the next turn */
  retry(): void;
  close(): void;
}

/** One attempt: a pipe that opens, carries and ends. Nothing is called after `ended`. */
export interface Pipe {
  send(message: Request): void;
  close(): void;
}
export interface PipeEvents {
  opened(): void;
  message(reply: Reply): void;
  ended(reason: 'lost' | 'refused'): void;
}
export type OpenPipe = (events: PipeEvents) => Pipe;

const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 8_000;

/** Waits between attempts double from 0.25 s to 8 s, each shortened by up to a half at random so that windows don't come back in step. */
export const delayMs = (attempt: number, random: number): number =>
  Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** attempt) * (1 - random / 2);

export function keepOpen(open: OpenPipe): Link {
  const watchers = new Set<() => void>();
  const hearing = new Set<(reply: Reply) => void>();
  const closing = new Set<() => void>();
  let state: LinkState = 'connecting';
  let waiting: Request[] = [];
  let pipe: Pipe | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let attempt = 0;
  let closed = false;

  const become = (next: LinkState) => {
    if (state === next) return;
    state = next;
    for (const watch of watchers) watch();
  };
  const hear = (reply: Reply) => { for (const listen of hearing) listen(reply); };
  const tryOpen = () => {
    clearTimeout(timer);
    pipe = open({
      opened: () => {
        attempt = 0;
        become('open');
        for (const message of waiting.splice(0)) pipe?.send(message);
      },
      message: hear,
      ended: reason => {
        pipe = null;
        if (closed) return;
        waiting = [];
        become(reason);
        for (const listen of closing) listen();
        timer = setTimeout(tryOpen, delayMs(attempt++, Math.random()));
      },
    });
  };
  queueMicrotask(tryOpen); // after the caller has attached its listeners

  return {
    port: {
      send: message => {
        if (state === 'open' && pipe) pipe.send(message);
        else if (state === 'connecting') waiting.push(message);
        else throw new AppError('unreachable', 'The connection to Stratoscope is lost.');
      },
      onMessage: listener => { hearing.add(listener); },
      onClose: listener => { closing.add(listener); },
    },
    state: () => state,
    subscribe: listener => { watchers.add(listener); return () => { watchers.delete(listener); }; },
    retry: () => { if (!pipe && !closed) tryOpen(); },
    close: () => { closed = true; clearTimeout(timer); pipe?.close(); },
  };
}
