import { lookup } from 'node:dns';
import { type ClientRequest, type IncomingMessage, request as plain, type RequestOptions } from 'node:http';
import { request as secure } from 'node:https';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { AppError } from '../../shared/model/errors.ts';
import { retryAfterMs } from '../retry.ts';
import { failure, type Outcome } from './sender.ts';

export interface Exchange {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly insecureSkipVerify: boolean;
  /** PEM text; '' = the well-known authorities */
  readonly ca: string;
  /** texts that must not stand in what is kept of the answer */
  readonly hide: readonly string[];
  readonly now: number;
}

/** What a whole exchange may take, connecting included. */
export const TIMEOUT_MS = 20_000;
/** The rest of a longer answer is not read. */
const MAX_ANSWER_BYTES = 64 * 1024;
const MAX_KEPT = 2_000;
/** A cloud's metadata service gives out keys to whoever asks from the machine. */
const FORBIDDEN = new BlockList();
FORBIDDEN.addSubnet('169.254.0.0', 16, 'ipv4');
FORBIDDEN.addSubnet('fe80::', 10, 'ipv6');

/**
 * One request; redirects are not followed, the answer is bounded. 2xx: sent; 408, 425, 429 and 5xx: again; anything else is a refusal.
 * A connection that breaks after it stood leaves it unsure whether the message arrived.
 */
export async function exchange(asked: Exchange, signal: AbortSignal): Promise<Outcome> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]);
  let connected = false;
  try {
    const response = await ask(asked, limit, () => { connected = true; });
    const answer = keptText(await textOf(response), asked.hide);
    const status = response.statusCode ?? 0;
    const retryable = status >= 500 || [408, 425, 429].includes(status);
    const moved = status >= 300 && status < 400 ? `Redirects are not followed: enter the address that it names. ${answer}` : answer;
    return { fate: status >= 200 && status < 300 ? 'sent' : retryable ? 'again' : 'refused', status, answer: moved, answered: true, retryAfterMs: retryAfterMs(response.headers['retry-after'], asked.now) };
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof AppError) return failure('refused', error.message);
    return failure(connected ? 'unsure' : 'again', limit.aborted ? `no answer within ${TIMEOUT_MS / 1000} s` : keptText(wordsOf(error), asked.hide));
  }
}

function ask({ url, method, headers, body, insecureSkipVerify, ca }: Exchange, signal: AbortSignal, onConnected: () => void): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const address = new URL(url);
    const name = address.hostname.replace(/^\[|\]$/g, '');
    if (isForbidden(name)) throw forbidden(name);
    const payload = Buffer.from(body, 'utf8');
    const options: RequestOptions = { method, headers: { 'User-Agent': 'Stratoscope', ...headers, 'Content-Length': payload.length }, agent: false, signal, lookup: guarded };
    const asking: ClientRequest = address.protocol === 'https:' ? secure(address, { ...options, rejectUnauthorized: !insecureSkipVerify, ...(ca === '' ? {} : { ca }) }) : plain(address, options);
    asking.once('socket', socket => { socket.once(address.protocol === 'https:' ? 'secureConnect' : 'connect', onConnected); });
    asking.once('response', resolve);
    asking.once('error', reject);
    asking.end(payload);
  });
}

const guarded: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return callback(error, []);
    const bad = addresses.find(({ address }) => isForbidden(address));
    if (bad) return callback(forbidden(bad.address), []);
    return options.all ? callback(null, addresses) : callback(null, addresses[0]!.address, addresses[0]!.family);
  });
};

const isForbidden = (address: string): boolean => {
  const family = isIP(address);
  return family !== 0 && FORBIDDEN.check(address, family === 6 ? 'ipv6' : 'ipv4');
};
const forbidden = (address: string): AppError => new AppError('invalid-input', `${address} is a link-local address: nothing is sent there.`);

async function textOf(response: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of response as AsyncIterable<Buffer>) {
    parts.push(part);
    bytes += part.length;
    if (bytes >= MAX_ANSWER_BYTES) break; // leaving the loop closes the connection
  }
  return Buffer.concat(parts).subarray(0, MAX_ANSWER_BYTES).toString('utf8');
}

/** What may be shown of a text from outside. */
export function keptText(text: string, hide: readonly string[]): string {
  const shown = hide.filter(word => word.length >= 4).reduce((rest, word) => rest.replaceAll(word, '•••'), text).replace(/[^\P{Cc}\n\t]/gu, ' ').trim();
  return shown.length <= MAX_KEPT ? shown : `${shown.slice(0, MAX_KEPT)}…`;
}

/** The innermost words of what went wrong. */
export function wordsOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return error.errors.map(wordsOf).join('; ');
  return error instanceof Error ? error.message || ('code' in error ? String(error.code) : error.name) : String(error);
}
