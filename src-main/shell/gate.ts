import type { Caller } from '../access/caller.ts';
import type { Credentials } from '../access/callers.ts';

/** The head of a request, as far as the gate looks. */
export interface Arrival extends Credentials {
  readonly method: string;
  /** the request target as sent: path and query */
  readonly url: string;
  readonly host: string | undefined;
  readonly origin: string | undefined;
  /** Sec-Fetch-Site and Sec-Fetch-Mode, which browsers send and pages can't set */
  readonly fetchSite?: string | undefined;
  readonly fetchMode?: string | undefined;
}

export type Verdict =
  | { readonly kind: 'pass'; readonly caller: Caller }
  | { readonly kind: 'health'; readonly which: 'healthy' | 'ready' }
  | { readonly kind: 'welcome'; readonly session: string; readonly maxAgeMs: number; readonly location: string }
  | { readonly kind: 'refused'; readonly status: 401 | 403; readonly reason: string };

export interface GateParts {
  /** names that may stand in `Host`, lower case, without a port */
  readonly names: ReadonlySet<string>;
  readonly identify: (credentials: Credentials) => Caller | undefined;
  readonly redeem: (code: string) => { readonly session: string; readonly maxAgeMs: number } | undefined;
}

/** Names under which this computer reaches itself. */
export const LOOPBACK_NAMES: readonly string[] = ['localhost', '127.0.0.1', '[::1]'];

/**
 * Decides about every request before anything else sees it, so that no path, method or malformed URL goes round it.
 * The `Host` a browser sends is the name in its address bar: a foreign one means that somebody's domain points at this computer (DNS rebinding).
 * Its port is free, for an `ssh -L`; the page's `Origin` must be that very host and port.
 */
export const gateWith = ({ names, identify, redeem }: GateParts) => (arrival: Arrival): Verdict => {
  const host = hostOf(arrival.host);
  if (!host || !names.has(host.hostname)) return refused(403, 'This name is not served here. Use 127.0.0.1 or localhost, or start with --host-name NAME.');
  if (arrival.origin !== undefined && originHost(arrival.origin) !== host.host) return refused(403, FOREIGN_PAGE);
  if (isForeignFetch(arrival)) return refused(403, FOREIGN_PAGE);

  const [path = '', query = ''] = splitOnce(arrival.url, '?');
  const reading = arrival.method === 'GET' || arrival.method === 'HEAD';
  if (reading && path === '/-/healthy') return { kind: 'health', which: 'healthy' };
  if (reading && path === '/-/ready') return { kind: 'health', which: 'ready' };

  const code = arrival.method === 'GET' && !path.startsWith('/api/') ? new URLSearchParams(query).get('code') : null;
  const welcomed = code === null ? undefined : redeem(code);
  if (welcomed) return { kind: 'welcome', ...welcomed, location: cleanUrl(path, query) };

  const caller = identify({ ...arrival, basic: SENDERS.test(path), password: IN_ADDRESS.test(path) ? new URLSearchParams(query).get('p') ?? undefined : undefined });
  return caller ? { kind: 'pass', caller } : refused(401, 'Credentials are needed: a bearer token, or a browser that was let in with a link.');
};

/** Where programs send samples: many of them know only a name and a password. Nowhere else is Basic taken, which browsers send along unasked. */
const SENDERS = /^(\/influx)?\/(write|query|ping|health|api\/v2\/(write|ping))$|^\/api\/v1\/(write|push|import\/.+|otlp\/v1\/metrics)$|^(\/opentelemetry)?\/v1\/metrics$/;
/** Where senders of Influx's version 1 put them into the address, as `u` and `p`. */
const IN_ADDRESS = /^(\/influx)?\/(write|query)$/;
const FOREIGN_PAGE = 'Pages of another origin may not ask here.';

/** A page of another port of this computer gets our cookie sent along, and no Origin with a picture or a script: it could make the host work, though it reads no answer. */
const isForeignFetch = ({ fetchSite, fetchMode }: Arrival): boolean => (fetchSite === 'cross-site' || fetchSite === 'same-site') && fetchMode !== 'navigate';

const refused = (status: 401 | 403, reason: string): Verdict => ({ kind: 'refused', status, reason });

function hostOf(header: string | undefined): { host: string; hostname: string } | undefined {
  if (header === undefined || !/^(\[[0-9a-f:.]+\]|[a-z0-9_.-]+)(:\d{1,5})?$/i.test(header)) return undefined;
  const url = URL.parse(`http://${header}`);
  return url ? { host: url.host, hostname: url.hostname } : undefined;
}

const originHost = (origin: string): string | undefined => URL.parse(origin)?.host;

/** The address without the code, so that it stands in no history. `/login` is the way in from a page that another server sends. */
function cleanUrl(path: string, query: string): string {
  const params = new URLSearchParams(query);
  params.delete('code');
  const clean = path === '/login' || !path.startsWith('/') || path.startsWith('//') || path.startsWith('/\\') ? '/' : path;
  return params.size > 0 ? `${clean}?${params}` : clean;
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}
