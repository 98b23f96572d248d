import type { z } from 'zod';
import type { Permission } from '../model/permission.ts';
import type { WireError } from '../model/errors.ts';

/** query: reads, never audited. action: changes the world, always audited. stream: yields until the caller leaves. ingest: writes samples, too many to write each one down; refusals are. */
export type Kind = 'query' | 'action' | 'stream' | 'ingest';

// biome-ignore lint/suspicious/noExplicitAny: a procedure of any input and output; only here, where inference needs it
export interface Procedure<K extends Kind = Kind, In = any, I = any, O = any> {
  readonly kind: K;
  readonly needs: Permission;
  readonly input: z.ZodType<I, In>;
  /** Type only; no value ever sits here. */
  readonly output?: O;
}

export type Contract = { readonly [group: string]: { readonly [name: string]: Procedure } };

const procedure = <K extends Kind>(kind: K) =>
  <In, I, O>(needs: Permission, input: z.ZodType<I, In>, _output: Returns<O>): Procedure<K, In, I, O> => ({ kind, needs, input });

export const query = procedure('query');
export const action = procedure('action');
export const stream = procedure('stream');
export const ingest = procedure('ingest');

export interface Returns<O> { readonly type?: O }
/** Names an output type inside a contract: `returns<Machine[]>()`. */
export const returns = <O>(): Returns<O> => ({});

export type Handlers<C extends Contract, Ctx> = {
  readonly [G in keyof C]: { readonly [P in keyof C[G]]: Handler<C[G][P], Ctx> };
};
export type Handler<P, Ctx> = P extends Procedure<infer K, infer _In, infer I, infer O>
  ? (input: I, context: Ctx, signal: AbortSignal) => K extends 'stream' ? AsyncIterable<O> : Promise<O>
  : never;

/** A stream's handle is an AsyncIterable; leaving the loop ends it at the far side. A call takes an AbortSignal that cancels it there. */
export type Client<C extends Contract> = {
  readonly [G in keyof C]: { readonly [P in keyof C[G]]: Call<C[G][P]> };
};
type Call<P> = P extends Procedure<infer K, infer In, infer _I, infer O>
  ? (input: In, signal?: AbortSignal) => K extends 'stream' ? AsyncIterable<O> : Promise<O>
  : never;
/** What a procedure answers, for hooks and tests: `Output<HostContract['metrics']['range']>`. */
export type Output<P> = P extends Procedure<infer _K, infer _In, infer _I, infer O> ? O : never;

/** An id names one call or stream of a port while it is open. `taken` says that the listener has taken so many more items of a stream. */
export type Request =
  | { readonly id: number; readonly path: string; readonly input: unknown }
  | { readonly id: number; readonly taken: number }
  | { readonly id: number; readonly cancel: true };

/** Items of a stream under way to a listener that has not taken them yet; beyond, only the newest is kept for it. */
export const STREAM_WINDOW = 8;

export type Reply =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly item: unknown }
  | { readonly id: number; readonly end: true }
  | { readonly id: number; readonly error: WireError };

/** One end of a pipe: an Electron port, a worker's port, a WebSocket. `send` may throw AppError 'unreachable'. */
export interface Port<Out, In> {
  send(message: Out): void;
  onMessage(listener: (message: In) => void): void;
  onClose(listener: () => void): void;
}
