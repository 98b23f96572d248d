import type { HttpAnswer } from '../shared/contract/prometheus.ts';
import { AppError } from '../shared/model/errors.ts';
import type { Client } from '../shared/rpc/contract.ts';
import { moved } from '../shared/rpc/moved.ts';
import type { StorageContract } from '../workers/contract.ts';
import { emptyAnswer, refusal } from './answers.ts';

export interface WriteInput { readonly body: Uint8Array; readonly contentType: string; readonly contentEncoding: string; readonly tenant: string }

/**
 * One remote_write request. The compressed body changes hands; it is decoded where the samples are stored, and answered once they are committed.
 * 204 stored, 400 bad data (a sender gives up), 415 another protocol (a sender may fall back to 1.0), 503 try again.
 * source  prometheus.io/docs/specs/prw/remote_write_spec
 */
export async function receive(storage: Client<StorageContract>['storage'], tenant: string, input: WriteInput, signal: AbortSignal): Promise<HttpAnswer> {
  refuseOtherTenant(tenant, input.tenant);
  const unsupported = unsupportedOf(input);
  if (unsupported) return { ...refusal(new AppError('bad-data', unsupported)), status: 415 };
  await storage.receive({ body: moved(ownCopy(input.body)) }, signal);
  return emptyAnswer;
}

/** given: '' when the sender names none. errors: AppError 'forbidden' */
export function refuseOtherTenant(tenant: string, given: string): void {
  if (given !== '' && given !== tenant) throw new AppError('forbidden', `This workspace is ${tenant}; samples of ${JSON.stringify(given)} belong elsewhere. Send its name in X-Scope-OrgID, or none.`);
}

function unsupportedOf({ contentType, contentEncoding }: WriteInput): string | null {
  const [type = '', ...parameters] = contentType.toLowerCase().split(';').map(part => part.trim());
  const proto = parameters.find(parameter => parameter.startsWith('proto='))?.slice('proto='.length) ?? 'prometheus.writerequest';
  if (type !== '' && type !== 'application/x-protobuf') return `unsupported content type ${JSON.stringify(contentType)}: remote_write 1.0 is application/x-protobuf`;
  if (proto !== 'prometheus.writerequest') return `unsupported message ${JSON.stringify(proto)}: this receiver takes remote_write 1.0 (prometheus.WriteRequest)`;
  if (contentEncoding !== '' && contentEncoding.toLowerCase() !== 'snappy') return `unsupported content encoding ${JSON.stringify(contentEncoding)}: only snappy is taken`;
  return null;
}

/** A body may share its buffer with others; what changes hands must not. */
export const ownCopy = (body: Uint8Array): Uint8Array => body.byteLength === body.buffer.byteLength ? new Uint8Array(body.buffer) : Uint8Array.from(body);
