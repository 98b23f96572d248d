/** Told of every attempt, before it is sent: the operation by AWS's name, the region. */
export type CallListener = (operation: string, region: string) => void;

/** How patient a connection is. Times in ms. */
export interface Wiring {
  readonly connectMs: number;
  /** from the request to the whole answer */
  readonly answerMs: number;
  /** attempts in all; the SDK waits between them, longer each time and after throttling, with jitter */
  readonly attempts: number;
}

const USUAL: Wiring = { connectMs: 5_000, answerMs: 9_000, attempts: 4 };

/** As the SDK wants it. */
export function wiringOf(wiring: Partial<Wiring> = {}) {
  const { connectMs, answerMs, attempts } = { ...USUAL, ...wiring };
  return { maxAttempts: attempts, requestHandler: { connectionTimeout: connectMs, requestTimeout: answerMs, throwOnRequestTimeout: true, httpsAgent: { maxSockets: 25 }, httpAgent: { maxSockets: 25 } } };
}

type Middleware = (next: (args: { request: unknown; input: object }) => Promise<never>, context: { commandName?: string }) => (args: { request: unknown; input: object }) => Promise<never>;
interface Stack { add(middleware: Middleware, options: { step: 'finalizeRequest'; name: string; priority: 'low' }): void }
// The SDK's own types name every command; these say as much as is used.
interface Plugin { applyToStack(stack: object): void }

/** Inside of the SDK's retrying, so that each attempt counts: AWS bills each. */
export const counting = (region: string, onCall: CallListener): Plugin => watching('stratoscopeCalls', (_request, operation) => onCall(operation, region));

/** Gives what is sent to `take`, before it is signed, whole. */
export const taking = (take: (request: unknown) => void): Plugin => watching('stratoscopeRequest', take);

function watching(name: string, look: (request: unknown, operation: string) => void): Plugin {
  const middleware: Middleware = (next, context) => args => {
    look(args.request, (context.commandName ?? '').replace(/Command$/, ''));
    return next(args);
  };
  return { applyToStack: stack => (stack as Stack).add(middleware, { step: 'finalizeRequest', name, priority: 'low' }) };
}
