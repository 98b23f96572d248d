import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Clock } from '../base/clock.ts';
import { withDeadline } from '../base/deadline.ts';
import { AppError } from '../shared/model/errors.ts';
import { pairValue } from '../shared/model/labels.ts';
import type { TargetConfig, TestStep } from '../shared/model/target.ts';
import { type Endpoint, endpointOf } from './endpoint.ts';
import { networkFailure, ScrapeFailure } from './failure.ts';
import { type FetchedPage, PageClient, tlsOptions } from './pageclient.ts';
import { readPage } from './pagefeed.ts';
import { hostOf, seriesLabels } from './targetlabels.ts';

type Run = (signal: AbortSignal) => Promise<string>;

/**
 * Tries a target's configuration step by step, relabelled: address, name, connect, tls (https only), request, page. Nothing is stored.
 * Each step comes when it has ended; a failed one is the last. Each may take the target's timeout.
 * errors  AppError 'invalid-input' as of `endpointOf`
 */
export async function* testConnection(written: TargetConfig, clock: Clock, signal: AbortSignal): AsyncGenerator<TestStep, void> {
  const endpoint = endpointOf(written);
  const config = endpoint.asked;
  const trial = new Trial(endpoint);
  try {
    for (const [step, run] of trial.steps()) {
      const start = clock.monotonic();
      const late = () => new ScrapeFailure('timeout', `no answer within ${config.timeoutMs / 1000} s`);
      const { ok, detail } = await withDeadline(clock, config.timeoutMs, signal, late, run).then(found => ({ ok: true, detail: found }), error => ({ ok: false, detail: sentence(error, trial.host) }));
      if (signal.aborted) return;
      yield { step, ok, ms: clock.monotonic() - start, detail };
      if (!ok) return;
    }
  } finally {
    await trial.close();
  }
}

class Trial {
  readonly host: string;
  private readonly config: TargetConfig;
  private readonly endpoint: Endpoint;
  private readonly url: URL;
  private readonly name: string;
  private address = '';
  private socket: Socket | null = null;
  private readonly client: PageClient;
  private fetched: FetchedPage | null = null;

  constructor(endpoint: Endpoint) {
    const config = endpoint.asked;
    this.endpoint = endpoint;
    this.config = config;
    this.url = new URL(config.url);
    this.host = hostOf(config.url);
    this.name = this.url.hostname.replace(/^\[(.*)\]$/, '$1');
    this.client = new PageClient(config);
  }

  *steps(): Generator<[TestStep['step'], Run]> {
    yield ['address', async () => this.asked()];
    yield ['name', () => this.resolve()];
    yield ['connect', signal => this.connect(signal)];
    if (this.url.protocol === 'https:') yield ['tls', signal => this.handshake(signal)];
    yield ['request', signal => this.request(signal)];
    yield ['page', signal => this.page(signal)];
  }

  async close(): Promise<void> {
    this.socket?.destroy();
    await this.client.close();
  }

  private asked(): string {
    const { droppedBy } = this.endpoint;
    if (droppedBy !== null) throw new AppError('invalid-input', `rule ${droppedBy + 1} of relabel_configs drops this target: it is never asked`);
    return `${this.url.protocol}//${this.host}${this.url.pathname}`;
  }

  private async resolve(): Promise<string> {
    if (isIP(this.name) > 0) return `${this.name} is an address already`;
    const addresses = await lookup(this.name, { all: true });
    return `${this.name} is ${addresses.map(({ address }) => address).join(', ')}`;
  }

  private async connect(signal: AbortSignal): Promise<string> {
    this.socket = connectTcp({ host: this.name, port: Number(this.host.slice(this.host.lastIndexOf(':') + 1)), autoSelectFamily: true });
    this.socket.on('error', () => undefined); // a later step tells what it means
    await once(this.socket, 'connect', { signal });
    this.address = `${this.socket.remoteAddress}:${this.socket.remotePort}`;
    return `connected to ${this.address}`;
  }

  private async handshake(signal: AbortSignal): Promise<string> {
    const options = tlsOptions(this.config);
    const socket = connectTls({ socket: this.socket!, servername: isIP(this.name) > 0 ? '' : this.name, host: this.name, ...options });
    socket.on('error', () => undefined);
    this.socket = socket;
    await once(socket, 'secureConnect', { signal });
    const { subject, valid_to: until } = socket.getPeerCertificate();
    const trust = socket.authorized ? '' : `, not verified (${socket.authorizationError})`;
    return `${socket.getProtocol()}, certificate of ${subject?.CN ?? 'an unnamed subject'}, valid until ${until}${trust}`;
  }

  private async request(signal: AbortSignal): Promise<string> {
    this.socket?.destroy();
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

function sentence(error: unknown, host: string): string {
  return error instanceof AppError ? error.message : networkFailure(error, host).message;
}
