/** Bytes of labels kept; beyond, everything is forgotten and learned anew. */
const MAX_BYTES = 48 * 1024 * 1024;
const MAX_ENTRIES = 1 << 20;
const NONE = -1;

/**
 * Refs of series by the bytes of their labels, as a sender writes them: a series seen before is not decoded again. Senders send the same series in
 * the same order, so the one that followed last time is tried first, and mostly nothing has to be hashed. Memory is bounded.
 */
export class KnownLabels {
  private bytes = new Uint8Array(1 << 16);
  private view = new DataView(this.bytes.buffer);
  /** end of each entry's bytes; the next one's stand behind */
  private ends = new Uint32Array(256);
  private refs = new Uint32Array(256);
  private hashes = new Uint32Array(256);
  /** the entry that came after this one last time */
  private followers = new Int32Array(256).fill(NONE);
  /** entry + 1 by hash, 0 where there is none; a power of two, at most half full */
  private slots = new Uint32Array(512);
  private count = 0;
  private last = NONE;
  private readonly maxBytes: number;
  private readonly maxEntries: number;
  /** where hashing begins: nobody outside can tell which bytes meet in one slot */
  private readonly seed = Math.floor(Math.random() * 2 ** 32);

  constructor(maxBytes = MAX_BYTES, maxEntries = MAX_ENTRIES) {
    this.maxBytes = maxBytes;
    this.maxEntries = maxEntries;
  }

  get size(): number { return this.count; }

  /** The ref of the series whose labels stand in `from` at start..end; -1 when it is not known. */
  find(from: DataView, start: number, end: number): number {
    const next = this.last === NONE ? NONE : this.followers[this.last]!;
    const entry = next !== NONE && next < this.count && this.holds(next, from, start, end) ? next : this.search(from, start, end);
    if (entry !== next && this.last !== NONE && entry !== NONE) this.followers[this.last] = entry;
    this.last = entry;
    return entry === NONE ? NONE : this.refs[entry]!;
  }

  /** Learns a series that is not known. */
  add(from: DataView, start: number, end: number, ref: number): void {
    if (this.count === this.maxEntries || this.used + end - start > this.maxBytes) this.clear();
    const at = this.used;
    this.reserve(at + end - start);
    this.bytes.set(new Uint8Array(from.buffer, from.byteOffset + start, end - start), at);
    const entry = this.count++;
    this.ends[entry] = at + end - start;
    this.refs[entry] = ref;
    this.followers[entry] = NONE;
    this.hashes[entry] = hashOf(from, start, end, this.seed);
    this.enter(entry);
  }

  /** Leaves out the entries whose ref `gone` picks; the memory they took is taken by what comes. */
  forget(gone: (ref: number) => boolean): void {
    const { bytes, ends, refs, hashes, count } = this;
    this.clear();
    for (let entry = 0, start = 0; entry < count; start = ends[entry++]!) { // what is kept moves forward, over what was read already
      if (gone(refs[entry]!)) continue;
      const end = ends[entry]!;
      const at = this.used;
      const to = this.count++;
      bytes.copyWithin(at, start, end);
      ends[to] = at + end - start;
      refs[to] = refs[entry]!;
      hashes[to] = hashes[entry]!;
      this.followers[to] = NONE;
      this.enter(to);
    }
  }

  /** Every entry in the order in which they came. `bytes` are not to be kept. */
  each(look: (ref: number, bytes: Uint8Array, start: number, end: number) => void): void {
    for (let entry = 0, start = 0; entry < this.count; start = this.ends[entry++]!) look(this.refs[entry]!, this.bytes, start, this.ends[entry]!);
  }

  /** Takes back the newest entry. */
  undo(): void {
    const entry = --this.count;
    const mask = this.slots.length - 1;
    let slot = this.hashes[entry]! & mask;
    while (this.slots[slot] !== entry + 1) slot = (slot + 1) & mask;
    this.slots[slot] = 0; // nothing was entered after it, so nobody's search goes through its slot
    this.last = NONE;
  }

  private get used(): number { return this.count === 0 ? 0 : this.ends[this.count - 1]!; }

  private holds(entry: number, from: DataView, start: number, end: number): boolean {
    let at = entry === 0 ? 0 : this.ends[entry - 1]!;
    if (this.ends[entry]! - at !== end - start) return false;
    const { view } = this;
    let i = start;
    for (; i + 4 <= end; i += 4, at += 4) if (from.getInt32(i) !== view.getInt32(at)) return false;
    for (; i < end; i++, at++) if (from.getUint8(i) !== view.getUint8(at)) return false;
    return true;
  }

  private search(from: DataView, start: number, end: number): number {
    const hash = hashOf(from, start, end, this.seed);
    const mask = this.slots.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const entry = this.slots[slot]! - 1;
      if (entry === NONE || (this.hashes[entry] === hash && this.holds(entry, from, start, end))) return entry;
    }
  }

  private enter(entry: number): void {
    const mask = this.slots.length - 1;
    let slot = this.hashes[entry]! & mask;
    while (this.slots[slot] !== 0) slot = (slot + 1) & mask;
    this.slots[slot] = entry + 1;
  }

  private reserve(bytes: number): void {
    if (bytes > this.bytes.length) {
      const larger = new Uint8Array(Math.max(bytes, this.bytes.length * 2));
      larger.set(this.bytes.subarray(0, this.used));
      this.bytes = larger;
      this.view = new DataView(larger.buffer);
    }
    if (this.count < this.refs.length) return;
    this.ends = twice(this.ends);
    this.refs = twice(this.refs);
    this.hashes = twice(this.hashes);
    const followers = new Int32Array(this.refs.length).fill(NONE);
    followers.set(this.followers);
    this.followers = followers;
    this.slots = new Uint32Array(this.refs.length * 2);
    for (let entry = 0; entry < this.count; entry++) this.enter(entry);
  }

  private clear(): void {
    this.count = 0;
    this.last = NONE;
    this.slots.fill(0);
  }
}

function twice(array: Uint32Array): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(array.length * 2);
  larger.set(array);
  return larger;
}

/** FNV-1a, 32 bits, from a basis of its own. source: isthe.com/chongo/tech/comp/fnv */
export function hashOf(bytes: DataView, start: number, end: number, seed: number): number {
  let hash = 0x811c_9dc5 ^ seed;
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ bytes.getUint8(i), 0x0100_0193);
  return hash >>> 0;
}
