import type { HttpAnswer } from '../shared/contract/prometheus.ts';
import type { AppError, ErrorCode } from '../shared/model/errors.ts';

const JSON_TYPE = 'application/json';
const utf8 = new TextEncoder();

/** Prometheus's names of what went wrong, with its status codes (web/api/v1). Codes of ours that it doesn't know keep their own name. */
const REFUSALS: Readonly<Record<ErrorCode, readonly [status: number, errorType: string]>> = {
  'bad-data': [400, 'bad_data'], 'invalid-input': [400, 'bad_data'], execution: [422, 'execution'], limit: [422, 'execution'],
  timeout: [503, 'timeout'], canceled: [503, 'canceled'], 'not-found': [404, 'not_found'], internal: [500, 'internal'], unavailable: [503, 'unavailable'], locked: [423, 'locked'],
  unauthorized: [401, 'unauthorized'], expired: [401, 'expired'], forbidden: [403, 'forbidden'], conflict: [409, 'conflict'], 'too-large': [413, 'too_large'],
  unreachable: [502, 'unreachable'], throttled: [429, 'throttled'], 'provider-refused': [502, 'provider_refused'],
};

/** What passes by itself: a sender may come again, and when. */
const AGAIN: ReadonlySet<ErrorCode> = new Set(['unavailable', 'throttled']);
const RETRY_AFTER_S = '1';

/** Every HTTP route refuses in Prometheus's form, its own API and ours alike. */
export function refusal({ code, message }: Pick<AppError, 'code' | 'message'>): HttpAnswer {
  const [status, errorType] = REFUSALS[code];
  const answer = { status, contentType: JSON_TYPE, body: utf8.encode(JSON.stringify({ status: 'error', errorType, error: message })) };
  return AGAIN.has(code) ? { ...answer, headers: { 'Retry-After': RETRY_AFTER_S } } : answer;
}

export const jsonAnswer = (body: Uint8Array): HttpAnswer => ({ status: 200, contentType: JSON_TYPE, body });
export const textAnswer = (text: string, contentType: string): HttpAnswer => ({ status: 200, contentType, body: utf8.encode(text) });
export const emptyAnswer: HttpAnswer = { status: 204, contentType: 'text/plain', body: new Uint8Array(0) };

/** `data` in Prometheus's envelope; columns become lists, and what JSON has no number for is spelled as Prometheus spells it. */
export function success(data: unknown, warnings: readonly string[] = []): HttpAnswer {
  const envelope = warnings.length > 0 ? { status: 'success', data, warnings } : { status: 'success', data };
  return jsonAnswer(utf8.encode(JSON.stringify(envelope, (_key, value) => plain(value))));
}

function plain(value: unknown): unknown {
  if (typeof value === 'number' && !Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf';
  return ArrayBuffer.isView(value) && Symbol.iterator in value ? Array.from(value as unknown as Iterable<unknown>) : value;
}
