/** Changes told apart, at most; beyond, neighbours are told as one. */
const MOST = 256;
/** Changes whose times begin so near to each other are one, ms. */
const NEAR_MS = 10_000;
/** The writer holds the marks for microseconds: who finds them held so often has met one that died while it wrote. */
const TRIES = 100_000;

const SEQUENCE = 0, COUNT = 1;
const VERSION = 0, HEAD_FROM = 1, HEAD_TO = 2, REMOVED_TO = 3, CHANGES = 4;
const HEADER_BYTES = 8;

/**
 * What the writer of a store tells its readers in shared memory, so that they need not ask: what the head spans, and from what time on samples
 * have changed since a version. One writer, any number of readers on other threads; a sequence that is odd while the writer writes tells a
 * reader that what it has read may be of two moments.
 * The writer marks what is new after it is visible, and before it is acknowledged. A reader looks before it opens its read transaction.
 */
export class Marks {
  readonly buffer: SharedArrayBuffer;
  private readonly words: Int32Array;
  private readonly numbers: Float64Array;
  /** by place: the newest version of a change, and the earliest time it or a later one has touched; both rise */
  private readonly versions: Float64Array;
  private readonly times: Float64Array;

  /** Without a buffer new marks, which know nothing: readers ask. */
  constructor(buffer?: SharedArrayBuffer) {
    this.buffer = buffer ?? new SharedArrayBuffer(HEADER_BYTES + 8 * (CHANGES + 2 * MOST));
    this.words = new Int32Array(this.buffer, 0, 2);
    this.numbers = new Float64Array(this.buffer, HEADER_BYTES);
    this.versions = this.numbers.subarray(CHANGES, CHANGES + MOST);
    this.times = this.numbers.subarray(CHANGES + MOST);
    if (buffer === undefined) this.numbers.set([1, -Infinity, Infinity, -Infinity]);
  }

  /** Writer, when it begins: whatever was known is void. */
  begin(): void {
    if (Atomics.load(this.words, SEQUENCE) % 2 !== 0) Atomics.add(this.words, SEQUENCE, 1); // one before it died while it wrote
    this.touched(-Infinity);
  }

  /** Writer: samples of from..to, unix ms, are in the head. */
  written(from: number, to: number): void {
    this.write(() => {
      this.note(from);
      this.numbers[HEAD_FROM] = Math.min(this.numbers[HEAD_FROM]!, from);
      this.numbers[HEAD_TO] = Math.max(this.numbers[HEAD_TO]!, to);
    });
  }

  /** Writer: samples from this time on may be others than before. */
  touched(from: number): void { this.write(() => this.note(from)); }

  /** Writer: samples up to this time may be gone. */
  removed(to: number): void {
    this.write(() => {
      this.numbers[VERSION]!++;
      this.numbers[REMOVED_TO] = Math.max(this.numbers[REMOVED_TO]!, to);
    });
  }

  /** Writer: what the head spans now; Infinity and -Infinity when it is empty. */
  headSpans(from: number, to: number): void {
    this.write(() => {
      this.numbers[HEAD_FROM] = from;
      this.numbers[HEAD_TO] = to;
    });
  }

  /** Reader: what it reads from now on holds all changes up to this one, samples that went among them; NaN when that can't be told. */
  get version(): number { return this.read(() => this.numbers[VERSION]!) ?? Number.NaN; }

  /** Reader: the earliest time that has changed since `version` was read, Infinity when nothing has; -Infinity when that can't be told. */
  changedSince(version: number): number {
    if (Number.isNaN(version)) return -Infinity;
    return this.read(() => {
      const count = this.words[COUNT]!;
      for (let i = 0; i < count; i++) if (this.versions[i]! > version) return this.times[i]!;
      return Infinity;
    }) ?? -Infinity;
  }

  /** Reader: samples up to this time may have been removed at any moment. */
  get removedTo(): number { return this.read(() => this.numbers[REMOVED_TO]!) ?? Infinity; }

  /** Reader: whether the head may hold samples of from..to. */
  mayHold(from: number, to: number): boolean {
    return this.read(() => this.numbers[HEAD_FROM]! <= to && this.numbers[HEAD_TO]! >= from) ?? true;
  }

  private write(change: () => void): void {
    Atomics.add(this.words, SEQUENCE, 1);
    change();
    Atomics.add(this.words, SEQUENCE, 1);
  }

  private read<T>(look: () => T): T | undefined {
    for (let i = 0; i < TRIES; i++) {
      const before = Atomics.load(this.words, SEQUENCE);
      if (before % 2 !== 0) continue;
      const seen = look();
      if (Atomics.load(this.words, SEQUENCE) === before) return seen;
    }
    return undefined;
  }

  /** Earlier changes that began later say nothing any more: who has not seen them has not seen this one either. */
  private note(from: number): void {
    const { words, numbers, versions, times } = this;
    const version = ++numbers[VERSION]!;
    let count = words[COUNT]!;
    while (count > 0 && times[count - 1]! >= from) count--;
    if (count > 0 && from - times[count - 1]! < NEAR_MS) versions[count - 1] = version;
    else {
      if (count === MOST) count = this.thinned();
      versions[count] = version;
      times[count++] = from;
    }
    words[COUNT] = count;
  }

  /** Neighbours of the older half become one: that reaches back as far as the earlier, and is as new as the later one. */
  private thinned(): number {
    const { versions, times } = this, half = MOST / 2;
    let to = 0;
    for (let i = 0; i < half; i += 2, to++) {
      versions[to] = versions[i + 1]!;
      times[to] = times[i]!;
    }
    versions.copyWithin(to, half, MOST);
    times.copyWithin(to, half, MOST);
    return to + MOST - half;
  }
}
