import type { HttpAnswer, Params } from '../shared/contract/prometheus.ts';
import { AppError } from '../shared/model/errors.ts';
import { CONTENT_TYPES, ENDINGS, FILE_FORMATS, type FileFormat } from '../shared/model/exportfile.ts';
import { success, textAnswer } from './answers.ts';
import { parseTime } from './params.ts';

/** A request as far as a route may see it. Who asks is the door's and the guard's business. */
export interface HttpRequest {
  readonly path: Readonly<Record<string, string>>;
  /** the text after `?`, '' when there is none */
  readonly query: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Uint8Array;
}

/** An answer that is sent as it is made. */
export interface HttpStream { readonly contentType: string; readonly headers: Readonly<Record<string, string>>; readonly chunks: AsyncIterable<string | Uint8Array> }

/** One HTTP route over one procedure; `input` reads the request, `answer` writes what the procedure returned. */
export interface Route {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly procedure: string;
  readonly bodyLimitBytes: number;
  readonly input: (request: HttpRequest) => unknown;
  readonly answer: (value: unknown) => HttpAnswer | HttpStream;
}

const SMALL_LIMIT_BYTES = 1024;
const FORM_LIMIT_BYTES = 1024 * 1024;
const WRITE_LIMIT_BYTES = 64 * 1024 * 1024;
const EXPOSITION = 'text/plain; version=0.0.4; charset=utf-8';

const asked = (request: HttpRequest) => ({ params: paramsOf(request) });
/** The `prometheus` group answers with finished answers; the contract's types vouch for it. */
const finished = (value: unknown): HttpAnswer => value as HttpAnswer;

const prometheus = (path: string, procedure: string, methods: readonly Route['method'][], input: Route['input'] = asked): Route[] =>
  methods.map(method => ({ method, path: `/api/v1/${path}`, procedure: `prometheus.${procedure}`, bodyLimitBytes: FORM_LIMIT_BYTES, input, answer: finished }));
const write = (path: string): Route =>
  ({ method: 'POST', path, procedure: 'prometheus.write', bodyLimitBytes: WRITE_LIMIT_BYTES, input: writeInput, answer: finished });

/** Each stands under `/influx` too, where senders for VictoriaMetrics look for it. */
const influx = (method: Route['method'], path: string, procedure: string, input: Route['input'], bodyLimitBytes = SMALL_LIMIT_BYTES): Route[] =>
  ['', '/influx'].map(prefix => ({ method, path: `${prefix}${path}`, procedure: `influx.${procedure}`, bodyLimitBytes, input, answer: finished }));

/** All routes but the page and `POST /api/<group>.<name>`, which follow from the contract itself. */
export const routes: readonly Route[] = [
  ...prometheus('query', 'query', ['GET', 'POST']),
  ...prometheus('query_range', 'queryRange', ['GET', 'POST']),
  ...prometheus('series', 'series', ['GET', 'POST']),
  ...prometheus('labels', 'labels', ['GET', 'POST']),
  ...prometheus('label/:name/values', 'labelValues', ['GET'], request => ({ ...asked(request), name: request.path['name'] ?? '' })),
  ...prometheus('metadata', 'metadata', ['GET']),
  ...prometheus('targets', 'targets', ['GET']),
  ...prometheus('rules', 'rules', ['GET']),
  ...prometheus('alerts', 'alerts', ['GET']),
  ...prometheus('status/buildinfo', 'buildinfo', ['GET']),
  write('/api/v1/write'),
  write('/api/v1/push'),
  { method: 'POST', path: '/api/v1/import/prometheus', procedure: 'prometheus.importText', bodyLimitBytes: WRITE_LIMIT_BYTES, input: importInput, answer: finished },
  ...['/api/v1/otlp/v1/metrics', '/opentelemetry/v1/metrics', '/v1/metrics'].map((path): Route => ({ method: 'POST', path, procedure: 'prometheus.otlp', bodyLimitBytes: WRITE_LIMIT_BYTES, input: otlpInput, answer: finished })),
  ...influx('POST', '/write', 'write', linesInput('1'), WRITE_LIMIT_BYTES),
  ...influx('POST', '/api/v2/write', 'write', linesInput('2'), WRITE_LIMIT_BYTES),
  ...(['GET', 'POST'] as const).flatMap(method => influx(method, '/query', 'query', request => ({ q: paramsOf(request)['q']?.[0] ?? '' }), FORM_LIMIT_BYTES)),
  ...influx('GET', '/ping', 'ping', () => ({})),
  ...influx('GET', '/api/v2/ping', 'ping', () => ({})),
  ...influx('GET', '/health', 'health', () => ({})),
  { method: 'POST', path: '/api/v1/admin/tsdb/compact', procedure: 'store.compact', bodyLimitBytes: SMALL_LIMIT_BYTES, input: () => ({}), answer: success },
  { method: 'POST', path: '/api/v1/admin/tsdb/snapshot', procedure: 'store.snapshot', bodyLimitBytes: SMALL_LIMIT_BYTES, input: () => ({}), answer: success },
  { method: 'GET', path: '/api/v1/audit.jsonl', procedure: 'access.exportAudit', bodyLimitBytes: SMALL_LIMIT_BYTES, input: auditInput, answer: value => ({ contentType: 'application/jsonl; charset=utf-8', headers: { 'Content-Disposition': 'attachment; filename="audit.jsonl"' }, chunks: value as AsyncIterable<string> }) },
  ...FILE_FORMATS.map((format): Route => samplesFile(`/api/v1/export.${ENDINGS[format]}`, format)),
  samplesFile('/api/v1/export', 'jsonl'),
  { method: 'GET', path: '/api/v1/exports/file', procedure: 'exports.download', bodyLimitBytes: SMALL_LIMIT_BYTES, input: request => ({ id: paramsOf(request)['id']?.[0] ?? '' }), answer: value => ({ contentType: 'application/octet-stream', headers: { 'Content-Disposition': 'attachment' }, chunks: value as AsyncIterable<Uint8Array> }) },
  { method: 'GET', path: '/metrics', procedure: 'host.metrics', bodyLimitBytes: SMALL_LIMIT_BYTES, input: () => ({}), answer: value => textAnswer(String(value), EXPOSITION) },
];

/** `POST /api/<group>.<name>`: any procedure that is no stream, its input as JSON. */
export const callRoute = (procedure: string): Route => ({
  method: 'POST', path: `/api/${procedure}`, procedure, bodyLimitBytes: FORM_LIMIT_BYTES, input: jsonInput,
  answer: procedure.startsWith('prometheus.') ? finished : success,
});

function paramsOf({ query, headers, body }: HttpRequest): Params {
  const params: Record<string, string[]> = Object.create(null);
  const form = header(headers, 'content-type').startsWith('application/x-www-form-urlencoded') ? utf8(body) : '';
  for (const text of [form, query]) for (const [name, value] of new URLSearchParams(text)) (params[name] ??= []).push(value); // the form goes first, as Go's FormValue has it
  return params;
}

function writeInput({ headers, body }: HttpRequest): unknown {
  return {
    body, contentType: header(headers, 'content-type'), contentEncoding: header(headers, 'content-encoding'),
    version: header(headers, 'x-prometheus-remote-write-version'), tenant: header(headers, 'x-scope-orgid'),
  };
}

/** Parameters stand in the address alone: wget calls any body a form. */
function importInput({ query, headers, body }: HttpRequest): unknown {
  return {
    body, contentEncoding: header(headers, 'content-encoding').toLowerCase(), tenant: header(headers, 'x-scope-orgid'),
    extraLabels: new URLSearchParams(query).getAll('extra_label'),
  };
}

function otlpInput({ headers, body }: HttpRequest): unknown {
  return { body, contentType: header(headers, 'content-type').toLowerCase(), contentEncoding: header(headers, 'content-encoding').toLowerCase(), tenant: header(headers, 'x-scope-orgid') };
}

/** `db` is version 1's; a bucket of version 2 is no label. */
function linesInput(version: '1' | '2'): Route['input'] {
  return ({ query, headers, body }) => {
    const params = new URLSearchParams(query);
    return {
      body, contentEncoding: header(headers, 'content-encoding').toLowerCase(), tenant: header(headers, 'x-scope-orgid'),
      precision: params.get('precision') ?? '', database: params.get('db') ?? '', version,
    };
  };
}

/** The fields of AuditQuery by their names; times in unix ms. */
/** `match[]`, `start` and `end` as VictoriaMetrics's /api/v1/export takes them; without times, all of it. */
function samplesFile(path: string, format: FileFormat): Route {
  return {
    method: 'GET', path, procedure: 'exports.samples', bodyLimitBytes: SMALL_LIMIT_BYTES,
    input: request => {
      const params = paramsOf(request);
      const time = (name: string, otherwise: number) => params[name]?.[0] === undefined ? otherwise : parseTime(params[name][0]);
      return { spec: { selectors: [...params['match[]'] ?? [], ...params['match'] ?? []], from: time('start', 0), to: time('end', Date.now()), format } };
    },
    answer: value => ({ contentType: CONTENT_TYPES[format], headers: {}, chunks: value as AsyncIterable<Uint8Array> }),
  };
}

function auditInput({ query }: HttpRequest): unknown {
  return Object.fromEntries([...new URLSearchParams(query)].map(([name, value]) => [name, name === 'from' || name === 'to' ? Number(value) : value]));
}

function jsonInput({ body }: HttpRequest): unknown {
  if (body.length === 0) return {};
  try {
    return JSON.parse(utf8(body));
  } catch (cause) {
    throw new AppError('invalid-input', 'The body is not JSON.', { cause });
  }
}

const utf8 = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const header = (headers: HttpRequest['headers'], name: string): string => String(headers[name] ?? '');
