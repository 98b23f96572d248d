import { AppError } from '../../shared/model/errors.ts';
import { networkFailure, ScrapeFailure } from '../failure.ts';

/**
 * What is watched did not do as it should: the probe was made, and says no. Where it could not even be made, ScrapeFailure says so.
 * The message is one sentence and holds neither a credential nor what may stand behind a `?` of a URL.
 */
export class ProbeFailure extends Error {
  override readonly name = 'ProbeFailure';
}

/** Names an error between us and `place`; one that is none of the network's is a fault of ours and stays as it is. */
export function probeFailure(cause: unknown, place: string): unknown {
  if (cause instanceof ProbeFailure || cause instanceof ScrapeFailure) return cause;
  if (cause instanceof AppError) return new ProbeFailure(`${place}: ${cause.message}`, { cause });
  const code = cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
  if (code.startsWith('HPE_')) return new ProbeFailure(`${place} does not answer as an HTTP server does: ${textOf(cause)}`, { cause });
  if (code.startsWith('ERR_HTTP2_') || code === 'ERR_HTTP_SOCKET_ASSIGNED') return new ProbeFailure(`${place} broke off HTTP/2: ${textOf(cause)}`, { cause });
  return code === '' && !(cause instanceof AggregateError) ? cause : new ProbeFailure(networkFailure(cause, place).message, { cause });
}

const textOf = (error: unknown): string => error instanceof Error ? error.message.replaceAll(/\s+/g, ' ').slice(0, 200) : '';
