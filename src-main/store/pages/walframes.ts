/** One frame of SQLite's write-ahead log whose salts belong to the log as it is now. */
export interface WalFrame {
  /** its place in the log, from 1 */
  readonly number: number;
  readonly page: number;
  /** pages of the database after the commit that this frame ends; 0 within one */
  readonly commit: number;
  /** of its page's bytes in the log */
  readonly offset: number;
  readonly sound: boolean;
}

export interface WalFrames {
  readonly frames: readonly WalFrame[];
  /** does the log's own header fit? SQLite gives up the whole log with it */
  readonly header: boolean;
}

const HEADER_BYTES = 32;
const FRAME_BYTES = 24;
const MAGIC = 0x377f0682;

/**
 * Reads a log as SQLite wrote it: frames up to the last one that ends a commit and is sound. SQLite itself stops at the first frame whose checksum does not
 * fit, and with it gives up all commits behind; each checksum goes on from the one that stands in the frame before, so that what lies behind can be told to be sound all the same.
 * log      the whole file
 * returns  frames in the order of their writing; none for an empty log
 * source   sqlite.org/fileformat2.html, 4
 */
export function readWalFrames(log: Buffer, pageBytes: number): WalFrames {
  if (log.length < HEADER_BYTES + FRAME_BYTES + pageBytes) return { frames: [], header: true };
  const asSaid = (log.readUInt32BE(0) & 1) === 1;
  const read = framesIn(log, pageBytes, asSaid);
  if (read.header && read.frames.length > 0) return read;
  const other = framesIn(log, pageBytes, !asSaid); // the bit that says so may be the damaged one
  return read.frames.length >= other.frames.length ? read : other;
}

function framesIn(log: Buffer, pageBytes: number, bigEndian: boolean): WalFrames {
  const header = log.readUInt32BE(0) === MAGIC + (bigEndian ? 1 : 0) && sumOf(log, 0, 24, [0, 0], bigEndian).every((sum, i) => sum === log.readUInt32BE(24 + 4 * i));
  const salts = log.subarray(header ? 16 : HEADER_BYTES + 8, (header ? 16 : HEADER_BYTES + 8) + 8); // a damaged header: the first frame has them, too
  const frames: WalFrame[] = [];
  let sums: readonly [number, number] = [log.readUInt32BE(24), log.readUInt32BE(28)];
  let whole = 0;
  for (let at = HEADER_BYTES, number = 1; at + FRAME_BYTES + pageBytes <= log.length; at += FRAME_BYTES + pageBytes, number++) {
    const own = hasSalts(log, salts, at);
    if (!own && !hasSalts(log, salts, at + FRAME_BYTES + pageBytes)) break; // what an older log has left there
    const written: [number, number] = [log.readUInt32BE(at + 16), log.readUInt32BE(at + 20)];
    const expected = sumOf(log, at + FRAME_BYTES, pageBytes, sumOf(log, at, 8, sums, bigEndian), bigEndian);
    const sound = own && expected[0] === written[0] && expected[1] === written[1];
    const commit = log.readUInt32BE(at + 4);
    frames.push({ number, page: log.readUInt32BE(at), commit, offset: at + FRAME_BYTES, sound });
    if (sound && commit > 0) whole = frames.length;
    sums = written;
  }
  return { frames: frames.slice(0, whole), header: header || whole === 0 };
}

const hasSalts = (log: Buffer, salts: Buffer, at: number): boolean => at + FRAME_BYTES <= log.length && log.compare(salts, 0, 8, at + 8, at + 16) === 0;

function sumOf(bytes: Buffer, from: number, length: number, [first, second]: readonly [number, number], bigEndian: boolean): [number, number] {
  let a = first;
  let b = second;
  for (let at = from; at < from + length; at += 8) {
    a = (a + (bigEndian ? bytes.readUInt32BE(at) : bytes.readUInt32LE(at)) + b) >>> 0;
    b = (b + (bigEndian ? bytes.readUInt32BE(at + 4) : bytes.readUInt32LE(at + 4)) + a) >>> 0;
  }
  return [a, b];
}
