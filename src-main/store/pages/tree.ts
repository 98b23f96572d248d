import { PAGE_BYTES, type PageImage } from './image.ts';
import { readRecord, readVarint, type StoredValue } from './record.ts';

/** A row as it was found: its rowid (0 in a table without) and the values of its columns; a column that is the rowid itself has null. */
export interface FoundRow { readonly rowid: bigint; readonly values: readonly StoredValue[]; readonly page: number }
/** Where something could not be read, and why. */
export type OnLoss = (page: number, reason: string) => void;

const INTERIOR_INDEX = 2;
const INTERIOR_TABLE = 5;
const LEAF_INDEX = 10;
const LEAF_TABLE = 13;
const MAX_DEPTH = 40;
/** Larger values than SQLite lets us write. */
const MAX_PAYLOAD = 1_000_000_000;

/**
 * Every row of a tree that can be read, mostly in order. Below a page that can't be read, what hangs there is found by the pointer map; of a damaged leaf each
 * row is tried for itself. What comes out has the shape of a row, no more: whoever has checksums must compare them.
 * source  sqlite.org/fileformat2.html, 1.6 and 1.8
 */
export function* rowsOfTree(image: PageImage, root: number, shape: TreeShape, onLoss: OnLoss): Generator<FoundRow> {
  yield* below({ image, leaf: shape.kind === 'table' ? LEAF_TABLE : LEAF_INDEX, checked: shape.checked, onLoss, seen: new Set() }, root, 0);
}

/** checked: its rows have checksums, so that where they go on need not be vouched for by the pointer map */
export interface TreeShape { readonly kind: 'table' | 'index'; readonly checked: boolean }
interface Walk { readonly image: PageImage; readonly leaf: number; readonly checked: boolean; readonly onLoss: OnLoss; readonly seen: Set<number> }

function* below(walk: Walk, number: number, depth: number): Generator<FoundRow> {
  const { image, leaf, onLoss, seen } = walk;
  if (seen.has(number) || depth > MAX_DEPTH) return onLoss(number, 'is pointed to twice');
  seen.add(number);
  const page = image.page(number);
  if (!page) return onLoss(number, 'is not in the file');
  const start = number === 1 ? 100 : 0;
  const type = page[start]!;
  if (type === leaf) return yield* leafRows(walk, page, number, start, type);
  const children = type === (leaf === LEAF_TABLE ? INTERIOR_TABLE : INTERIOR_INDEX) ? childrenIn(page, start) : undefined;
  const known = new Set(image.childrenOf(number));
  if (!children || children.length !== known.size || children.some(child => !known.has(child))) onLoss(number, children ? 'points elsewhere than the pointer map has it' : `is of no kind (${type})`);
  if (!children && known.size === 0) return yield* leafRows(walk, page, number, start, leaf);
  if (type === INTERIOR_INDEX) yield* leafRows(walk, page, number, start, type);
  const all = new Set([...(children ?? []).filter(child => known.size === 0 || known.has(child)), ...known]);
  for (const child of all) yield* below(walk, child, depth + 1);
}

function childrenIn(page: Buffer, start: number): number[] | undefined {
  const count = page.readUInt16BE(start + 3);
  if (start + 12 + 2 * count > PAGE_BYTES) return undefined;
  const children: number[] = [];
  for (let i = 0; i < count; i++) {
    const at = page.readUInt16BE(start + 12 + 2 * i);
    if (at + 4 > PAGE_BYTES) return undefined;
    children.push(page.readUInt32BE(at));
  }
  return [...children, page.readUInt32BE(start + 8)];
}

function* leafRows(walk: Walk, page: Buffer, number: number, start: number, type: number): Generator<FoundRow> {
  const { onLoss } = walk;
  const head = start + (type === INTERIOR_INDEX ? 12 : 8);
  const count = Math.min(page.readUInt16BE(start + 3), (PAGE_BYTES - head) / 2 | 0);
  if (count !== page.readUInt16BE(start + 3)) onLoss(number, 'says of itself that it has more rows than fit');
  for (let i = 0; i < count; i++) {
    let row: FoundRow | undefined;
    try {
      row = cellAt(walk, page, number, page.readUInt16BE(head + 2 * i) % PAGE_BYTES, type); // as SQLite has it
    } catch (error) {
      onLoss(number, `row ${i + 1} of ${count} can't be read: ${error instanceof Error ? error.message : String(error)}`);
    }
    if (row) yield row;
  }
}

function cellAt(walk: Walk, page: Buffer, number: number, offset: number, type: number): FoundRow {
  const size = readVarint(page, type === INTERIOR_INDEX ? offset + 4 : offset);
  const rowid = type === LEAF_TABLE ? readVarint(page, size.end) : { value: 0n, end: size.end };
  const bytes = Number(size.value);
  if (bytes < 1 || bytes > MAX_PAYLOAD) throw new Error('it has an impossible length');
  return { rowid: rowid.value, values: readRecord(payloadAt(walk, page, number, rowid.end, bytes)), page: number };
}

/** A row's bytes: what stands in its page, and the pages that it goes on in. */
function payloadAt({ image, leaf, checked }: Walk, page: Buffer, number: number, at: number, bytes: number): Buffer {
  const most = leaf === LEAF_TABLE ? PAGE_BYTES - 35 : ((PAGE_BYTES - 12) * 64 / 255 | 0) - 23;
  const least = ((PAGE_BYTES - 12) * 32 / 255 | 0) - 23;
  const rest = least + (bytes - least) % (PAGE_BYTES - 4);
  const local = bytes <= most ? bytes : rest <= most ? rest : least;
  if (at + local + (local < bytes ? 4 : 0) > PAGE_BYTES) throw new Error('it ends outside of its page');
  const parts = [page.subarray(at, at + local)];
  let left = bytes - local;
  let before = number;
  for (let next = left > 0 ? page.readUInt32BE(at + local) : 0; left > 0;) {
    const overflow = image.page(next);
    const entry = image.mapEntry(next);
    const vouched = checked || entry?.kind === (before === number ? 3 : 4) && entry.parent === before;
    if (!overflow || !vouched) throw new Error(`it goes on in page ${next}, which is not its`);
    parts.push(overflow.subarray(4, 4 + Math.min(left, PAGE_BYTES - 4)));
    left -= PAGE_BYTES - 4;
    before = next;
    next = overflow.readUInt32BE(0);
  }
  return Buffer.concat(parts, bytes);
}
