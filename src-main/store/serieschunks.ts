import { shortCrc32 } from '../base/crc32.ts';
import { goneReader } from './gone.ts';
import type { MetricsDb } from './metrics.ts';
import type { OnDamage } from './rows.ts';

/** Rows put into one text: one crossing between SQLite and us instead of thousands. Strings may be long, labels are a dozen bytes. */
const SYMBOLS = 512;
const SERIES = 4096;

interface Chunk { readonly last: number | null; readonly text: string | null }
/** One entry of a table: its numbers, and its bytes at start..end of `bytes`, which the next entry overwrites. */
type Entry = (id: number, number: number, bytes: Uint8Array, start: number, end: number) => void;

/**
 * Reads the tables of series and strings a million entries at a time: SQLite joins rows into one text of numbers and hexadecimal digits,
 * which costs a fifth of as many rows with a buffer each.
 */
export function seriesChunks(db: MetricsDb) {
  const symbols = db.prepare<[number], Chunk>(`SELECT max(id) AS last, group_concat(id || ' 0 ' || crc || ' ' || hex(CAST(text AS BLOB)), ',') AS text
    FROM (SELECT id, crc, text FROM symbols WHERE id > ? ORDER BY id LIMIT ${SYMBOLS})`);
  const series = db.prepare<[number], Chunk>(`SELECT max(seq) AS last, group_concat(seq || ' ' || ref || ' ' || crc || ' ' || hex(labels), ',') AS text
    FROM (SELECT seq, ref, crc, labels FROM series WHERE seq > ? ORDER BY seq LIMIT ${SERIES})`);
  const count = db.prepare<[], { n: number }>('SELECT count(*) AS n FROM series');
  const gone = goneReader(db);
  const last = db.prepare<[], { seq: number | null }>('SELECT max(seq) AS seq FROM series');
  return {
    /** Runs `read` on one state of the file, whatever is written meanwhile. */
    atOnce: <T>(read: () => T): T => db.transaction(read)(),
    seriesCount: (): number => count.get()!.n,
    /** The greatest seq that was given, also to a series that went since. */
    lastSeq: (): number => Math.max(last.get()!.seq ?? 0, gone.lastWas()),
    /** Series that went after the one of that `seq`, of another count. */
    gone,
    /** Strings with a higher id, in UTF-8; `damaged` hears of those left out. Returns the highest id there is, of damaged ones too. */
    symbolsAfter(id: number, damaged: OnDamage, each: (id: number, bytes: Uint8Array, start: number, end: number) => void): number {
      return walk(after => symbols.get(after)!, id, (symbol, _none, crc, bytes, end) => {
        if (shortCrc32(bytes, 4, end, symbol) === crc) each(symbol, bytes, 4, end);
        else damaged(`symbols ${symbol}: the checksum does not fit`);
      });
    },
    /** Series younger than `seq`, in the order of their making, with their encoded labels; `damaged` hears of those left out. Returns the youngest's seq. */
    seriesAfter(seq: number, damaged: OnDamage, each: Entry): number {
      return walk(after => series.get(after)!, seq, (its, ref, crc, bytes, end) => {
        if (shortCrc32(bytes, 0, end) === crc) each(its, ref, bytes, 4, end);
        else damaged(`series ${its} (ref ${ref}): the checksum does not fit`);
      });
    },
  };
}
export type SeriesChunks = ReturnType<typeof seriesChunks>;

/** Room before the bytes of an entry, for the number that its checksum covers. */
const HEAD = 4;

/** Calls `each` with the three numbers of every entry and its bytes, which stand at HEAD..end behind the second number. Returns the highest first number. */
function walk(read: (after: number) => Chunk, from: number, each: (id: number, number: number, crc: number, bytes: Uint8Array, end: number) => void): number {
  let bytes = new Uint8Array(1024);
  for (let after = from; ;) {
    const { last, text } = read(after);
    if (last === null || text === null) return after;
    after = last;
    if (bytes.length < text.length) bytes = new Uint8Array(text.length);
    scan(text, bytes, each);
  }
}

/** `id number crc HEX,id number crc HEX,…` */
function scan(text: string, bytes: Uint8Array, each: (id: number, number: number, crc: number, bytes: Uint8Array, end: number) => void): void {
  const numbers = [0, 0, 0];
  for (let at = 0; at < text.length; at++) {
    for (let field = 0; field < 3; field++, at++) {
      let n = 0;
      for (let digit = text.charCodeAt(at); digit >= ZERO; digit = text.charCodeAt(++at)) n = n * 10 + digit - ZERO;
      numbers[field] = n;
    }
    let end = HEAD;
    for (let digit = text.charCodeAt(at); digit >= ZERO; digit = text.charCodeAt(at)) {
      bytes[end++] = (hexOf(digit) << 4) | hexOf(text.charCodeAt(at + 1));
      at += 2;
      if (at >= text.length) break;
    }
    const [id, number, crc] = numbers as [number, number, number];
    bytes[0] = number;
    bytes[1] = number >>> 8;
    bytes[2] = number >>> 16;
    bytes[3] = number >>> 24;
    each(id, number, crc, bytes, end);
  }
}

const ZERO = 48;
const hexOf = (digit: number): number => digit <= 57 ? digit - ZERO : digit - 55;
