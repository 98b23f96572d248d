import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import { connect as connectSocket, isIP, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import type { Clock } from '../base/clock.ts';
import { withDeadline } from '../base/deadline.ts';
import type { TargetSecrets } from '../shared/contract/targets.ts';
import { AppError } from '../shared/model/errors.ts';
import { pairValue } from '../shared/model/labels.ts';
import type { TargetConfig, TestStep } from '../shared/model/target.ts';
import { openTunnel, placeOf, tlsOptions } from './connector.ts';
import { type Endpoint, endpointOf } from './endpoint.ts';
import { networkFailure, ScrapeFailure } from './failure.ts';
import { type FetchedPage, PageClient } from './pageclient.ts';
import { readPage } from './pagefeed.ts';
import { codeOf } from './scrape.ts';
import { hostOf, seriesLabels } from './targetlabels.ts';
import { needsSecrets, secretWords } from './targetsecrets.ts';
import type { Way } from './way.ts';

type Run = (signal: AbortSignal) => Promise<string>;

/**
 * Tries a target's configuration step by step, relabelled: address, name, connect, tls (https only), request, page. Nothing is stored.
 * Each step comes when it has ended; a failed one is the last. Each may take the target's timeout.
 * errors  AppError 'invalid-input' as of `endpointOf`
 */
export async function* testConnection(written: TargetConfig, way: Way, clock: Clock, signal: AbortSignal): AsyncGenerator<TestStep, void> {
  const endpoint = endpointOf(written);
  const config = endpoint.asked;
  const trial = new Trial(endpoint, way);
  try {
    for (const [step, run] of trial.steps()) {
      const start = clock.monotonic();
      const late = () => new ScrapeFailure('timeout', `no answer within ${config.timeoutMs / 1000} s`);
      const outcome = await withDeadline(clock, config.timeoutMs, signal, late, run).then(found => ({ ok: true, detail: found }), error => ({ ok: false, ...failureOf(error, trial.place) }));
      if (signal.aborted) return;
      yield { step, ms: clock.monotonic() - start, ...outcome };
      if (!outcome.ok) return;
    }
  } finally {
    await trial.close();
  }
}

class Trial {
  /** what messages call the other side */
  readonly place: string;
  private readonly host: string;
  private readonly config: TargetConfig;
  private readonly endpoint: Endpoint;
  private readonly way: Way;
  private readonly url: URL;
  private readonly name: string;
  private secrets: TargetSecrets = {};
  private stream: Duplex | null = null;
  private client: PageClient | null = null;
  private fetched: FetchedPage | null = null;

  constructor(endpoint: Endpoint, way: Way) {
    const config = endpoint.asked;
    this.endpoint = endpoint;
    this.way = way;
    this.config = config;
    this.url = new URL(config.url);
    this.host = hostOf(config.url);
    this.place = placeOf(config, way.tunnels);
    this.name = this.url.hostname.replace(/^\[(.*)\]$/, '$1');
  }

  *steps(): Generator<[TestStep['step'], Run]> {
    const { via, unixSocket } = this.config;
    yield ['address', async () => this.asked()];
    if (needsSecrets(this.config)) yield ['vault', () => this.fetchSecrets()];
    if (via !== '') yield ['ssh', signal => this.pass(signal)];
    else {
      if (unixSocket === '') yield ['name', () => this.resolve()];
      yield ['connect', signal => this.connect(signal)];
    }
    if (this.url.protocol === 'https:') yield ['tls', signal => this.handshake(signal)];
    yield ['request', signal => this.request(signal)];
    yield ['page', signal => this.page(signal)];
  }

  async close(): Promise<void> {
    this.stream?.destroy();
    await this.client?.close();
  }

  private asked(): string {
    const { droppedBy } = this.endpoint;
    if (droppedBy !== null) throw new AppError('invalid-input', `rule ${droppedBy + 1} of relabel_configs drops this target: it is never asked`);
    const { unixSocket } = this.config;
    return `${this.url.protocol}//${this.host}${this.url.pathname}${unixSocket === '' ? '' : ` at ${unixSocket}`}`;
  }

  private async resolve(): Promise<string> {
    if (isIP(this.name) > 0) return `${this.name} is an address already`;
    const addresses = await lookup(this.name, { all: true });
    return `${this.name} is ${addresses.map(({ address }) => address).join(', ')}`;
  }

  private async fetchSecrets(): Promise<string> {
    this.secrets = await this.way.secrets();
    return `at hand: ${secretWords(this.config)}`;
  }

  private async pass(signal: AbortSignal): Promise<string> {
    this.stream = (await openTunnel(this.config, this.way.tunnels, { hostname: this.name, port: this.port() }, signal)).on('error', () => undefined);
    return `connected to ${this.place}`;
  }

  private async connect(signal: AbortSignal): Promise<string> {
    const { unixSocket } = this.config;
    const socket: Socket = connectSocket(unixSocket === '' ? { host: this.name, port: this.port(), autoSelectFamily: true } : { path: unixSocket });
    this.stream = socket.on('error', () => undefined); // a later step tells what it means
    await once(socket, 'connect', { signal });
    return `connected to ${unixSocket === '' ? `${socket.remoteAddress}:${socket.remotePort}` : unixSocket}`;
  }

  private port(): number {
    return Number(this.host.slice(this.host.lastIndexOf(':') + 1));
  }

  private async handshake(signal: AbortSignal): Promise<string> {
    const options = tlsOptions(this.config, this.secrets.clientKey);
    const socket = connectTls({ socket: this.stream!, servername: isIP(this.name) > 0 ? '' : this.name, host: this.name, ...options });
    this.stream = socket.on('error', () => undefined);
    await once(socket, 'secureConnect', { signal });
    const { subject, valid_to: until } = socket.getPeerCertificate();
    const trust = socket.authorized ? '' : `, not verified (${socket.authorizationError})`;
    return `${socket.getProtocol()}, certificate of ${subject?.CN ?? 'an unnamed subject'}, valid until ${until}${trust}`;
  }

  private async request(signal: AbortSignal): Promise<string> {
    this.stream?.destroy();
    this.client = new PageClient(this.config, this.secrets, this.way.tunnels);
    this.fetched = await this.client.get(signal);
    const { body, contentType, received } = this.fetched;
    const packed = received === body.length ? '' : `, ${received} bytes packed`;
    return `HTTP status 200, ${contentType === '' ? 'no content type' : contentType}, ${body.length} bytes${packed}`;
  }

  private async page(signal: AbortSignal): Promise<string> {
    const columns = await readPage(this.fetched!, signal);
    const { labels, metricRelabeling } = this.endpoint;
    const { honorLabels, sampleLimit } = this.config;
    const metrics = new Set<string>();
    let remaining = 0;
    columns.keys.forEach((_, i) => {
      const pairs = seriesLabels(columns.labels(i), { labels, honorLabels, relabeling: metricRelabeling }, () => columns.place(i));
      if (pairs === null) return;
      remaining++;
      metrics.add(pairValue(pairs, '__name__'));
    });
    if (sampleLimit > 0 && remaining > sampleLimit) throw new ScrapeFailure('sample-limit', `the page has more than ${sampleLimit} samples`);
    const total = columns.keys.length;
    return `${remaining === total ? '' : `${total} samples, relabelling leaves `}${remaining} samples of ${metrics.size} metrics`;
  }
}

function failureOf(error: unknown, host: string): { detail: string; code: string } {
  if (error instanceof AppError) return { detail: error.message, code: codeOf(error) };
  const { message, code } = networkFailure(error, host);
  return { detail: message, code };
}
