/** Every failure a caller can act on has a code here; everything else is a bug and reaches the caller as 'internal'. */
export const ERROR_CODES = [
  'invalid-input', 'not-found', 'forbidden', 'unauthorized', 'expired', 'conflict', 'too-large', // the caller's doing
  'bad-data', 'execution', 'timeout', 'canceled', 'limit',                            // a query's, as Prometheus sorts them
  'unreachable', 'throttled', 'provider-refused',                                     // the outside world's doing
  'unavailable', 'locked', 'internal',                                                        // ours
] as const;
export type ErrorCode = (typeof ERROR_CODES)[number];

export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}

/** Plain form that survives structured clone and JSON alike. */
export interface WireError { readonly code: ErrorCode; readonly message: string }

/** Hides the text of unexpected errors: it may hold a host name, a path or a token. */
export function toWire(error: unknown): WireError {
  if (error instanceof AppError) return { code: error.code, message: error.message };
  return { code: 'internal', message: 'Something went wrong on our side; the log has the details.' };
}
