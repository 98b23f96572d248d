import { AppError } from '../../shared/model/errors.ts';

const MAGIC = 0x85bd40dd;
const VERSION = 1;
/** A length of up to 5 bytes, and the encoding. */
const MAX_HEAD = 6;

/** Errors: AppError 'bad-data' for what is no segment of chunks */
export function checkSegment(head: Uint8Array): void {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  if (head.length < 8 || view.getUint32(0) !== MAGIC || head[4] !== VERSION) throw new AppError('bad-data', 'chunks: this is no segment of chunks');
}

/** The chunk at `offset` of a segment: its encoding and its data. Errors: AppError 'bad-data' */
export function chunkAt(segment: Uint8Array, offset: number): { readonly encoding: number; readonly data: Uint8Array } {
  let length = 0;
  let at = offset;
  for (let unit = 1; ; unit *= 128) {
    const byte = segment[at++];
    if (byte === undefined || at - offset > MAX_HEAD) throw new AppError('bad-data', `chunks: no chunk at byte ${offset}`);
    length += (byte & 0x7f) * unit;
    if (byte < 0x80) break;
  }
  const encoding = segment[at++];
  if (encoding === undefined || at + length > segment.length) throw new AppError('bad-data', `chunks: the chunk at byte ${offset} is cut off`);
  return { encoding, data: segment.subarray(at, at + length) };
}
