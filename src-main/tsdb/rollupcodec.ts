import { ByteReader, ByteWriter } from '../base/bytes.ts';
import type { Buckets } from './buckets.ts';
import type { DecodeScratch } from './codec/integers.ts';
import { encodeRow, openRow, type Row, type RowSeries } from './codec/row.ts';
import type { RollupColumn } from './select.ts';

/**
 * The buckets of a shard's series in one window.
 *
 *   u8 version · four bitmaps of slots, u32 each: unknown, still, without sums, without firsts · per part varint length, 0 when it is empty, a row (codec/row.ts)
 *
 * unknown: the samples have to be read. still: firsts are lasts. Parts: lasts at their times; firsts at theirs; counts, sums, mins, maxs and falls by
 * position; stale markers that end a bucket. A slot with buckets is in the first three, and left out of
 *   sums    when no bucket holds two different values: a sum is last x count
 *   mins    when each is the smaller one of first and last;  maxs likewise
 *   falls   when there are none
 */
const VERSION = 1;
const PARTS = ['lasts', 'firsts', 'counts', 'sums', 'mins', 'maxs', 'falls', 'ended'] as const;
type Part = (typeof PARTS)[number];
/** The buckets of one slot; null: its samples have to be read. */
export interface SlotBuckets { readonly slot: number; readonly buckets: Buckets | null }

interface Draft { readonly parts: Record<Part, RowSeries[]>; unknown: number; still: number; sumless: number; firstless: number }

/**
 * frugal  leaves out what hardly anybody asks for and is dear: sums of busy counters; of values that fall again and again, what only a counter's growth
 *         is made of. Whoever asks for it reads samples.
 */
export function encodeRollup(slots: readonly SlotBuckets[], frugal: boolean): Uint8Array {
  const draft: Draft = { parts: { lasts: [], firsts: [], counts: [], sums: [], mins: [], maxs: [], falls: [], ended: [] }, unknown: 0, still: 0, sumless: 0, firstless: 0 };
  for (const { slot, buckets } of slots) {
    if (buckets === null) draft.unknown |= 1 << slot;
    else collect(draft, slot, buckets, frugal);
  }
  const out = new ByteWriter(4096);
  out.u8(VERSION);
  for (const bitmap of [draft.unknown, draft.still, draft.sumless, draft.firstless]) out.u32(bitmap);
  for (const part of PARTS) {
    const row = draft.parts[part].length === 0 ? new Uint8Array(0) : encodeRow(draft.parts[part]);
    out.varint(row.length);
    out.append(row);
  }
  return out.done();
}

function collect(draft: Draft, slot: number, buckets: Buckets, frugal: boolean): void {
  const { parts } = draft, { lastTimes, lasts, firstTimes, firsts, counts, sums, mins, maxs, falls, ended } = buckets;
  if (ended.length > 0) parts.ended.push({ slot, times: ended, values: new Float64Array(ended.length) });
  if (lasts.length === 0) return;
  const places = lasts.map((_, i) => i);
  const add = (part: Part, values: Float64Array): void => { parts[part].push({ slot, times: places, values }); };
  parts.lasts.push({ slot, times: lastTimes, values: lasts });
  add('counts', counts);
  const still = isEqual(firsts, lasts);
  if (still) draft.still |= 1 << slot;
  const fallen = falls.some(fall => fall !== 0);
  if (frugal && isRestless(buckets)) draft.firstless |= 1 << slot;
  else {
    parts.firsts.push({ slot, times: firstTimes, values: still ? new Float64Array(firsts.length) : firsts });
    if (fallen) add('falls', falls);
  }
  if (!isEqual(mins, maxs)) {
    if (frugal && isBusyCounter(buckets)) draft.sumless |= 1 << slot;
    else add('sums', sums);
  }
  const known = (draft.firstless >>> slot) & 1 ? lasts : firsts;
  if (!isEqual(mins, smaller(known, lasts))) add('mins', mins);
  if (!isEqual(maxs, larger(known, lasts))) add('maxs', maxs);
}

const isEqual = (a: Float64Array, b: Float64Array): boolean => a.every((value, i) => Object.is(value, b[i]));
/** Of equals the last, as in the buckets. */
const smaller = (firsts: Float64Array, lasts: Float64Array): Float64Array => lasts.map((last, i) => (last <= firsts[i]! ? last : firsts[i]!));
const larger = (firsts: Float64Array, lasts: Float64Array): Float64Array => lasts.map((last, i) => (last >= firsts[i]! ? last : firsts[i]!));

/** More than a quarter of the buckets hold a fall: no counter does. */
const isRestless = ({ falls, firsts, lasts }: Buckets): boolean => counted(falls, (fall, i) => fall !== 0 || lasts[i]! < firsts[i]!) > falls.length / 4;
/** Most buckets hold a growth, and hardly any a fall. */
const isBusyCounter = ({ falls, mins, maxs }: Buckets): boolean =>
  counted(maxs, (max, i) => max !== mins[i]!) > maxs.length / 2 && counted(falls, fall => fall !== 0) <= falls.length / 16;

function counted(column: Float64Array, fulfils: (value: number, i: number) => boolean): number {
  let count = 0;
  for (let i = 0; i < column.length; i++) if (fulfils(column[i]!, i)) count++;
  return count;
}

/** Buckets of a shard, opened: columns are decoded when they are asked for. Slots that had the same times get the same arrays: never write to them. */
export class Rollup {
  private readonly unknown: number;
  private readonly still: number;
  private readonly sumless: number;
  private readonly firstless: number;
  private readonly rows: Record<Part, Row | null> = { lasts: null, firsts: null, counts: null, sums: null, mins: null, maxs: null, falls: null, ended: null };

  /** errors: another version, a part that is no row */
  constructor(blob: Uint8Array, scratch: DecodeScratch) {
    const reader = new ByteReader(blob);
    const version = reader.u8();
    if (version !== VERSION) throw new Error(`a rollup of version ${version}; this program reads version ${VERSION}`);
    this.unknown = reader.u32();
    this.still = reader.u32();
    this.sumless = reader.u32();
    this.firstless = reader.u32();
    for (const part of PARTS) {
      const length = reader.varint();
      const at = reader.skip(length);
      if (length > 0) this.rows[part] = openRow(blob.subarray(at, at + length), scratch);
    }
  }

  /** Decodes all there is. */
  check(): void {
    for (const row of Object.values(this.rows)) for (const slot of row?.slots ?? []) row?.column(slot);
  }

  /** Whether the buckets tell all these columns of a slot; else its samples have to be read. True also when the slot has no samples at all. */
  tells(slot: number, columns: readonly RollupColumn[]): boolean {
    const lacking = this.unknown | (columns.includes('sums') ? this.sumless : 0) | (columns.includes('firsts') || columns.includes('falls') ? this.firstless : 0);
    return ((lacking >>> slot) & 1) === 0;
  }

  /** When the last sample of each bucket was taken; null when there is none. Errors: bytes that are no well-formed block, as for all below. */
  lastTimes(slot: number): Float64Array | null { return this.rows.lasts?.times(slot) ?? null; }
  /** As many as lastTimes; only where firsts are told. */
  firstTimes(slot: number): Float64Array { return this.rows.firsts?.times(slot) ?? missing(slot); }
  /** Times of stale markers that are the last thing in their bucket; null when there are none. */
  ended(slot: number): Float64Array | null { return this.rows.ended?.times(slot) ?? null; }

  /** Writes a column that is told of a slot that has buckets; `into` is as long as its lastTimes. */
  read(slot: number, column: RollupColumn, into: Float64Array): void {
    const derived = column === 'firsts' && ((this.still | this.firstless) >>> slot) & 1;
    const row = this.rows[column];
    if (!derived && row?.times(slot)) row.read(slot, into);
    else if (column === 'falls') into.fill(0);
    else {
      (this.rows.lasts ?? missing(slot)).read(slot, into);
      this.derive(slot, column, into);
    }
  }

  private derive(slot: number, column: RollupColumn, lasts: Float64Array): void {
    if (column === 'sums') {
      const counts = this.column(slot, 'counts', lasts.length);
      for (let i = 0; i < lasts.length; i++) lasts[i]! *= counts[i]!;
    } else if (column === 'mins') lasts.set(smaller(this.column(slot, 'firsts', lasts.length), lasts));
    else if (column === 'maxs') lasts.set(larger(this.column(slot, 'firsts', lasts.length), lasts));
  }

  private column(slot: number, column: RollupColumn, length: number): Float64Array {
    const values = new Float64Array(length);
    this.read(slot, column, values);
    return values;
  }
}

function missing(slot: number): never { throw new Error(`a rollup without the buckets of slot ${slot}`); }
