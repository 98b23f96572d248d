import type { Readable } from 'node:stream';
import { AppError } from '../shared/model/errors.ts';

/** Bytes of unfinished bodies that are kept at a time, over all connections. */
const MAX_BYTES = 192 * 1024 * 1024;
/** So much of each body is not counted: whoever fills the room with large unfinished bodies keeps nobody from sending a small one. */
const FREE_BYTES = 1024 * 1024;

export interface Announced {
  /** what Content-Length says; null when it says nothing */
  readonly declared: number | null;
  readonly limitBytes: number;
}

/** Bodies while they come in: what is not there yet takes no memory, whatever a header claims, and what is there is bounded. */
export class Bodies {
  /** counted bytes of unfinished bodies */
  held = 0;
  private readonly maxBytes: number;
  private readonly freeBytes: number;

  constructor(maxBytes = MAX_BYTES, freeBytes = FREE_BYTES) {
    this.maxBytes = maxBytes;
    this.freeBytes = freeBytes;
  }

  /** Errors: AppError 'too-large' above the limit, at once when it is announced; 'unavailable' when too much is kept already; those of the stream */
  async read(stream: Readable, { declared, limitBytes }: Announced): Promise<Buffer> {
    if (declared !== null && declared > limitBytes) throw tooLarge(limitBytes);
    const chunks: Buffer[] = [];
    let length = 0;
    let counted = 0;
    try {
      for await (const chunk of stream.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
        length += chunk.length;
        if (length > limitBytes) throw tooLarge(limitBytes);
        const more = Math.max(0, length - this.freeBytes) - counted;
        if (this.held + more > this.maxBytes) throw new AppError('unavailable', `${this.held} bytes of unfinished requests are kept already. Nothing of this request was stored; send it again in a moment.`);
        this.held += more;
        counted += more;
        chunks.push(chunk);
      }
      return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, length);
    } finally {
      this.held -= counted;
    }
  }
}

const tooLarge = (limitBytes: number): AppError => new AppError('too-large', `The body is larger than ${limitBytes} bytes.`);
