import { hashOf } from './knownlabels.ts';

const NONE = 0xffff_ffff;
/** Ids in a page: one of which no string lives any more takes no memory. */
const PAGE_BITS = 12;
const PAGE = 1 << PAGE_BITS;
const UTF8 = new TextDecoder('utf-8', { ignoreBOM: true });
const TO_UTF8 = new TextEncoder();

interface Page {
  /** where each string's bytes begin, NONE where there is none, and end */
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
  readonly hashes: Uint32Array;
  readonly texts: (string | undefined)[];
}

const newPage = (): Page => ({ starts: new Uint32Array(PAGE).fill(NONE), ends: new Uint32Array(PAGE), hashes: new Uint32Array(PAGE), texts: [] });

/**
 * The strings of labels by their ids, and ids by string. Kept as UTF-8 in one piece of memory: a third of what as many strings would take.
 * An id is a whole number from 1 on; they are given in rising order, and never twice.
 */
export class SymbolTable {
  size = 0;
  private bytes = Buffer.alloc(1 << 14);
  private view = viewOf(this.bytes);
  private used = 0;
  private pages: (Page | undefined)[] = [];
  /** id by hash, 0 where there is none; a power of two, at most half full */
  private slots = new Uint32Array(512);
  private scratch = Buffer.alloc(256);
  private scratchView = viewOf(this.scratch);
  private readonly seed = Math.floor(Math.random() * 2 ** 32);

  /** Above every id. */
  get end(): number { return this.pages.length * PAGE; }

  /** bytes  the string in UTF-8, at start..end */
  add(id: number, bytes: Uint8Array, start: number, end: number): void {
    this.reserve(end - start);
    const page = this.pages[id >>> PAGE_BITS] ??= newPage();
    const at = id % PAGE;
    this.bytes.set(bytes.subarray(start, end), this.used);
    page.starts[at] = this.used;
    page.ends[at] = this.used += end - start;
    page.hashes[at] = hashOf(this.view, page.starts[at]!, page.ends[at]!, this.seed);
    if (++this.size * 2 > this.slots.length) this.rehash(this.slots.length * 2);
    else this.enter(id, page.hashes[at]!);
  }

  addText(id: number, text: string): void { this.add(id, this.scratch, 0, this.encode(text)); }

  has(id: number): boolean { return (this.pages[id >>> PAGE_BITS]?.starts[id % PAGE] ?? NONE) !== NONE; }

  /** 0 when the string is not there. Half a surrogate pair is U+FFFD. */
  idOf(text: string): number {
    const length = this.encode(text);
    const hash = hashOf(this.scratchView, 0, length, this.seed);
    const mask = this.slots.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const id = this.slots[slot]!;
      if (id === 0 || this.isAt(id, hash, length)) return id;
    }
  }

  /** Undefined for an id without a string. */
  text(id: number): string | undefined {
    const page = this.pages[id >>> PAGE_BITS];
    const at = id % PAGE;
    if (!page || page.starts[at] === NONE) return undefined;
    return page.texts[at] ??= UTF8.decode(this.bytes.subarray(page.starts[at], page.ends[at]));
  }

  /** Takes back the newest string. */
  undo(id: number): void {
    const page = this.pages[id >>> PAGE_BITS]!;
    const at = id % PAGE;
    const mask = this.slots.length - 1;
    let slot = page.hashes[at]! & mask;
    while (this.slots[slot] !== id) slot = (slot + 1) & mask;
    this.slots[slot] = 0; // nothing was entered after it, so nobody's search goes through its slot
    this.used = page.starts[at]!;
    page.starts[at] = NONE;
    page.texts[at] = undefined;
    this.size--;
  }

  /** Takes out every string whose id `used` does not pick; `gone` hears of each. */
  keep(used: (id: number) => boolean, gone: (id: number) => void): void {
    let to = 0;
    this.each((id, page, at) => {
      const [start, end] = [page.starts[at]!, page.ends[at]!];
      if (used(id)) {
        this.bytes.copyWithin(to, start, end); // strings stand in the order of their ids: what is moved over was read already
        page.starts[at] = to;
        page.ends[at] = to += end - start;
      } else {
        page.starts[at] = NONE;
        page.texts[at] = undefined;
        this.size--;
        gone(id);
      }
    });
    this.used = to;
    this.pages = this.pages.map(page => page?.starts.some(start => start !== NONE) ? page : undefined);
    this.rehash(Math.max(512, 2 ** Math.ceil(Math.log2(this.size * 2 + 1))));
  }

  private isAt(id: number, hash: number, length: number): boolean {
    const { starts, ends, hashes } = this.pages[id >>> PAGE_BITS]!;
    const at = id % PAGE;
    return hashes[at] === hash && ends[at]! - starts[at]! === length && this.bytes.compare(this.scratch, 0, length, starts[at], ends[at]) === 0;
  }

  private encode(text: string): number {
    if (this.scratch.length < text.length * 3) {
      this.scratch = Buffer.alloc(text.length * 6);
      this.scratchView = viewOf(this.scratch);
    }
    return TO_UTF8.encodeInto(text, this.scratch).written;
  }

  private each(look: (id: number, page: Page, at: number) => void): void {
    this.pages.forEach((page, number) => {
      for (let at = 0; page && at < PAGE; at++) if (page.starts[at] !== NONE) look(number * PAGE + at, page, at);
    });
  }

  private enter(id: number, hash: number): void {
    const mask = this.slots.length - 1;
    let slot = hash & mask;
    while (this.slots[slot] !== 0) slot = (slot + 1) & mask;
    this.slots[slot] = id;
  }

  private rehash(size: number): void {
    this.slots = new Uint32Array(size);
    this.each((id, { hashes }, at) => this.enter(id, hashes[at]!));
  }

  private reserve(bytes: number): void {
    if (this.used + bytes <= this.bytes.length) return;
    const larger = Buffer.alloc(Math.max(this.used + bytes, this.bytes.length * 2));
    this.bytes.copy(larger, 0, 0, this.used);
    this.bytes = larger;
    this.view = viewOf(larger);
  }
}

const viewOf = (bytes: Buffer): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
