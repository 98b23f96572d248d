import { AppError } from '../shared/model/errors.ts';
import type { Batch } from './batch.ts';
import { HeadShard } from './headshard.ts';
import { readWalRow, WalChain, WalWriter } from './wal.ts';
import type { SampleTable } from './table.ts';

/** Rows of a shard's table at which it is sealed. */
export const SEAL_ROWS = 240;
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
  private readonly scratch: number[] = [];

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
    for (const time of batch.times) {
      if (!Number.isInteger(time) || Math.abs(time) >= MAX_TIME) throw new AppError('bad-data', `${time} is no time in unix ms; it must be an integer within ±2^53.`);
    }
    const id = this.lastWal + 1;
    this.writer.begin(batch.times[0]!);
    for (const shard of batch.shards) this.writer.segment(shard, this.shard(shard).chain, id, batch, batch.samplesOf(shard, this.scratch));
    try {
      log(id, this.writer.done());
    } catch (error) {
      for (const shard of batch.shards) this.shard(shard).chain.reset(); // the chains already speak of a row that is not there
      throw error;
    }
    this.lastWal = id;
    for (const shard of batch.shards) this.apply(this.shard(shard), batch, batch.samplesOf(shard, this.scratch), id, now);
  }

  /** Reads one write-ahead row back in after a start. `chains` lives as long as the replay. */
  replay(id: number, blob: Uint8Array, chains: Map<number, WalChain>): number[] {
    const chainOf = (shard: number) => {
      const chain = chains.get(shard) ?? new WalChain();
      chains.set(shard, chain);
      return chain;
    };
    this.lastWal = Math.max(this.lastWal, id);
    return readWalRow(id, blob, chainOf, (shardId, time, present, chain) => {
      const shard = this.shard(shardId);
      const isLate = time <= shard.sealedTo;
      if (id <= shard.sealedWal || (isLate && id <= shard.lateWal)) return;
      const table = isLate ? shard.late : shard.main;
      const row = table.rowAt(time);
      for (let rest = present; rest !== 0; rest &= rest - 1) {
        const slot = 31 - Math.clz32(rest & -rest);
        table.set(row, slot, chain.last, chain.lastBits, slot);
      }
      if (shard.firstWal === 0) shard.firstWal = id;
      this.watch(shard, table);
    });
  }

  /** Samples in the head. */
  get samples(): number {
    let samples = 0;
    for (const { main, late } of this.shards.values()) samples += main.samples + late.samples;
    return samples;
  }

  private apply(shard: HeadShard, { refs, values, bits, times }: Batch, samples: readonly number[], id: number, now: number): void {
    const shared = times.length === 1;
    let time = Number.NaN;
    let table: SampleTable = shard.main;
    let row = 0;
    for (const sample of samples) {
      const at = times[shared ? 0 : sample]!;
      if (at !== time) {
        time = at;
        table = shard.tableFor(time);
        row = table.rowAt(time);
      }
      table.set(row, refs[sample]! & 31, values, bits, sample);
    }
    shard.touched = now;
    if (shard.firstWal === 0) shard.firstWal = id;
    this.watch(shard, table);
  }

  private watch(shard: HeadShard, table: SampleTable): void {
    if (table.rows >= (table === shard.main ? shard.sealAt : 4 * SEAL_ROWS)) this.due.add(shard);
  }
}
