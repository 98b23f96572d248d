import { Agent, type IncomingHttpHeaders, type IncomingMessage, request as plain, type RequestOptions } from 'node:http';
import { Agent as SecureAgent, request as secure } from 'node:https';
import type { Socket } from 'node:net';
import type { DestinationSecrets } from '../../shared/contract/sending.ts';
import type { DestinationConfig } from '../../shared/model/destination.ts';

/** What the other side said, bounded. */
export interface Answered { readonly status: number; readonly headers: IncomingHttpHeaders; readonly text: string }

const KEPT_MS = 60_000;
const MAX_ANSWER_BYTES = 64 * 1024;
const MAX_WORDS = 1000;
const CONTENT_TYPES = { 1: 'application/x-protobuf', 2: 'application/x-protobuf;proto=io.prometheus.write.v2.Request' } as const;
const VERSIONS = { 1: '0.1.0', 2: '2.0.0' } as const;

/** Sends bodies to one destination over connections that it keeps. Redirects are not followed. */
export class Poster {
  private readonly config: DestinationConfig;
  private readonly agent: Agent;
  private readonly url: URL;
  private readonly onLost: () => void;
  private readonly known = new WeakSet<Socket>();

  /**
   * clientKey  PEM text, for a configuration with a certificate
   * onLost     hears when a connection has ended, between two requests too: the other side may have been started anew
   */
  constructor(config: DestinationConfig, clientKey: string | undefined, onLost: () => void) {
    this.config = config;
    this.onLost = onLost;
    this.url = new URL(config.url);
    const kept = { keepAlive: true, maxSockets: config.shards, timeout: KEPT_MS };
    this.agent = this.url.protocol === 'https:' ? new SecureAgent({ ...kept, ...tlsOptions(config, clientKey) }) : new Agent(kept);
  }

  /** Errors: what went wrong on the way; the signal's reason; a TimeoutError */
  async post(body: Uint8Array, version: 1 | 2, secrets: DestinationSecrets, signal: AbortSignal): Promise<Answered> {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(this.config.timeoutMs)]);
    const response = await this.ask(body, this.headers(version, secrets), limit);
    return { status: response.statusCode ?? 0, headers: response.headers, text: wordsOf(await textOf(response), secrets) };
  }

  close(): void { this.agent.destroy(); }

  private ask(body: Uint8Array, headers: Record<string, string>, signal: AbortSignal): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const options: RequestOptions = { method: 'POST', agent: this.agent, signal, headers: { ...headers, 'Content-Length': String(body.length) } };
      const asking = this.url.protocol === 'https:' ? secure(this.url, options) : plain(this.url, options);
      asking.once('socket', socket => this.watch(socket));
      asking.once('response', resolve);
      asking.once('error', reject);
      asking.end(body);
    });
  }

  private watch(socket: Socket): void {
    if (this.known.has(socket)) return;
    this.known.add(socket);
    socket.once('close', this.onLost);
  }

  private headers(version: 1 | 2, { password = '', bearer = '' }: DestinationSecrets): Record<string, string> {
    const { auth, headers } = this.config;
    const authorization = auth.kind === 'basic' ? `Basic ${Buffer.from(`${auth.username}:${password}`, 'utf8').toString('base64')}` : auth.kind === 'bearer' ? `Bearer ${bearer}` : null;
    return {
      ...headers, 'User-Agent': 'stratoscope', 'Content-Encoding': 'snappy', 'Content-Type': CONTENT_TYPES[version], 'X-Prometheus-Remote-Write-Version': VERSIONS[version],
      ...(authorization === null ? {} : { Authorization: authorization }),
    };
  }
}

function tlsOptions({ tls }: DestinationConfig, clientKey: string | undefined) {
  return {
    rejectUnauthorized: !tls.insecureSkipVerify,
    ...(tls.ca === '' ? {} : { ca: tls.ca }),
    ...(tls.serverName === '' ? {} : { servername: tls.serverName }),
    ...(tls.cert === '' || clientKey === undefined ? {} : { cert: tls.cert, key: clientKey }),
  };
}

/** Read to its end, so that the connection can be used again; of a longer answer only the beginning, and the connection goes. */
async function textOf(response: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of response as AsyncIterable<Buffer>) {
    parts.push(part);
    bytes += part.length;
    if (bytes >= MAX_ANSWER_BYTES) break;
  }
  return Buffer.concat(parts).toString('utf8');
}

/** What may be shown of a text from outside: bounded, without control characters, and without what we have sent in secret. */
function wordsOf(text: string, secrets: DestinationSecrets): string {
  const hidden = Object.values(secrets).filter(word => word !== undefined && word.length >= 4).reduce<string>((rest, word) => rest.replaceAll(word!, '•••'), text);
  return hidden.replace(/[^\P{Cc}\n\t]/gu, ' ').trim().slice(0, MAX_WORDS);
}
