import type { HttpAnswer } from '../shared/contract/prometheus.ts';
import { AppError, toWire } from '../shared/model/errors.ts';
import type { Received } from '../shared/model/ingestlimits.ts';
import { moved } from '../shared/rpc/moved.ts';
import type { Intake } from '../workers/intake.ts';
import { emptyAnswer, refusal } from './answers.ts';

export interface WriteInput { readonly body: Uint8Array; readonly contentType: string; readonly contentEncoding: string; readonly tenant: string }
export interface Asking { readonly tenant: string; /** whose name stands on the token */ readonly caller: string; readonly signal: AbortSignal }

type Version = 1 | 2;
const VERSIONS: Readonly<Record<string, Version>> = { 'prometheus.writerequest': 1, 'io.prometheus.write.v2.request': 2 };
const NOTHING: Pick<Received, 'samples'> = { samples: 0 };

/**
 * One remote_write request, 1.0 or 2.0. The compressed body changes hands; it is decoded where the samples are stored, and answered once they are committed.
 * 204 all stored; 400 bad data, where what is good of it is stored (a sender gives up); 415 another protocol (a sender may fall back to 1.0); 429 too fast;
 * 503 try again. From 400 on, but for 415, `X-Prometheus-Remote-Write-*-Written` say what was stored.
 * source  prometheus.io/docs/specs/prw/remote_write_spec and remote_write_spec_2_0
 */
export async function receive(intake: Intake, input: WriteInput, { tenant, caller, signal }: Asking): Promise<HttpAnswer> {
  refuseOtherTenant(tenant, input.tenant);
  const version = versionOf(input);
  if (typeof version === 'string') return { ...refusal(new AppError('bad-data', version)), status: 415 };
  const body = ownCopy(input.body);
  try {
    const received = await intake.take({ caller, bytes: body.byteLength, signal }, storage => storage.receive({ body: moved(body), version }, signal));
    return { ...(received.refused.length === 0 ? emptyAnswer : refusal(new AppError('bad-data', partialSentence(received)))), headers: written(received) };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const refused = refusal(toWire(error));
    return { ...refused, headers: { ...refused.headers, ...written(NOTHING) } };
  }
}

/** given: '' when the sender names none. errors: AppError 'forbidden' */
export function refuseOtherTenant(tenant: string, given: string): void {
  if (given !== '' && given !== tenant) throw new AppError('forbidden', `This workspace is ${tenant}; samples of ${JSON.stringify(given)} belong elsewhere. Send its name in X-Scope-OrgID, or none.`);
}

const written = ({ samples }: Pick<Received, 'samples'>): Record<string, string> => ({
  'X-Prometheus-Remote-Write-Samples-Written': String(samples), 'X-Prometheus-Remote-Write-Histograms-Written': '0', 'X-Prometheus-Remote-Write-Exemplars-Written': '0',
});

/** Names each reason, how much it cost, and the first it struck. */
const partialSentence = ({ samples, refused }: Received): string =>
  `${samples} samples were stored, ${refused.reduce((sum, one) => sum + one.samples, 0)} were not: ${refused.map(one => `${one.reason} ${one.samples} (${one.first})`).join('; ')}`;

/** The version of the message, or a sentence about what is not supported. */
function versionOf({ contentType, contentEncoding }: WriteInput): Version | string {
  const [type = '', ...parameters] = contentType.toLowerCase().split(';').map(part => part.trim());
  if (type !== '' && type !== 'application/x-protobuf') return `unsupported content type ${JSON.stringify(contentType)}: remote_write is application/x-protobuf`;
  if (contentEncoding !== '' && contentEncoding.toLowerCase() !== 'snappy') return `unsupported content encoding ${JSON.stringify(contentEncoding)}: only snappy is taken`;
  const proto = parameters.find(parameter => parameter.startsWith('proto='))?.slice('proto='.length).replace(/^"(.*)"$/, '$1') ?? 'prometheus.writerequest';
  return VERSIONS[proto] ?? `unsupported message ${JSON.stringify(proto)}: this receiver takes prometheus.WriteRequest and io.prometheus.write.v2.Request`;
}

/** A body may share its buffer with others; what changes hands must not. */
export const ownCopy = (body: Uint8Array): Uint8Array => body.byteLength === body.buffer.byteLength ? new Uint8Array(body.buffer) : Uint8Array.from(body);
