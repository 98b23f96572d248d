import type { WalTable } from '../store/wal.ts';
import { Batch } from './batch.ts';
import type { Head } from './head.ts';
import type { HeadShard } from './headshard.ts';
import { SHARD_SIZE } from './registry.ts';
import { WalWriter } from './wal.ts';

/**
 * Writes all unsealed samples of some slow shards as one new write-ahead row, so that the old rows they were in can go.
 * Reading both in order gives the same: every sample is there again, with its last value.
 */
export function relog(head: Head, shards: readonly HeadShard[], wal: WalTable): void {
  const writer = new WalWriter();
  const id = head.lastWal + 1;
  writer.begin(0);
  for (const shard of shards) {
    const batch = contents(shard);
    shard.chain.reset();
    writer.segment(shard.id, shard.chain, id, batch, batch.samplesOf(shard.id, []));
  }
  try {
    wal.insert(id, writer.done());
  } catch (error) {
    for (const shard of shards) shard.chain.reset();
    throw error;
  }
  head.lastWal = id;
  for (const shard of shards) shard.firstWal = id;
}

function contents({ id, main, late }: HeadShard): Batch {
  const series = [...late.series(late.rows), ...main.series(main.rows)];
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
  return new Batch(refs, times, values);
}
