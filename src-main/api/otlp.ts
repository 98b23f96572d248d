import { ProtoWriter } from '../formats/protobuf.ts';
import type { HttpAnswer } from '../shared/contract/prometheus.ts';
import { AppError, toWire } from '../shared/model/errors.ts';
import { moved } from '../shared/rpc/moved.ts';
import type { Intake } from '../workers/intake.ts';
import { refusal } from './answers.ts';
import { type Asking, ownCopy, refuseOtherTenant } from './write.ts';

export interface OtlpInput { readonly body: Uint8Array; readonly contentType: string; readonly contentEncoding: string; readonly tenant: string }

const PROTOBUF = 'application/x-protobuf';
const JSON_TYPE = 'application/json';
/** google.rpc.Code: invalid argument, permission denied, resource exhausted, unavailable. */
const RPC_CODES: Readonly<Record<number, number>> = { 400: 3, 413: 3, 415: 3, 403: 7, 429: 8, 503: 14 };
const utf8 = new TextEncoder();

/**
 * One OTLP/HTTP export of metrics. 200 when all is stored, with partial_success where some of it can't be; 400 for what is malformed, 429 and 503 to come again.
 * source  opentelemetry.io/docs/specs/otlp, OTLP/HTTP Response
 */
export async function receiveOtlp(intake: Intake, input: OtlpInput, { tenant, caller, signal }: Asking): Promise<HttpAnswer> {
  const type = input.contentType.split(';')[0]!.trim();
  const json = type === JSON_TYPE;
  try {
    refuseOtherTenant(tenant, input.tenant);
    if (!json && type !== PROTOBUF) return { ...refused(new AppError('bad-data', `unsupported content type ${JSON.stringify(type)}: ${PROTOBUF} or ${JSON_TYPE}`), true), status: 415 };
    if (!['', 'identity', 'gzip'].includes(input.contentEncoding)) return { ...refused(new AppError('bad-data', `unsupported content encoding ${JSON.stringify(input.contentEncoding)}: gzip, or none`), json), status: 415 };
    const body = ownCopy(input.body);
    const pushed = { body: moved(body), gzip: input.contentEncoding === 'gzip', json };
    const { leftOut, refused: limited } = await intake.take({ caller, bytes: body.byteLength, signal }, storage => storage.receiveOtlp(pushed, signal));
    const rejected = [...leftOut.map(({ points }) => points), ...limited.map(({ samples }) => samples)].reduce((sum, n) => sum + n, 0);
    const reasons = [...leftOut.map(({ reason, points, first }) => `${reason}: ${points} points (${first})`), ...limited.map(({ reason, samples, first }) => `${reason} ${samples} (${first})`)];
    return taken(rejected, reasons.join('; '), json);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return refused(toWire(error), json);
  }
}

/** ExportMetricsServiceResponse { partial_success = 1 { rejected_data_points = 1, error_message = 2 } } */
function taken(rejected: number, message: string, json: boolean): HttpAnswer {
  if (json) return { status: 200, contentType: JSON_TYPE, body: utf8.encode(JSON.stringify(message === '' ? {} : { partialSuccess: { rejectedDataPoints: String(rejected), errorMessage: message } })) };
  const response = new ProtoWriter();
  if (message !== '') {
    const partial = new ProtoWriter();
    partial.int64(1, rejected);
    partial.text(2, message);
    response.message(1, partial.done());
  }
  return { status: 200, contentType: PROTOBUF, body: response.done() };
}

/** google.rpc.Status { code = 1, message = 2 } in the encoding that was asked in. */
function refused(error: Pick<AppError, 'code' | 'message'>, json: boolean): HttpAnswer {
  const { status, headers } = refusal(error);
  const code = RPC_CODES[status] ?? 13;
  const answer = json ? { status, contentType: JSON_TYPE, body: utf8.encode(JSON.stringify({ code, message: error.message })) } : { status, contentType: PROTOBUF, body: statusMessage(code, error.message) };
  return headers ? { ...answer, headers } : answer;
}

function statusMessage(code: number, message: string): Uint8Array {
  const status = new ProtoWriter();
  status.int64(1, code);
  status.text(2, message);
  return status.done();
}
