/** Bytes that nobody points to, as a part of all, at which the rest is moved together. */
const WASTE_SHARE = 2;
const LEAST_WASTE = 1 << 16;

/** Encoded labels by ref, in one piece of memory. */
export class LabelStore {
  size = 0;
  /** labels behind each other, each after its length in two bytes */
  private bytes = new Uint8Array(1 << 14);
  private used = 0;
  private wasted = 0;
  /** by ref; 0 where there is no series */
  private places = new Uint32Array(256);
  /** one above the greatest ref there ever was */
  private end = 0;

  has(ref: number): boolean { return ref < this.end && this.places[ref] !== 0; }

  /** Takes the labels at start..end of `bytes`; at most 65,535 of them. A ref that is there already keeps what it has. */
  add(ref: number, bytes: Uint8Array, start: number, end: number): void {
    if (this.has(ref)) return;
    const length = end - start;
    this.reserve(ref, length + 2);
    const at = this.used + 1; // 0 stands for none
    this.bytes[at] = length;
    this.bytes[at + 1] = length >>> 8;
    this.bytes.set(bytes.subarray(start, end), at + 2);
    this.places[ref] = at;
    this.used += length + 2;
    this.end = Math.max(this.end, ref + 1);
    this.size++;
  }

  /** A view, valid until the next change; empty for a ref that is not there. */
  get(ref: number): Uint8Array {
    if (!this.has(ref)) return this.bytes.subarray(0, 0);
    const at = this.places[ref]!;
    return this.bytes.subarray(at + 2, at + 2 + this.lengthAt(at));
  }

  remove(ref: number): void {
    if (!this.has(ref)) return;
    this.wasted += this.lengthAt(this.places[ref]!) + 2;
    this.places[ref] = 0;
    this.size--;
    if (this.wasted > LEAST_WASTE && this.wasted * WASTE_SHARE > this.used) this.compact();
  }

  /** Every ref, ascending. */
  refs(): Uint32Array {
    const all = new Uint32Array(this.size);
    for (let ref = 0, n = 0; ref < this.end; ref++) if (this.places[ref] !== 0) all[n++] = ref;
    return all;
  }

  private lengthAt(at: number): number { return this.bytes[at]! | (this.bytes[at + 1]! << 8); }

  private compact(): void {
    const { bytes, end } = this;
    this.bytes = new Uint8Array(Math.max(1 << 14, 2 * (this.used - this.wasted)));
    this.used = this.wasted = 0;
    for (let ref = 0; ref < end; ref++) {
      const from = this.places[ref]!;
      if (from === 0) continue;
      const length = (bytes[from]! | (bytes[from + 1]! << 8)) + 2;
      this.bytes.set(bytes.subarray(from, from + length), this.used + 1);
      this.places[ref] = this.used + 1;
      this.used += length;
    }
  }

  private reserve(ref: number, bytes: number): void {
    if (this.used + bytes + 1 > this.bytes.length) {
      const larger = new Uint8Array(Math.max(this.used + bytes + 1, this.bytes.length * 2));
      larger.set(this.bytes);
      this.bytes = larger;
    }
    if (ref < this.places.length) return;
    const places = new Uint32Array(Math.max(ref + 1, this.places.length * 2));
    places.set(this.places);
    this.places = places;
  }
}
