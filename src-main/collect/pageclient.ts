import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { Agent, type Dispatcher, interceptors } from 'undici';
import type { TargetSecrets } from '../shared/contract/targets.ts';
import type { TargetConfig } from '../shared/model/target.ts';
import { connectorFor, placeOf } from './connector.ts';
import { networkFailure, ScrapeFailure } from './failure.ts';
import type { Tunnels } from './tunnels.ts';

const ACCEPT = 'application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5,*/*;q=0.1';
const MAX_REDIRECTS = 5;
/** What is taken when the target sets no limit: more would not fit into one text. */
const CEILING_BYTES = 256 * 1024 * 1024;
/** A connection is kept this much longer than the interval. */
const KEPT_MS = 10_000;
const unzip = promisify(gunzip);

export interface FetchedPage {
  /** unpacked */
  readonly body: Buffer;
  readonly contentType: string;
  /** bytes on the wire */
  readonly received: number;
}

/** Fetches the page of one target over a connection that it keeps. */
export class PageClient {
  private readonly config: TargetConfig;
  private readonly agent: Agent;
  private readonly dispatcher: Dispatcher;
  private readonly url: URL;
  /** host:port and what lies between, for messages */
  private readonly place: string;
  private readonly headers: Record<string, string>;
  private readonly limitBytes: number;

  /** secrets: what the configuration calls for; tunnels: needed where it goes through an SSH host */
  constructor(config: TargetConfig, secrets: TargetSecrets = {}, tunnels: Tunnels | null = null) {
    this.config = config;
    this.url = new URL(config.url);
    this.place = placeOf(config, tunnels);
    this.limitBytes = config.bodyLimitBytes === 0 ? CEILING_BYTES : Math.min(config.bodyLimitBytes, CEILING_BYTES);
    this.headers = headersOf(config, secrets);
    this.agent = new Agent({
      connections: 1, allowH2: false, headersTimeout: 0, bodyTimeout: 0, // the deadline is the caller's signal
      keepAliveTimeout: config.intervalMs + KEPT_MS, keepAliveMaxTimeout: config.intervalMs + KEPT_MS,
      connect: connectorFor(config, secrets.clientKey, tunnels),
    });
    this.dispatcher = config.followRedirects ? this.agent.compose(interceptors.redirect({ maxRedirections: MAX_REDIRECTS })) : this.agent;
  }

  /** Errors: ScrapeFailure; when the signal aborts, its reason. */
  async get(signal: AbortSignal): Promise<FetchedPage> {
    try {
      const answer = await this.request(signal);
      const packed = await this.read(answer);
      return { body: await this.unpack(packed, header(answer, 'content-encoding').toLowerCase()), contentType: header(answer, 'content-type').toLowerCase(), received: packed.length };
    } catch (error) {
      signal.throwIfAborted();
      throw networkFailure(error, this.place);
    }
  }

  close(): Promise<void> {
    return this.agent.destroy();
  }

  /** A kept connection may have been closed by the other side just now: one more try on a new one. */
  private async request(signal: AbortSignal): Promise<Dispatcher.ResponseData> {
    const ask = () => this.dispatcher.request({ origin: this.url.origin, path: this.url.pathname + this.url.search, method: 'GET', headers: this.headers, signal });
    const answer = await ask().catch(error => {
      if (signal.aborted || networkFailure(error, '').code !== 'connection-lost') throw error;
      return ask();
    });
    const problem = statusFailure(answer, this.config.followRedirects);
    if (problem === null) return answer;
    abandon(answer);
    throw problem;
  }

  private async read(answer: Dispatcher.ResponseData): Promise<Buffer> {
    const chunks: Uint8Array[] = [];
    let length = Number(answer.headers['content-length'] ?? 0);
    if (length <= this.limitBytes) {
      length = 0;
      for await (const chunk of answer.body) {
        chunks.push(chunk);
        length += chunk.length;
        if (length > this.limitBytes) break; // leaving the loop closes the connection
      }
    }
    if (length <= this.limitBytes) return Buffer.concat(chunks, length);
    abandon(answer);
    throw this.tooLong();
  }

  private async unpack(packed: Buffer, encoding: string): Promise<Buffer> {
    if (encoding === '' || encoding === 'identity') return packed;
    if (encoding !== 'gzip') throw new ScrapeFailure('encoding', `the page is packed with ${encoding.slice(0, 40)}; only gzip was asked for`);
    try {
      return await unzip(packed, { maxOutputLength: this.limitBytes });
    } catch (cause) {
      if (cause instanceof RangeError) throw this.tooLong();
      throw new ScrapeFailure('encoding', `the page is not whole gzip: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    }
  }

  private tooLong(): ScrapeFailure {
    return new ScrapeFailure('body-limit', `the page is longer than ${this.limitBytes} bytes`);
  }
}

/** Closes the connection of an answer that nobody will read. Its body then tells an error that nobody waits for. */
function abandon({ body }: Dispatcher.ResponseData): void {
  body.on('error', () => undefined).destroy();
}

function headersOf(config: TargetConfig, secrets: TargetSecrets): Record<string, string> {
  const authorization = authorizationOf(config, secrets);
  return {
    accept: ACCEPT,
    'accept-encoding': 'gzip',
    'user-agent': 'stratoscope',
    'x-prometheus-scrape-timeout-seconds': String(config.timeoutMs / 1000),
    ...(authorization === null ? {} : { authorization }),
  };
}

/** source  RFC 7617 with its charset UTF-8, RFC 6750 */
function authorizationOf({ auth }: TargetConfig, { password = '', bearer = '' }: TargetSecrets): string | null {
  if (auth.kind === 'basic') return `Basic ${Buffer.from(`${auth.username}:${password}`, 'utf8').toString('base64')}`;
  return auth.kind === 'bearer' ? `Bearer ${bearer}` : null;
}

function statusFailure(answer: Dispatcher.ResponseData, followed: boolean): ScrapeFailure | null {
  const { statusCode } = answer;
  if (statusCode === 200) return null;
  if (statusCode < 300 || statusCode >= 400 || statusCode === 304) return new ScrapeFailure('http-status', `the server answered HTTP status ${statusCode}${hint(statusCode)}`);
  if (followed) return new ScrapeFailure('redirect', `more than ${MAX_REDIRECTS} redirects, or one that leads nowhere (HTTP status ${statusCode})`);
  return new ScrapeFailure('redirect', `the server redirects to ${withoutSecrets(header(answer, 'location'))} (HTTP status ${statusCode}), and this target follows no redirects`);
}

function hint(status: number): string {
  if (status === 401 || status === 403) return ': it wants credentials, or others';
  return status === 404 ? ': is the path right?' : '';
}

/** A location may carry a token in its query or credentials before its host. */
function withoutSecrets(location: string): string {
  const bare = location.replace(/[?#].*$/s, '').replace(/^([a-z]+:)?\/\/[^/]*@/i, '$1//');
  return bare === '' ? 'an unnamed place' : bare.slice(0, 200);
}

function header({ headers }: Dispatcher.ResponseData, name: string): string {
  const value = headers[name];
  return (Array.isArray(value) ? value.join(', ') : value ?? '').trim();
}
