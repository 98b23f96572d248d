import { AppError } from '../model/errors.ts';
import type { Port } from './contract.ts';
import { movedBuffers } from './moved.ts';
import { decode, encode } from './wire.ts';

/** What a thread's port is here: Node's MessagePort, or a Worker seen from outside. */
export interface ThreadPort {
  postMessage(message: unknown, transfer: readonly ArrayBuffer[]): void;
  // biome-ignore lint/suspicious/noExplicitAny: what comes in is checked by whoever listens
  on(event: string, listener: (message: any) => void): unknown;
}

/** Between threads: arrays marked with `moved` change hands, all others are copied. `gone` is the event that says that nobody listens any more: a Worker's is 'exit'. */
export const fromMessagePort = <Out, In>(port: ThreadPort, gone: 'close' | 'exit' = 'close'): Port<Out, In> => ({
  send: message => port.postMessage(message, movedBuffers(message)),
  onMessage: listener => { port.on('message', listener); },
  onClose: listener => { port.on(gone, listener); },
});

/** What a socket is here: a browser's WebSocket, or the `ws` library's. */
export interface Socket {
  binaryType: string;
  readonly readyState: number;
  readonly bufferedAmount: number;
  send(data: string | Uint8Array<ArrayBuffer>): void;
  close(code?: number, reason?: string): void;
  /** ends it without waiting for what is unsent; browsers have none */
  terminate?(): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  addEventListener(type: 'close', listener: () => void): void;
}
const OPEN = 1;
/** A peer that has left this much unread is not reading: it is cut off, and what waits for it is freed. */
const MAX_UNREAD_BYTES = 256 * 1024 * 1024;

/**
 * One message a frame (see wire.ts); a frame that is none closes the socket with 1007, reported to `onMalformed` first.
 * errors  `send` throws AppError 'unreachable' once the socket is no longer open
 */
export const fromWebSocket = <Out, In>(socket: Socket, onMalformed: (reason: string) => void = () => undefined): Port<Out, In> => ({
  send: message => {
    if (socket.readyState !== OPEN) throw new AppError('unreachable', 'The connection is closed.');
    if (socket.bufferedAmount > MAX_UNREAD_BYTES) return socket.terminate ? socket.terminate() : socket.close();
    socket.send(encode(message));
  },
  onMessage: listener => {
    socket.binaryType = 'arraybuffer';
    socket.addEventListener('message', event => {
      let message: In;
      try {
        message = decode(event.data) as In;
      } catch (error) {
        onMalformed(error instanceof Error ? error.message : String(error));
        return socket.close(1007, 'malformed frame');
      }
      listener(message);
    });
  },
  onClose: listener => { socket.addEventListener('close', listener); },
});

/** Two ends of a pipe within one thread: what one sends, the other hears in the next turn. Closing one closes both. */
export function portPair<Out, In>(): { readonly near: Port<Out, In>; readonly far: Port<In, Out>; close(): void } {
  const left = endOfPair<In>();
  const right = endOfPair<Out>();
  let open = true;
  const sendTo = <M>(end: EndOfPair<M>) => (message: M) => {
    if (!open) throw new AppError('unreachable', 'The connection is closed.');
    queueMicrotask(() => { for (const listener of end.hearing) listener(message); });
  };
  return {
    near: { send: sendTo(right), onMessage: listener => { left.hearing.push(listener); }, onClose: listener => { left.closing.push(listener); } },
    far: { send: sendTo(left), onMessage: listener => { right.hearing.push(listener); }, onClose: listener => { right.closing.push(listener); } },
    close: () => {
      if (!open) return;
      open = false;
      for (const listener of [...left.closing, ...right.closing]) listener();
    },
  };
}

interface EndOfPair<M> { readonly hearing: ((message: M) => void)[]; readonly closing: (() => void)[] }
const endOfPair = <M>(): EndOfPair<M> => ({ hearing: [], closing: [] });
