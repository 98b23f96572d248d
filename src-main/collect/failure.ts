/** Why a scrape failed, for the list of targets. locked: the vault is; secret: it lacks what is needed; ssh: the host on the way could not be passed. */
export type FailureCode =
  | 'name-not-found' | 'connection-refused' | 'unreachable' | 'connection-lost' | 'not-http' | 'tls' | 'timeout'
  | 'locked' | 'secret' | 'ssh' | 'http-status' | 'redirect' | 'encoding' | 'body-limit' | 'sample-limit' | 'page'
  | 'source' | 'store' | 'internal';

/** One sentence that says what was wrong; it names hosts and places on a page, never a credential. */
export class ScrapeFailure extends Error {
  override readonly name = 'ScrapeFailure';
  readonly code: FailureCode;
  /** samples of the page, and those that relabelling has left, where it came so far */
  readonly scraped: number;
  readonly remaining: number;

  constructor(code: FailureCode, message: string, { scraped = 0, remaining = 0, ...options }: { cause?: unknown; scraped?: number; remaining?: number } = {}) {
    super(message, options);
    this.code = code;
    this.scraped = scraped;
    this.remaining = remaining;
  }
}

const BY_CODE: ReadonlyMap<string, readonly [FailureCode, string]> = new Map([
  ['ENOTFOUND', ['name-not-found', 'no such host']],
  ['EAI_AGAIN', ['name-not-found', 'the name server gave no answer for the host']],
  ['ECONNREFUSED', ['connection-refused', 'connection refused']],
  ['EHOSTUNREACH', ['unreachable', 'no route to the host']],
  ['ENETUNREACH', ['unreachable', 'no route to the network']],
  ['EADDRNOTAVAIL', ['unreachable', 'no route to the address']],
  ['ENOENT', ['unreachable', 'no such socket']],
  ['EACCES', ['unreachable', 'the socket may not be opened by this user']],
  ['ETIMEDOUT', ['timeout', 'the connection timed out']],
  ['UND_ERR_CONNECT_TIMEOUT', ['timeout', 'the connection timed out']],
  ['ECONNRESET', ['connection-lost', 'the server closed the connection']],
  ['EPIPE', ['connection-lost', 'the server closed the connection']],
  ['UND_ERR_SOCKET', ['connection-lost', 'the server closed the connection']],
  ['UND_ERR_RES_CONTENT_LENGTH_MISMATCH', ['connection-lost', 'the page was cut short']],
  ['UND_ERR_HEADERS_OVERFLOW', ['not-http', 'the headers of the answer are too long']],
]);
const TLS_CODE = /^(?:ERR_TLS|ERR_SSL|EPROTO$|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH)/;

/** Names what went wrong between us and `host` (host:port). */
export function networkFailure(cause: unknown, host: string): ScrapeFailure {
  if (cause instanceof ScrapeFailure) return cause;
  const code = codeOf(cause);
  const text = cause instanceof Error ? cause.message : String(cause);
  const known = BY_CODE.get(code);
  if (known !== undefined) return new ScrapeFailure(known[0], `${known[1]}: ${host}`, { cause });
  if (TLS_CODE.test(code)) return new ScrapeFailure('tls', `TLS with ${host} failed: ${text.replaceAll(/\s+/g, ' ').trim()}`, { cause });
  if (cause instanceof Error && cause.name === 'HTTPParserError') return new ScrapeFailure('not-http', `${host} does not answer as an HTTP server does: ${text}`, { cause });
  if (code === 'UND_ERR_INVALID_ARG' && text.startsWith('Redirect')) return new ScrapeFailure('redirect', `${host} redirects in a circle`, { cause });
  return new ScrapeFailure('unreachable', `${host}: ${text}`, { cause });
}

function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return '';
  if ('code' in error && typeof error.code === 'string') return error.code;
  return error instanceof AggregateError ? codeOf(error.errors[0]) : '';
}
