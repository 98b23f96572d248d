import { AppError } from '../../shared/model/errors.ts';

// source: github.com/prometheus/prometheus, tsdb/docs/format/index.md, version 2 (and 1, which differs in how series are referred to)
const MAGIC = 0xbaaad700;
const ALIGNMENT = 16;
const TOC_BYTES = 6 * 8 + 4;
const UTF8 = new TextDecoder();

/** Where a chunk of a series lies. from, to: unix ms of its first and last sample; ref: segment file in the upper half, offset in the lower */
export interface ChunkMeta { readonly from: number; readonly to: number; readonly segment: number; readonly offset: number }
export interface BlockSeries { readonly labels: readonly string[]; readonly chunks: readonly ChunkMeta[] }

const damaged = (what: string, at: number): AppError => new AppError('bad-data', `index: ${what}, at byte ${at}`);

/** A cursor over big-endian numbers and Go's varints. Errors: AppError 'bad-data' */
class Cursor {
  at: number;
  private readonly bytes: Uint8Array;
  private readonly view: DataView;

  constructor(bytes: Uint8Array, at: number) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.at = at;
  }

  u32(): number {
    if (this.at + 4 > this.bytes.length) throw damaged('it is cut off', this.at);
    this.at += 4;
    return this.view.getUint32(this.at - 4);
  }

  uvarint(): number {
    let n = 0;
    for (let unit = 1; unit < 2 ** 64; unit *= 128) {
      const byte = this.bytes[this.at++];
      if (byte === undefined) throw damaged('it is cut off', this.at);
      n += (byte & 0x7f) * unit;
      if (byte < 0x80) return n;
    }
    throw damaged('a number of more than 64 bits', this.at);
  }

  varint(): number {
    const n = this.uvarint();
    return n % 2 === 0 ? n / 2 : -(n + 1) / 2;
  }

  text(): string {
    const length = this.uvarint();
    const end = this.at + length;
    if (end > this.bytes.length) throw damaged('a text runs past the end', this.at);
    const text = UTF8.decode(this.bytes.subarray(this.at, end));
    this.at = end;
    return text;
  }
}

/** The index of a block: its series one after the other, by number. */
export class BlockIndex {
  private readonly bytes: Uint8Array;
  private readonly symbols: readonly string[];
  private readonly symbolsByOffset: ReadonlyMap<number, string> | null;
  /** offsets of all series, in the order in which they lie */
  private readonly offsets: Float64Array;

  /** Errors: AppError 'bad-data' for what is no index, or another version */
  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    if (bytes.length < 5 + TOC_BYTES || view.getUint32(0) !== MAGIC) throw new AppError('bad-data', 'index: this is no index of a block');
    const version = bytes[4]!;
    if (version !== 1 && version !== 2) throw new AppError('bad-data', `index: version ${version} is not known`);
    const toc = bytes.length - TOC_BYTES;
    const [symbols, series, labelIndices] = [0, 1, 2].map(i => Number(view.getBigUint64(toc + 8 * i)));
    const read = readSymbols(bytes, symbols!);
    this.symbols = read.texts;
    this.symbolsByOffset = version === 1 ? read.byOffset : null;
    this.offsets = seriesOffsets(bytes, series!, Math.min(labelIndices || toc, toc));
  }

  get count(): number { return this.offsets.length; }

  series(i: number): BlockSeries {
    const cursor = new Cursor(this.bytes, this.offsets[i]!);
    cursor.uvarint(); // length
    const labels: string[] = [];
    for (let left = 2 * cursor.uvarint(); left > 0; left--) labels.push(this.symbol(cursor.uvarint(), cursor.at));
    const chunks: ChunkMeta[] = [];
    let to = 0;
    let ref = 0;
    for (let left = cursor.uvarint(), first = true; left > 0; left--, first = false) {
      const from = first ? cursor.varint() : to + cursor.uvarint();
      to = from + cursor.uvarint();
      ref = first ? cursor.uvarint() : ref + cursor.varint();
      chunks.push({ from, to, segment: Math.floor(ref / 2 ** 32), offset: ref % 2 ** 32 });
    }
    return { labels, chunks };
  }

  private symbol(ref: number, at: number): string {
    const text = this.symbolsByOffset ? this.symbolsByOffset.get(ref) : this.symbols[ref];
    if (text === undefined) throw damaged(`there is no symbol ${ref}`, at);
    return text;
  }
}

function readSymbols(bytes: Uint8Array, start: number): { texts: string[]; byOffset: Map<number, string> } {
  const cursor = new Cursor(bytes, start);
  cursor.u32(); // length
  const texts: string[] = [];
  const byOffset = new Map<number, string>();
  for (let left = cursor.u32(); left > 0; left--) {
    const at = cursor.at;
    const text = cursor.text();
    texts.push(text);
    byOffset.set(at, text);
  }
  return { texts, byOffset };
}

/** Series lie one after the other, each at a multiple of 16: length, content, CRC-32C, padding. */
function seriesOffsets(bytes: Uint8Array, start: number, end: number): Float64Array {
  const found: number[] = [];
  const cursor = new Cursor(bytes, start);
  for (;;) {
    const at = Math.ceil(cursor.at / ALIGNMENT) * ALIGNMENT;
    if (at >= end) return Float64Array.from(found);
    cursor.at = at;
    const length = cursor.uvarint();
    if (length === 0) return Float64Array.from(found); // padding before the next section
    if (cursor.at + length + 4 > end) throw damaged('a series runs past its section', at);
    found.push(at);
    cursor.at += length + 4;
  }
}
