import { closeSync, existsSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { basename } from 'node:path';
import { readWalFrames, type WalFrame, type WalFrames } from './walframes.ts';

/** All our files have pages of this size, without a reserved part. */
export const PAGE_BYTES = 4096;
/** SQLite locks these bytes; the page that holds them is never used. */
const LOCK_PAGE = 0x40000000 / PAGE_BYTES + 1;
const MAP_ENTRIES = PAGE_BYTES / 5 | 0;

/** What the pointer map says of a page: 1 a root, 2 free, 3 the first page of an overflow, 4 a later one, 5 another page of a tree; and the page that points to it. */
export interface MapEntry { readonly kind: number; readonly parent: number }

/** The pages of a database as they are after every commit in its log, whatever state they are in. Nobody else may have it open. */
export class PageImage {
  readonly pages: number;
  /** what of the log is damaged, one sentence each */
  readonly damage: readonly string[];
  private readonly file: number;
  private readonly log: Buffer;
  private readonly newest = new Map<number, WalFrame>();
  private children: Children | null = null;

  constructor(path: string) {
    this.log = existsSync(`${path}-wal`) ? readFileSync(`${path}-wal`) : Buffer.alloc(0);
    const found = readWalFrames(this.log, PAGE_BYTES);
    const { frames } = found;
    this.file = openSync(path, 'r');
    const inFile = Math.floor(fstatSync(this.file).size / PAGE_BYTES);
    this.pages = frames.findLast(({ sound }) => sound)?.commit ?? inFile;
    for (const frame of frames) if (frame.page <= this.pages) this.newest.set(frame.page, frame);
    this.damage = logDamage(path, found);
  }

  /** Its bytes; undefined beyond the end of a file that was cut off. */
  page(number: number): Buffer | undefined {
    if (number < 1 || number > this.pages) return undefined;
    const frame = this.newest.get(number);
    if (frame) return this.log.subarray(frame.offset, frame.offset + PAGE_BYTES);
    const page = Buffer.alloc(PAGE_BYTES);
    return readSync(this.file, page, 0, PAGE_BYTES, (number - 1) * PAGE_BYTES) === PAGE_BYTES ? page : undefined;
  }

  mapEntry(number: number): MapEntry | undefined {
    const map = mapPageOf(number);
    const at = 5 * (number - map - 1);
    const page = at < 0 ? undefined : this.page(map);
    return page && { kind: page[at]!, parent: page.readUInt32BE(at + 1) };
  }

  /** Pages of a tree that hang below `parent`, as the pointer map has it. */
  childrenOf(parent: number): number[] {
    this.children ??= this.allChildren();
    const { ends, pages } = this.children;
    return parent > this.pages ? [] : [...pages.subarray(parent === 0 ? 0 : ends[parent - 1]!, ends[parent]!)];
  }

  close(): void { closeSync(this.file); }

  private allChildren(): Children {
    const ends = new Uint32Array(this.pages + 1);
    this.eachChild(parent => { ends[parent]!++; });
    for (let i = 1; i < ends.length; i++) ends[i]! += ends[i - 1]!;
    const pages = new Uint32Array(ends.at(-1)!);
    const next = Uint32Array.from(ends, (_end, i) => i === 0 ? 0 : ends[i - 1]!);
    this.eachChild((parent, page) => { pages[next[parent]!++] = page; });
    return { ends, pages };
  }

  private eachChild(tell: (parent: number, page: number) => void): void {
    for (let map = 2; map <= this.pages; map = nextMapPage(map)) {
      const page = this.page(map);
      for (let i = 0; page && i < MAP_ENTRIES && map + 1 + i <= this.pages; i++) {
        const parent = page.readUInt32BE(5 * i + 1);
        if (page[5 * i] === 5 && parent <= this.pages) tell(parent, map + 1 + i);
      }
    }
  }
}

/** Pages by the one that points to them: those of page n end at `ends[n]`, and begin where those of n - 1 end. */
interface Children { readonly ends: Uint32Array; readonly pages: Uint32Array }

const logDamage = (path: string, { frames, header }: WalFrames): string[] => [...(header ? [] : [`${basename(path)}-wal: the checksum of its header does not fit`]), ...frames.filter(({ sound }) => !sound).map(({ number, page }) => `${basename(path)}-wal: the checksum of frame ${number} (page ${page}) does not fit`)];

/** Damage in the middle of a log, which SQLite would take for its end: what was committed behind it would be lost. [] for a sound one, or none. */
export function damageOfLog(path: string): string[] {
  return existsSync(`${path}-wal`) ? logDamage(path, readWalFrames(readFileSync(`${path}-wal`), PAGE_BYTES)) : [];
}

function mapPageOf(page: number): number {
  const map = Math.floor((page - 2) / (MAP_ENTRIES + 1)) * (MAP_ENTRIES + 1) + 2;
  return map === LOCK_PAGE ? map + 1 : map;
}

const nextMapPage = (map: number): number => mapPageOf((map === LOCK_PAGE + 1 ? LOCK_PAGE : map) + MAP_ENTRIES + 1);
