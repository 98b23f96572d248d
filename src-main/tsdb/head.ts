import { AppError } from '../shared/model/errors.ts';
import type { Batch } from './batch.ts';
import { HeadShard } from './headshard.ts';
import { SHARD_SIZE } from './registry.ts';
import { readWalRow, WalChain, WalWriter } from './wal.ts';
import type { SampleTable } from './table.ts';

/** Rows of a shard's table at which it is sealed; of late ones, which may be anywhere in time, more are waited for. */
export const SEAL_ROWS = 240;
export const LATE_ROWS = 4 * SEAL_ROWS;
const SEAL_SPREAD = 120;
/** Unix ms beyond which a number is no longer exact. */
const MAX_TIME = 2 ** 53;

/** What is written but not sealed: a table per shard, and the write-ahead rows that make it durable. Knows no SQL: `log` keeps a row. */
export class Head {
  readonly shards = new Map<number, HeadShard>();
  /** id of the newest write-ahead row */
  lastWal = 0;
  /** shards whose table is full */
  readonly due = new Set<HeadShard>();
  private readonly writer = new WalWriter();

  shard(id: number): HeadShard {
    let shard = this.shards.get(id);
    if (!shard) {
      shard = new HeadShard(id, SEAL_ROWS - ((id * 37) % SEAL_SPREAD));
      this.shards.set(id, shard);
    }
    return shard;
  }

  /**
   * Makes a batch durable, then visible. `log` writes and commits the row; when it throws, nothing has happened.
   * errors  AppError 'bad-data' for a time that is no integer within ±2^53
   */
  append(batch: Batch, now: number, log: (id: number, row: Uint8Array) => void): void {
    if (batch.refs.length === 0) return;
    checkTimes(batch.times);
    const id = this.lastWal + 1;
    try {
      this.writer.begin(batch.times[0]!);
      for (const [k, shard] of batch.shards.entries()) this.writer.segment(shard, this.shard(shard).chain, id, batch, k);
      log(id, this.writer.done());
    } catch (error) {
      for (const shard of batch.shards) this.shard(shard).chain.reset(); // the chains already speak of a row that is not there
      throw error;
    }
    this.lastWal = id;
    for (const [k, shard] of batch.shards.entries()) this.apply(this.shard(shard), batch, k, id, now);
  }

  /**
   * Reads one write-ahead row back in after a start. `chains` lives as long as the replay.
   * strangers  is given the shards that the row speaks of and nobody knows: they went when all of theirs had expired
   * returns  shards of which something unsealed could not be read; what is sealed may rest on rows that are gone
   */
  replay(id: number, blob: Uint8Array, chains: Map<number, WalChain>, strangers: Set<number>): number[] {
    const chainOf = (shard: number) => {
      const chain = chains.get(shard) ?? new WalChain();
      chains.set(shard, chain);
      return chain;
    };
    this.lastWal = Math.max(this.lastWal, id);
    const lost = readWalRow(id, blob, chainOf, (shardId, time, present, chain) => {
      const shard = this.shards.get(shardId);
      if (!shard) { strangers.add(shardId); return; }
      const isLate = time <= shard.sealedTo;
      const isSealed = id <= shard.sealedWal && time <= Math.max(shard.sealedTo, shard.lateTo); // a damaged mark must not hide what no row has
      if (isSealed || (isLate && id <= shard.lateWal)) return;
      const table = isLate ? shard.late : shard.main;
      table.setRow(table.rowAt(time), present, chain.last, chain.lastBits);
      if (shard.firstWal === 0) shard.firstWal = id;
      this.watch(shard);
    });
    return lost.filter(shard => id > (this.shards.get(shard)?.sealedWal ?? Infinity));
  }

  /** Samples in the head. */
  get samples(): number {
    let samples = 0;
    for (const { main, late } of this.shards.values()) samples += main.samples + late.samples;
    return samples;
  }

  private apply(shard: HeadShard, batch: Batch, k: number, id: number, now: number): void {
    const { refs, values, bits, order } = batch;
    let time = Number.NaN;
    let table: SampleTable = shard.main;
    let row = 0;
    for (let at = batch.startOf(k), end = batch.ends[k]!; at < end; at++) {
      const sample = order[at]!;
      const its = batch.timeOf(sample);
      if (its !== time) {
        time = its;
        table = shard.tableFor(time);
        row = table.rowAt(time);
      }
      table.set(row, refs[sample]! % SHARD_SIZE, values, bits, sample);
    }
    shard.touched = now;
    if (shard.firstWal === 0) shard.firstWal = id;
    this.watch(shard);
  }

  private watch(shard: HeadShard): void {
    if (shard.main.rows >= shard.sealAt || shard.late.rows >= LATE_ROWS) this.due.add(shard);
  }
}

function checkTimes(times: Float64Array): void {
  for (let i = 0; i < times.length; i++) {
    const time = times[i]!;
    if (!(Math.abs(time) < MAX_TIME) || Math.floor(time) !== time) throw new AppError('bad-data', `${time} is no time in unix ms; it must be an integer within ±2^53.`);
  }
}
