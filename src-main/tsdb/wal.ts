import { bitsOf } from '../shared/model/sample.ts';
import { ByteReader } from '../base/bytes.ts';
import type { Batch } from './batch.ts';
import { SHARD_SIZE } from './registry.ts';
import { popcount } from './table.ts';

const VERSION = 1;
/** A chain of change masks is begun anew this often, so that one lost row costs at most so many. */
const CHAIN_LENGTH = 64;
/** And at the latest after so many rows: who begins to read so far before a row can understand all of it. */
export const CHAIN_SPAN = 8192;
const MAX_DELTA = 2 ** 50;
const FIRST_BYTES = 1 << 16;
/** A larger row's memory is not kept. */
const KEPT_BYTES = 1 << 20;

/** What all chains that have not begun have in common. */
const NO_VALUES = new Float64Array(0);
const NO_BITS: Uint32Array = new Uint32Array(0);

/**
 * What the write-ahead rows of one shard have said so far: a value equal to the one before is not written again.
 * A chain holds from a fresh segment (`prev` 0) to the next; a reader that misses a row of it drops what follows until it begins anew.
 */
export class WalChain {
  last = NO_VALUES;
  lastBits = NO_BITS;
  /** slots whose `last` is known */
  known = 0;
  /** id of the row that holds the chain's newest segment; 0 before the first */
  prev = 0;
  length = 0;
  /** id of the row in which the chain began */
  since = 0;

  /** Nothing is known any more, and no memory is held. */
  reset(): void {
    this.known = 0;
    this.prev = 0;
    this.length = 0;
    this.last = NO_VALUES;
    this.lastBits = NO_BITS;
  }

  /** Before the first value of a chain. */
  begin(): void {
    if (this.last.length > 0) return;
    this.last = new Float64Array(SHARD_SIZE);
    this.lastBits = bitsOf(this.last);
  }
}

/** Builds one write-ahead row: a header, then a segment for each shard. */
export class WalWriter {
  private buffer = Buffer.allocUnsafe(FIRST_BYTES);
  private at = 0;
  private base = 0;
  private segments = 0;

  /** base: what the first time of each segment is told from; NaN for a row that only says again what earlier ones have said */
  begin(base: number): void {
    if (this.buffer.length > KEPT_BYTES) this.buffer = Buffer.allocUnsafe(FIRST_BYTES);
    this.base = base;
    this.segments = 0;
    this.buffer[0] = VERSION;
    this.buffer.writeDoubleLE(base, 1);
    this.at = 13; // 4 bytes for the count of segments stand before
  }

  /** The k-th shard's samples of a batch. `id` is the row's own. The chain is changed at once: after a failed write it must be reset. */
  segment(shard: number, chain: WalChain, id: number, batch: Batch, k: number): void {
    const start = batch.startOf(k);
    const end = batch.ends[k]!;
    const { order } = batch;
    if (chain.length >= CHAIN_LENGTH || id - chain.since >= CHAIN_SPAN) chain.reset();
    chain.begin();
    this.need(30);
    this.varint(shard);
    this.varint(chain.prev === 0 ? 0 : id - chain.prev);
    let count = 1;
    for (let at = start + 1; at < end; at++) if (batch.timeOf(order[at]!) !== batch.timeOf(order[at - 1]!)) count++;
    this.varint(count);
    let before = this.base;
    for (let at = start; at < end;) {
      const time = batch.timeOf(order[at]!);
      let next = at + 1;
      while (next < end && batch.timeOf(order[next]!) === time) next++;
      this.need(20 + 8 * SHARD_SIZE);
      this.time(time, before);
      this.values(chain, batch, at, next);
      before = time;
      at = next;
    }
    if (chain.prev === 0) chain.since = id;
    chain.prev = id;
    chain.length++;
    this.segments++;
  }

  done(): Uint8Array {
    this.buffer.writeUInt32LE(this.segments, 9);
    return this.buffer.subarray(0, this.at);
  }

  /** 0 and the raw double for a leap that would not stay exact, else the zigzag distance plus one. */
  private time(time: number, before: number): void {
    const delta = time - before;
    if (Math.abs(delta) < MAX_DELTA) this.varint(1 + (delta < 0 ? -2 * delta - 1 : 2 * delta));
    else {
      this.varint(0);
      this.buffer.writeDoubleLE(time, this.at);
      this.at += 8;
    }
  }

  private values(chain: WalChain, { refs, bits, order }: Batch, from: number, to: number): void {
    const { lastBits } = chain;
    let present = 0;
    let changed = 0;
    for (let i = from; i < to; i++) {
      const sample = order[i]!;
      const slot = refs[sample]! % SHARD_SIZE;
      const bit = 1 << slot;
      const low = bits[2 * sample]!;
      const high = bits[2 * sample + 1]!;
      present |= bit;
      if ((chain.known & bit) !== 0 && lastBits[2 * slot] === low && lastBits[2 * slot + 1] === high) continue;
      lastBits[2 * slot] = low;
      lastBits[2 * slot + 1] = high;
      changed |= bit;
      chain.known |= bit;
    }
    this.buffer.writeUInt32LE(present >>> 0, this.at);
    this.buffer.writeUInt32LE(changed >>> 0, this.at + 4);
    this.at += 8;
    for (let rest = changed; rest !== 0; rest &= rest - 1) {
      const slot = 31 - Math.clz32(rest & -rest);
      this.buffer.writeUInt32LE(lastBits[2 * slot]!, this.at);
      this.buffer.writeUInt32LE(lastBits[2 * slot + 1]!, this.at + 4);
      this.at += 8;
    }
  }

  private varint(n: number): void {
    for (; n >= 0x80; n = Math.floor(n / 0x80)) this.buffer[this.at++] = (n % 0x80) | 0x80;
    this.buffer[this.at++] = n;
  }

  private need(bytes: number): void {
    if (this.at + bytes <= this.buffer.length) return;
    const larger = Buffer.allocUnsafe(this.buffer.length * 2);
    this.buffer.copy(larger, 0, 0, this.at);
    this.buffer = larger;
  }
}

/** Whether the row says what no earlier one has said. */
export const isNews = (bytes: Uint8Array): boolean => !Number.isNaN(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getFloat64(1, true));

/** Where a replay puts the samples of one shard and time: slots of `present`, their values in `chain.last`. */
export type OnSamples = (shard: number, time: number, present: number, chain: WalChain) => void;

/**
 * Reads one write-ahead row into `put`. `chainOf` gives the replay's own chain of a shard.
 * returns  shards whose segment could not be used, because a row of its chain is missing
 * errors   Error when the bytes are no row
 */
export function readWalRow(id: number, bytes: Uint8Array, chainOf: (shard: number) => WalChain, put: OnSamples): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 13 || bytes[0] !== VERSION) throw new Error(`write-ahead row ${id} has format ${bytes[0] ?? 'none'}; this program reads ${VERSION}`);
  const base = view.getFloat64(1, true);
  const segments = view.getUint32(9, true);
  const reader = new ByteReader(bytes.subarray(13));
  const lost: number[] = [];
  for (let s = 0; s < segments; s++) {
    const shard = reader.varint();
    const back = reader.varint();
    const chain = chainOf(shard);
    if (back === 0) chain.reset();
    const usable = back === 0 || chain.prev === id - back;
    if (!usable) { chain.reset(); lost.push(shard); }
    chain.begin();
    readTimes(reader, base, chain, usable ? (time, present) => put(shard, time, present, chain) : null);
    if (usable) chain.prev = id;
  }
  return lost;
}

function readTimes(reader: ByteReader, base: number, chain: WalChain, put: ((time: number, present: number) => void) | null): void {
  let time = base;
  for (let count = reader.varint(); count > 0; count--) {
    time = readTime(reader, time);
    const present = reader.u32();
    const changed = reader.u32();
    const { bytes } = reader;
    let at = reader.skip(8 * popcount(changed));
    for (let rest = changed; rest !== 0; rest &= rest - 1, at += 8) {
      const slot = 31 - Math.clz32(rest & -rest);
      chain.lastBits[2 * slot] = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
      chain.lastBits[2 * slot + 1] = bytes[at + 4]! | (bytes[at + 5]! << 8) | (bytes[at + 6]! << 16) | (bytes[at + 7]! << 24);
    }
    chain.known |= changed;
    put?.(time, present);
  }
}

function readTime(reader: ByteReader, before: number): number {
  const code = reader.varint();
  if (code > 0) return before + (code % 2 === 1 ? (code - 1) / 2 : -code / 2);
  const halves = Uint32Array.of(reader.u32(), reader.u32());
  return new Float64Array(halves.buffer)[0]!;
}
