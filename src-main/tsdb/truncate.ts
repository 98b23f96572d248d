import { writing } from '../store/metrics.ts';
import type { OnDamage } from '../store/rows.ts';
import type { WalRow, WalTable } from '../store/wal.ts';
import { Batch, BatchRoom } from './batch.ts';
import type { Head } from './head.ts';
import type { HeadShard } from './headshard.ts';
import { SHARD_SIZE } from './registry.ts';
import { CHAIN_SPAN, WalWriter } from './wal.ts';

/** Write-ahead rows and bytes at which slow shards are written anew, so that old rows can go. */
const MOST_ROWS = 8192;
const MOST_BYTES = 96 * 1024 * 1024;
/** What may be kept for followers beyond what the store needs itself; then all of that goes, and they have to read the store. */
const MOST_HELD_BYTES = 512 * 1024 * 1024;

/** The write-ahead rows on disk: how many there are, and when old ones go. */
export class WalLog {
  /** of all rows */
  bytes: number;
  /** id of the oldest row that may be there */
  first: number;
  /** id of the newest row that was there at the start, damaged or not: it is not given to another */
  readonly last: number;
  /** rows from this id on are kept for those who follow what is written, with those that they rest on, as long as that is not too much; Infinity when nobody does */
  heldFrom: number;
  private readonly table: WalTable;
  private readonly mostHeldBytes: number;
  /** rows below this id are kept for followers only, and have so many bytes */
  private neededFrom = 0;
  private heldBytes = 0;

  constructor(table: WalTable, heldFrom = Infinity, mostHeldBytes = MOST_HELD_BYTES) {
    this.table = table;
    this.heldFrom = heldFrom;
    this.mostHeldBytes = mostHeldBytes;
    ({ bytes: this.bytes, first: this.first, last: this.last } = table.bounds());
  }

  rows(damaged: OnDamage): Generator<WalRow> { return this.table.all(damaged); }

  /** Committed when it returns; when it throws nothing was written. */
  insert(id: number, row: Uint8Array): void {
    writing(() => this.table.insert(id, row));
    this.bytes += row.length;
    if (this.first === 0) this.first = id;
  }

  /** How many rows there are, if `newest` is the id of the newest. */
  count(newest: number): number { return this.first === 0 ? 0 : newest - this.first + 1; }

  /** Drops the rows that hold nothing unsealed; when slow shards hold back too many, those are written anew first. */
  truncate(head: Head): void {
    let needed = oldestNeeded(head);
    if (head.lastWal - needed > MOST_ROWS || this.bytes - this.heldBytes > MOST_BYTES) {
      const slow = [...head.shards.values()].filter(({ firstWal }) => firstWal > 0 && firstWal < head.lastWal - MOST_ROWS / 4);
      if (slow.length > 0) {
        relog(head, slow, this);
        needed = oldestNeeded(head);
      }
    }
    if (needed > this.neededFrom) {
      if (this.heldFrom < needed) this.heldBytes += this.table.bytesBetween(this.neededFrom, needed);
      this.neededFrom = needed;
    }
    const end = this.heldBytes > this.mostHeldBytes ? needed : Math.min(needed, this.heldFrom - CHAIN_SPAN);
    if (this.first === 0 || end <= this.first) return;
    const dropped = writing(() => this.table.dropBelow(end));
    this.bytes -= dropped;
    this.heldBytes = end === needed ? 0 : Math.max(0, this.heldBytes - dropped);
    this.first = end > head.lastWal ? 0 : end;
  }
}

function oldestNeeded(head: Head): number {
  let oldest = head.lastWal + 1;
  for (const { firstWal } of head.shards.values()) if (firstWal > 0 && firstWal < oldest) oldest = firstWal;
  return oldest;
}

/**
 * Writes all unsealed samples of some slow shards as one new write-ahead row, so that the old rows they were in can go.
 * Reading both in order gives the same: every sample is there again, with its last value. Nothing changes before the row is committed.
 */
function relog(head: Head, shards: readonly HeadShard[], log: WalLog): void {
  const writer = new WalWriter();
  const room = new BatchRoom();
  const id = head.lastWal + 1;
  try {
    writer.begin(Number.NaN);
    for (const shard of shards) {
      shard.chain.reset();
      writer.segment(shard.id, shard.chain, id, contents(shard, room), 0);
    }
    log.insert(id, writer.done());
  } catch (error) {
    for (const shard of shards) shard.chain.reset();
    throw error;
  }
  head.lastWal = id;
  for (const shard of shards) shard.firstWal = id;
}

function contents({ id, main, late }: HeadShard, room: BatchRoom): Batch {
  const series = [...late.series(0, late.rows), ...main.series(0, main.rows)];
  const count = series.reduce((sum, { times }) => sum + times.length, 0);
  const refs = new Uint32Array(count);
  const times = new Float64Array(count);
  const values = new Float64Array(count);
  let at = 0;
  for (const one of series) {
    refs.fill(id * SHARD_SIZE + one.slot, at, at + one.times.length);
    times.set(one.times, at);
    values.set(one.values, at);
    at += one.times.length;
  }
  return new Batch(refs, times, values, id + 1, room);
}
