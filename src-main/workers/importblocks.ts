import { open, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { checkSegment, chunkAt } from '../formats/tsdbblock/chunks.ts';
import { BlockIndex, type ChunkMeta } from '../formats/tsdbblock/index.ts';
import { decodeXor, XOR } from '../formats/tsdbblock/xor.ts';
import { AppError } from '../shared/model/errors.ts';
import type { ImportPosition } from '../shared/model/importsource.ts';
import type { SourcePart } from './importers.ts';

/** Samples of a part, about: chunks have up to 120 each. */
const PART_SAMPLES = 100_000;
const CHUNK_SAMPLES = 120;
/** Bytes of a segment that are read at once around a chunk. */
const PAGE_BYTES = 8 * 1024 * 1024;
/** Room for the largest chunk behind its beginning. */
const CHUNK_ROOM = 64 * 1024;

/** A chunk as it is read later on, and the labels of its series. */
interface Piece { readonly labels: readonly string[]; readonly data: readonly Uint8Array[] }

/**
 * Blocks of a Prometheus's data folder, or a single one. `offset` of a place counts series over all blocks, in the order of the blocks' names, which is that of their making.
 * Native histograms are stepped over and told. What the head holds stands in no block yet.
 * errors  AppError 'not-found' when there is no block, 'bad-data' naming the block
 */
export async function* blockParts(path: string, from: ImportPosition): AsyncGenerator<SourcePart> {
  const folders = await blocksIn(path);
  const indexes = await Promise.all(folders.map(async folder => new BlockIndex(await readFile(join(folder, 'index')).catch(unreadable(folder)))));
  const total = indexes.reduce((sum, { count }) => sum + count, 0);
  let before = 0;
  for (const [n, index] of indexes.entries()) {
    await using chunks = new Segments(folders[n]!);
    for (let i = Math.max(0, from.offset - before); i < index.count;) {
      const pieces: Piece[] = [];
      for (let samples = 0; i < index.count && samples < PART_SAMPLES; i++) {
        const { labels, chunks: metas } = index.series(i);
        const data: Uint8Array[] = [];
        for (const meta of metas) data.push(...await chunks.read(meta));
        samples += CHUNK_SAMPLES * metas.length;
        pieces.push({ labels, data });
      }
      yield { line: 0, next: { offset: before + i, line: 0 }, done: before + i, total, read: into => {
        into.clear();
        for (const { labels, data } of pieces) {
          into.open(labels.join('\ufffe'), () => labels);
          for (const chunk of data) decodeXor(chunk, into);
        }
      } };
    }
    before += index.count;
  }
}

async function blocksIn(path: string): Promise<string[]> {
  const isBlock = (folder: string) => stat(join(folder, 'index')).then(found => found.isFile(), () => false);
  if (await isBlock(path)) return [path];
  const names = await readdir(path).catch(unreadable(path));
  const found: string[] = [];
  for (const name of names.toSorted()) if (/^[0-9A-HJKMNP-TV-Z]{26}$/.test(name) && await isBlock(join(path, name))) found.push(join(path, name));
  if (found.length === 0) throw new AppError('not-found', `There is no block in ${path}: a folder with an index and chunks in it.`);
  return found;
}

const unreadable = (path: string) => (error: unknown): never => {
  throw new AppError('not-found', `${path} can't be read: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
};

/** The segments of a block's chunks; one page of one of them is kept, since series lie in the order of their chunks. */
class Segments implements AsyncDisposable {
  private readonly folder: string;
  private readonly files = new Map<number, Awaited<ReturnType<typeof open>>>();
  private page = { segment: -1, start: 0, bytes: new Uint8Array(0) };

  constructor(folder: string) { this.folder = folder; }

  /** The data of a chunk of floats; nothing for other ones. */
  async read({ segment, offset }: ChunkMeta): Promise<Uint8Array[]> {
    const { page } = this;
    if (page.segment !== segment || offset < page.start || offset + CHUNK_ROOM > page.start + page.bytes.length) await this.turn(segment, offset);
    const { encoding, data } = chunkAt(this.page.bytes, offset - this.page.start);
    return encoding === XOR ? [data] : [];
  }

  async [Symbol.asyncDispose](): Promise<void> { for (const file of this.files.values()) await file.close(); }

  private async turn(segment: number, start: number): Promise<void> {
    const name = join(this.folder, 'chunks', String(segment + 1).padStart(6, '0'));
    let file = this.files.get(segment);
    if (!file) {
      file = await open(name).catch(unreadable(name));
      this.files.set(segment, file);
      const head = new Uint8Array(8);
      await file.read(head, 0, 8, 0);
      checkSegment(head);
    }
    const bytes = new Uint8Array(PAGE_BYTES);
    const { bytesRead } = await file.read(bytes, 0, PAGE_BYTES, start);
    this.page = { segment, start, bytes: bytes.subarray(0, bytesRead) };
  }
}
