import { AppError } from '../shared/model/errors.ts';

const FRAMED = [0xff, 0x06, 0x00, 0x00, 0x73, 0x4e, 0x61, 0x50, 0x70, 0x59]; // the stream identifier chunk `sNaPpY`
const KEPT_BYTES = 8 * 1024 * 1024;
/** Bytes moved at once, three times as fast as one by one: the engine moves a BigInt between two views without making one. */
const WORD = 8;
/** Up to here words beat the native copy's call. */
const SHORT = 128;

const malformed = (what: string, at: number) => new AppError('bad-data', `snappy block: ${what}, at byte ${at}`);

/** No element says more in fewer bytes than a copy of 64 in three. */
const MOST_PER_BYTE = 64 / 3;

/**
 * Unpacks snappy blocks, one after the other, into a buffer it keeps.
 *
 * source    github.com/google/snappy, format_description.txt; the framed format is refused by name
 */
export class SnappyDecoder {
  private kept = new Uint8Array(64 * 1024);

  /**
   * maxBytes  the most a block may claim to hold; checked before anything is allocated, as is whether so few bytes can hold so much
   * returns   the unpacked bytes: a view that the next call overwrites; the caller may write to it
   * errors    AppError 'too-large' for a claim above maxBytes, 'bad-data' for everything malformed
   */
  decode(block: Uint8Array, maxBytes: number): Uint8Array {
    if (FRAMED.every((byte, i) => block[i] === byte)) throw new AppError('bad-data', 'snappy: this is the framed format; remote_write needs the block format');
    const { length, start } = readLength(block);
    if (length > maxBytes) throw new AppError('too-large', `snappy block: ${length} bytes unpacked, at most ${maxBytes} are taken`);
    if (length > (block.length - start) * MOST_PER_BYTE) throw malformed(`claims ${length} bytes, more than its ${block.length} can hold`, 0);
    const out = this.buffer(length + WORD);
    unpack(block, start, out, length);
    return out.subarray(0, length);
  }

  private buffer(length: number): Uint8Array {
    if (length > KEPT_BYTES) return new Uint8Array(length);
    if (length > this.kept.length) this.kept = new Uint8Array(Math.min(KEPT_BYTES, 2 ** Math.ceil(Math.log2(length))));
    return this.kept.subarray(0, length);
  }
}

/** The unpacked length stands first, a varint of at most 32 bits. */
function readLength(block: Uint8Array): { length: number; start: number } {
  let length = 0;
  for (let i = 0; i < 5; i++) {
    const byte = block[i];
    if (byte === undefined) throw malformed('ends inside its length', i);
    length += (byte & 0x7f) * 2 ** (7 * i);
    if (byte >= 0x80) continue;
    if (length > 0xffff_ffff) break;
    return { length, start: i + 1 };
  }
  throw malformed('its length has more than 32 bits', 0);
}

/** Fills the first `length` bytes of `out`, or throws; up to WORD bytes behind them may be written to. */
function unpack(block: Uint8Array, start: number, out: Uint8Array, length: number): void {
  const from = new DataView(block.buffer, block.byteOffset, block.byteLength);
  const to = new DataView(out.buffer, out.byteOffset, out.byteLength);
  let at = start;
  let filled = 0;
  while (at < block.length) {
    const tag = block[at++]!;
    const kind = tag & 3;
    let count = (tag >>> 2) + 1;
    if (kind === 0) {
      if (count > 60) {
        const extra = count - 60;
        count = little(block, at, extra) + 1;
        at += extra;
      }
      if (at + count > block.length) throw malformed('a literal runs past the end', at);
      if (filled + count > length) throw malformed('more bytes than it claims', at);
      if (count > SHORT || at + count + WORD > block.length) out.set(block.subarray(at, at + count), filled);
      else for (let i = 0; i < count; i += WORD) to.setBigUint64(filled + i, from.getBigUint64(at + i));
      at += count;
    } else {
      if (kind === 1) count = ((tag >>> 2) & 7) + 4;
      const width = kind === 3 ? 4 : kind;
      const offset = kind === 1 ? ((tag >>> 5) << 8) | little(block, at, 1) : little(block, at, width);
      at += width;
      if (offset === 0 || offset > filled) throw malformed('a copy from before the start', at);
      if (filled + count > length) throw malformed('more bytes than it claims', at);
      const source = filled - offset;
      if (offset >= WORD) for (let i = 0; i < count; i += WORD) to.setBigUint64(filled + i, to.getBigUint64(source + i));
      else for (let i = 0; i < count; i++) out[filled + i] = out[source + i]!; // source and target overlap within a word: what is written is read again
    }
    filled += count;
  }
  if (filled !== length) throw malformed(`${filled} bytes unpacked, ${length} claimed`, at);
}

/** An unsigned little-endian number of 1 to 4 bytes. */
function little(block: Uint8Array, at: number, width: number): number {
  if (at + width > block.length) throw malformed('ends inside an element', at);
  let n = block[at]!;
  for (let i = 1; i < width; i++) n += block[at + i]! * 2 ** (8 * i);
  return n;
}
