import type { ImportSecrets } from '../../shared/contract/imports.ts';
import { AppError } from '../../shared/model/errors.ts';
import type { ImportSource } from '../../shared/model/importsource.ts';

export type RemoteSource = Extract<ImportSource, { kind: 'prometheus' }>;
/** The part of the platform's fetch that is used. */
export type Fetch = (url: string, init: { method: string; headers: Record<string, string>; body: string; signal: AbortSignal; redirect: 'error' }) => Promise<Response>;

const FIRST_WINDOW_MS = 600_000;
const LEAST_WINDOW_MS = 1000;
const MOST_WINDOW_MS = 86_400_000;
/** About how large an answer is wished: it is read in the thread that stores, where others wait meanwhile. */
const WISHED_BYTES = 4 * 1024 * 1024;
/** A larger one is given up, and asked for in smaller windows. */
const MOST_BYTES = 64 * 1024 * 1024;
const ANSWER_MS = 120_000;

export interface Window { readonly body: Uint8Array; /** unix ms: everything up to here has been told */ readonly to: number }

/**
 * History of a server that speaks Prometheus's query API: every sample that a selector names, window by window. Windows grow and shrink with what
 * the server answers, and shrink when it says that it is too much.
 * source  prometheus.io/docs/prometheus/latest/querying/api: an instant query of a range selector answers samples at their own times
 */
export class RemoteHistory {
  private readonly source: RemoteSource;
  private readonly headers: Record<string, string>;
  private readonly fetch: Fetch;
  private windowMs = FIRST_WINDOW_MS;

  constructor(source: RemoteSource, secrets: ImportSecrets, fetch: Fetch) {
    this.source = source;
    this.fetch = fetch;
    this.headers = { 'Content-Type': 'application/x-www-form-urlencoded', Accept: 'application/json', ...authorization(secrets) };
  }

  /** What comes after `after`, unix ms; null when all has been told. Errors: AppError 'unreachable', 'unauthorized', 'forbidden', 'provider-refused', 'limit', 'canceled' */
  async next(after: number, signal: AbortSignal): Promise<Window | null> {
    const { to: end } = this.source;
    while (after < end) {
      const to = Math.min(end, after + this.windowMs);
      const body = await this.ask(after, to, signal);
      if (body !== null) {
        const scale = Math.min(2, Math.max(0.25, WISHED_BYTES / Math.max(1, body.length)));
        this.windowMs = Math.round(Math.min(MOST_WINDOW_MS, Math.max(LEAST_WINDOW_MS, this.windowMs * scale)));
        return { body, to };
      }
      if (to - after <= LEAST_WINDOW_MS) throw new AppError('limit', `${this.source.url} answers too much even for a second of ${this.source.match}. Choose a narrower selector.`);
      this.windowMs = Math.max(LEAST_WINDOW_MS, Math.floor((to - after) / 4));
    }
    return null;
  }

  /** null: too much at once. */
  private async ask(after: number, to: number, signal: AbortSignal): Promise<Uint8Array | null> {
    const form = new URLSearchParams({ query: `${this.source.match}[${to - after}ms]`, time: String(to / 1000) });
    const deadline = AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)]);
    try {
      const answer = await this.fetch(`${this.source.url.replace(/\/+$/, '')}/api/v1/query`, { method: 'POST', headers: this.headers, body: form.toString(), signal: deadline, redirect: 'error' });
      if (answer.ok) return await bounded(answer);
      const text = (await answer.text()).slice(0, 300);
      if (answer.status === 422 || answer.status === 413 || answer.status === 503 && /timed? ?out/i.test(text)) return null;
      throw refused(answer.status, this.source.url, text);
    } catch (error) {
      if (error instanceof AppError) throw error;
      if (signal.aborted) throw new AppError('canceled', 'The import was canceled.', { cause: error });
      if (deadline.aborted) return null;
      throw new AppError('unreachable', `${this.source.url} can't be reached: ${causeOf(error)}`, { cause: error });
    }
  }
}

function authorization({ bearer, username, password }: ImportSecrets): Record<string, string> {
  if (bearer) return { Authorization: `Bearer ${bearer}` };
  return username || password ? { Authorization: `Basic ${Buffer.from(`${username ?? ''}:${password ?? ''}`).toString('base64')}` } : {};
}

/** null above the bound. */
async function bounded(answer: Response): Promise<Uint8Array | null> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of answer.body ?? []) {
    length += chunk.length;
    if (length > MOST_BYTES) return null; // leaving the loop ends the answer
    chunks.push(chunk);
  }
  const body = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    body.set(chunk, at);
    at += chunk.length;
  }
  return body;
}

function refused(status: number, url: string, text: string): AppError {
  if (status === 401) return new AppError('unauthorized', `${url} wants other credentials (401).`);
  if (status === 403) return new AppError('forbidden', `${url} does not let these credentials read (403).`);
  if (status === 429 || status >= 500) return new AppError('unavailable', `${url} answered ${status}: ${text}`);
  return new AppError('provider-refused', `${url} answered ${status}: ${text}`);
}

const causeOf = (error: unknown): string => error instanceof Error ? error.cause instanceof Error ? error.cause.message : error.message : String(error);
