import { type BitReader, MAX_NARROW_WIDTH, packedBytes } from './bits.ts';
import { BLOCK, FRAME, MAX_SHORT_WIDTH, PATCHED_WIDTH, ZERO_MASK, ZIGZAG } from './miniblocks.ts';

/** From so many set bits in a word on, going through all its 32 places without a branch is faster than picking the set ones. */
const DENSE = 11;

/**
 * Reads miniblocks until the reader's end into residuals[0, count); what the bytes do not reach is zero.
 *
 * residuals  at least count long
 * errors     a block that ends outside the bytes, a width that no block has, more blocks than `count` needs, a patch outside its block
 */
export function decodeMiniblocks(reader: BitReader, residuals: Int32Array, count: number): void {
  let from = 0;
  while (reader.at < reader.end) {
    if (from >= count) throw new Error(`miniblocks go on behind ${count} numbers`);
    const header = reader.u8();
    const shape = header >> 6;
    const width = header & 63;
    const to = Math.min(from + BLOCK, count);
    if (shape === ZIGZAG) zigzags(reader, residuals, from, to, width);
    else if (shape === FRAME) frame(reader, residuals, from, to, width);
    else if (shape === ZERO_MASK) zeroMask(reader, residuals, from, to, width);
    else if (width >= PATCHED_WIDTH) patched(reader, residuals, from, to, width - PATCHED_WIDTH);
    else {
      zeros(residuals, from, Math.min(from + width * BLOCK + BLOCK, count));
      from += width * BLOCK;
    }
    from += BLOCK;
  }
  if (from < count) zeros(residuals, from, count);
}

/** Checks that `count` numbers of `width` bits lie inside the bytes; returns where they start. */
function packed(reader: BitReader, count: number, width: number, widest: number): number {
  if (width > widest) throw new Error(`a width of ${width} bits is none of a miniblock's`);
  return reader.skip(packedBytes(count, width));
}

/** A loop, because a call of fill() takes longer than a block. */
function zeros(residuals: Int32Array, from: number, to: number): void {
  for (let i = from; i < to; i++) residuals[i] = 0;
}

function zigzags(reader: BitReader, residuals: Int32Array, from: number, to: number, width: number): void {
  const at = packed(reader, to - from, width, MAX_NARROW_WIDTH);
  const { view } = reader;
  if (width > MAX_SHORT_WIDTH) {
    unpackLong(view, at, residuals, from, to, width);
    signed(residuals, from, to);
    return;
  }
  const mask = (1 << width) - 1;
  for (let i = from, bit = at * 8; i < to; i++, bit += width) {
    const z = (view.getUint32(bit >>> 3, true) >>> (bit & 7)) & mask;
    residuals[i] = (z >>> 1) ^ -(z & 1);
  }
}

function frame(reader: BitReader, residuals: Int32Array, from: number, to: number, width: number): void {
  const min = reader.zigzag();
  const at = packed(reader, to - from, width, MAX_NARROW_WIDTH);
  const { view } = reader;
  if (width > MAX_SHORT_WIDTH) {
    unpackLong(view, at, residuals, from, to, width);
    for (let i = from; i < to; i++) residuals[i]! += min;
    return;
  }
  const mask = (1 << width) - 1;
  for (let i = from, bit = at * 8; i < to; i++, bit += width) residuals[i] = ((view.getUint32(bit >>> 3, true) >>> (bit & 7)) & mask) + min;
}

function zeroMask(reader: BitReader, residuals: Int32Array, from: number, to: number, width: number): void {
  const { view } = reader;
  const count = to - from;
  const maskAt = reader.skip(packedBytes(count, 1));
  const low = view.getUint32(maskAt, true) & lowest(count);
  const high = count > 32 ? view.getUint32(maskAt + 4, true) & lowest(count - 32) : 0;
  const lowOnes = ones(low);
  const highOnes = ones(high);
  const at = packed(reader, lowOnes + highOnes, width, MAX_SHORT_WIDTH);
  const middle = Math.min(from + 32, to);
  spread(view, at * 8, residuals, from, middle, width, low, lowOnes);
  if (count > 32) spread(view, at * 8 + lowOnes * width, residuals, middle, to, width, high, highOnes);
}

/** A word with its lowest bits set; all of them from 32 on. */
const lowest = (count: number): number => (count >= 32 ? -1 : (1 << count) - 1);

function ones(word: number): number {
  let n = word - ((word >>> 1) & 0x5555_5555);
  n = (n & 0x3333_3333) + ((n >>> 2) & 0x3333_3333);
  return Math.imul((n + (n >>> 4)) & 0x0f0f_0f0f, 0x0101_0101) >>> 24;
}

/** Up to 32 residuals: a zero where the word has a zero, the next packed number where it has a one. */
function spread(view: DataView, bit: number, residuals: Int32Array, from: number, to: number, width: number, word: number, count: number): void {
  const mask = (1 << width) - 1;
  if (count >= DENSE) {
    for (let i = from; i < to; i++, word >>>= 1) {
      const set = -(word & 1);
      const z = ((view.getUint32(bit >>> 3, true) >>> (bit & 7)) & mask) + 1;
      residuals[i] = ((z >>> 1) ^ -(z & 1)) & set;
      bit += width & set;
    }
    return;
  }
  zeros(residuals, from, to);
  for (; word !== 0; word &= word - 1, bit += width) {
    const z = ((view.getUint32(bit >>> 3, true) >>> (bit & 7)) & mask) + 1;
    residuals[from + 31 - Math.clz32(word & -word)] = (z >>> 1) ^ -(z & 1);
  }
}

function patched(reader: BitReader, residuals: Int32Array, from: number, to: number, low: number): void {
  const patches = reader.u8();
  if (patches > to - from) throw new Error(`${patches} patches in a block of ${to - from}`);
  const at = packed(reader, to - from, low, MAX_SHORT_WIDTH);
  const { view } = reader;
  const mask = (1 << low) - 1;
  for (let i = from, bit = at * 8; i < to; i++, bit += low) residuals[i] = (view.getUint32(bit >>> 3, true) >>> (bit & 7)) & mask;
  for (let i = 0; i < patches; i++) {
    const position = from + reader.u8();
    if (position >= to) throw new Error(`a patch at ${position - from} in a block of ${to - from}`);
    residuals[position]! |= reader.varint() << low;
  }
  signed(residuals, from, to);
}

/** Zigzags to signed numbers. */
function signed(residuals: Int32Array, from: number, to: number): void {
  for (let i = from; i < to; i++) {
    const z = residuals[i]!;
    residuals[i] = (z >>> 1) ^ -(z & 1);
  }
}

/** Numbers of 26 to 31 bits, which may lie in five bytes. */
function unpackLong(view: DataView, at: number, out: Int32Array, from: number, to: number, width: number): void {
  const mask = 0x7fff_ffff >>> (MAX_NARROW_WIDTH - width);
  for (let i = from, bit = at * 8; i < to; i++, bit += width) {
    const byte = bit >>> 3;
    const shift = bit & 7;
    out[i] = ((view.getUint32(byte, true) >>> shift) | ((view.getUint8(byte + 4) << 1) << (31 - shift))) & mask;
  }
}
