/** The largest number a varint may hold: beyond it a JS number is no longer exact. */
const MAX_VARINT = 2 ** 53;

/**
 * Bytes, written one after another into a buffer that grows by doubling. All multi-byte fields are little endian.
 * `bytes`, `length` and `reserve` are open for codecs that fill whole stretches themselves.
 */
export class ByteWriter {
  bytes: Uint8Array<ArrayBuffer>;
  length = 0;

  constructor(capacity = 256) {
    this.bytes = new Uint8Array(capacity);
  }

  /** Makes room for `count` more bytes, which are zero; returns where they start. */
  reserve(count: number): number {
    const at = this.length;
    const end = at + count;
    if (end > this.bytes.length) this.grow(end);
    else this.bytes.fill(0, at, end);
    this.length = end;
    return at;
  }

  u8(n: number): void {
    if (this.length === this.bytes.length) this.grow(this.length + 1);
    this.bytes[this.length++] = n;
  }

  u32(n: number): void {
    const at = this.reserve(4);
    this.bytes[at] = n;
    this.bytes[at + 1] = n >>> 8;
    this.bytes[at + 2] = n >>> 16;
    this.bytes[at + 3] = n >>> 24;
  }

  /** LEB128: seven bits a byte, lowest first. n: an integer, 0 to 2^53. */
  varint(n: number): void {
    if (!(n >= 0 && n <= MAX_VARINT)) throw new Error(`BUG: ${n} does not fit a varint`);
    for (; n >= 0x80; n = Math.floor(n / 0x80)) this.u8((n % 0x80) | 0x80);
    this.u8(n);
  }

  /**
   * 0, -1, 1, -2, … as varints of 0, 1, 2, 3, …; n: an integer within ±2^53.
   * The lowest seven bits are split off first, so that the doubled number need not be exact.
   */
  zigzag(n: number): void {
    if (!(Math.abs(n) <= MAX_VARINT)) throw new Error(`BUG: ${n} does not fit a varint`);
    const magnitude = n < 0 ? -(n + 1) : n;
    const low = (magnitude % 64) * 2 + (n < 0 ? 1 : 0);
    if (magnitude < 64) this.u8(low);
    else {
      this.u8(low | 0x80);
      this.varint(Math.floor(magnitude / 64));
    }
  }

  append(bytes: Uint8Array): void {
    const at = this.reserve(bytes.length);
    this.bytes.set(bytes, at);
  }

  /** Forgets what was written; the buffer stays. */
  clear(): void {
    this.length = 0;
  }

  /** A copy of what was written. */
  done(): Uint8Array<ArrayBuffer> {
    return this.bytes.slice(0, this.length);
  }

  private grow(needed: number): void {
    const next = new Uint8Array(Math.max(needed, this.bytes.length * 2, 16));
    next.set(this.bytes.subarray(0, this.length));
    this.bytes = next;
  }
}

/** Reads what ByteWriter wrote, within [at, end) of `bytes`; every read beyond `end` is an Error. */
export class ByteReader {
  readonly bytes: Uint8Array;
  readonly end: number;
  at: number;

  constructor(bytes: Uint8Array, at = 0, end = bytes.length) {
    if (!(at >= 0 && at <= end && end <= bytes.length)) throw new Error(`bytes ${at} to ${end} of ${bytes.length} do not exist`);
    this.bytes = bytes;
    this.at = at;
    this.end = end;
  }

  get left(): number {
    return this.end - this.at;
  }

  u8(): number {
    if (this.at >= this.end) throw new Error('the bytes end inside a number');
    return this.bytes[this.at++]!;
  }

  u32(): number {
    const at = this.skip(4);
    return (this.bytes[at]! | (this.bytes[at + 1]! << 8) | (this.bytes[at + 2]! << 16) | (this.bytes[at + 3]! << 24)) >>> 0;
  }

  /** An integer, 0 to 2^53. */
  varint(): number {
    let n = this.u8();
    if (n < 0x80) return n;
    n -= 0x80;
    for (let unit = 0x80; unit < MAX_VARINT; unit *= 0x80) {
      const byte = this.u8();
      n += (byte & 0x7f) * unit;
      if (byte < 0x80) {
        if (n > MAX_VARINT) break;
        return n;
      }
    }
    throw new Error('a number is larger than 2^53');
  }

  /** An integer within ±2^53. */
  zigzag(): number {
    const low = this.u8();
    let magnitude = (low & 0x7f) >>> 1;
    if (low >= 0x80) magnitude += this.varint() * 64;
    if (magnitude > MAX_VARINT) throw new Error('a number is larger than 2^53');
    return low & 1 ? -magnitude - 1 : magnitude;
  }

  /** Steps over `count` bytes; returns where they start. */
  skip(count: number): number {
    const at = this.at;
    if (!(count >= 0 && count <= this.end - at)) throw new Error(`${count} bytes are announced, ${this.end - at} are left`);
    this.at = at + count;
    return at;
  }
}
