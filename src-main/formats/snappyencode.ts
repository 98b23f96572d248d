const HASH_BITS = 14;
const BLOCK_BYTES = 65_536;
const MULTIPLIER = 0x1e35_a741;
/** A literal or a match nearer to the end than this is not looked for: four bytes are read at once. */
const MARGIN = 15;
const NOWHERE = -1;

/**
 * Packs snappy blocks, one after the other, with one table of its own.
 *
 * source  github.com/google/snappy, format_description.txt; matches are found by a hash of four bytes, within 64 KiB, as its reference does
 */
export class SnappyEncoder {
  private readonly table = new Int32Array(1 << HASH_BITS);

  /** returns the block, in memory of its own */
  encode(plain: Uint8Array): Uint8Array<ArrayBuffer> {
    const out = new Uint8Array(32 + plain.length + Math.ceil(plain.length / 6));
    let at = 0;
    let length = plain.length;
    for (; length >= 0x80; length = Math.floor(length / 0x80)) out[at++] = (length % 0x80) | 0x80;
    out[at++] = length;
    for (let start = 0; start < plain.length; start += BLOCK_BYTES) at = this.block(plain, start, Math.min(plain.length, start + BLOCK_BYTES), out, at);
    return out.slice(0, at);
  }

  private block(plain: Uint8Array, start: number, end: number, out: Uint8Array, to: number): number {
    const { table } = this;
    table.fill(NOWHERE);
    let at = to;
    let pending = start;
    let i = start;
    let misses = 32;
    while (i < end - MARGIN) {
      const word = wordAt(plain, i);
      const slot = Math.imul(word, MULTIPLIER) >>> (32 - HASH_BITS);
      const found = table[slot]!;
      table[slot] = i;
      if (found === NOWHERE || wordAt(plain, found) !== word) {
        i += misses++ >>> 5; // what does not repeat is gone over faster and faster
        continue;
      }
      misses = 32;
      at = literal(plain, pending, i, out, at);
      let matched = 4;
      while (i + matched < end && plain[found + matched] === plain[i + matched]) matched++;
      at = copy(i - found, matched, out, at);
      i += matched;
      pending = i;
    }
    return literal(plain, pending, end, out, at);
  }
}

const wordAt = (bytes: Uint8Array, at: number): number => bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);

function literal(plain: Uint8Array, from: number, until: number, out: Uint8Array, to: number): number {
  const count = until - from;
  if (count === 0) return to;
  let at = to;
  const less = count - 1;
  if (less < 60) out[at++] = less << 2;
  else {
    out[at++] = (less < 256 ? 60 : 61) << 2; // a block has 64 KiB at most: two bytes are enough
    out[at++] = less;
    if (less >= 256) out[at++] = less >>> 8;
  }
  out.set(plain.subarray(from, until), at);
  return at + count;
}

/** offset below 65,536; a match is split into copies of at most 64 bytes, none shorter than 4. */
function copy(offset: number, matched: number, out: Uint8Array, to: number): number {
  let at = to;
  let left = matched;
  while (left > 0) {
    const count = left <= 64 ? left : left < 68 ? 60 : 64;
    if (count < 12 && offset < 2048) {
      out[at++] = 1 | ((count - 4) << 2) | ((offset >>> 8) << 5);
      out[at++] = offset;
    } else {
      out[at++] = 2 | ((count - 1) << 2);
      out[at++] = offset;
      out[at++] = offset >>> 8;
    }
    left -= count;
  }
  return at;
}
