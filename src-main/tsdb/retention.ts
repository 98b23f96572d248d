import type { Settings } from '../shared/contract/host.ts';
import { timeOfKey, type RowReader, type RowWriter } from '../store/rows.ts';
import type { SeriesWriter } from '../store/series.ts';
import { openRow } from './codec/row.ts';

/** Rows removed in one step: a bound on how long an append waits. */
const STEP = 64;

interface Expiring { readonly rows: RowWriter; readonly reader: RowReader; readonly series: SeriesWriter; readonly shards: ReadonlyMap<number, unknown> }
interface Totals { rows: number; lateRows: number; samples: number; bytes: number }

/**
 * One step of retention: the oldest rows go, of whatever shard, while the samples take more than the byte budget or are older than the time limit.
 * usedBytes  pages in use
 * returns    true when more has to go
 */
export function expire(store: Expiring, settings: Settings, now: number, usedBytes: number, totals: Totals): boolean {
  const limit = settings.retentionMs > 0 ? now - settings.retentionMs : -Infinity;
  let over = usedBytes - settings.budgetBytes;
  if (limit > -Infinity) totals.lateRows -= store.rows.removeLate(limit);
  if (over <= 0 && limit === -Infinity) return false;

  const oldest = [...store.shards.keys()].flatMap(id => {
    const row = store.rows.oldest(id);
    return row ? [{ id, ...row, time: timeOfKey(row.key) }] : [];
  }).sort((a, b) => a.time - b.time);
  let removed = 0;
  for (const { id, key, bytes, next, time } of oldest) {
    if (removed === STEP) return true;
    const ended = next !== null && timeOfKey(next) <= limit;
    if (over <= 0 && !ended && !(time < limit && endsBefore(store.reader, id, time, limit))) continue;
    const samples = samplesOf(store.reader, id, time);
    store.rows.remove(key);
    store.series.expired(id, samples, bytes);
    totals.rows--;
    totals.samples -= samples;
    totals.bytes -= bytes;
    over -= bytes;
    removed++;
  }
  return removed > 0;
}

function rowOf(reader: RowReader, shard: number, time: number) {
  const [row] = reader.window(shard, time, time + 1023);
  return row ? openRow(row.blob) : null;
}
const endsBefore = (reader: RowReader, shard: number, time: number, limit: number): boolean => (rowOf(reader, shard, time)?.to ?? limit) < limit;
const samplesOf = (reader: RowReader, shard: number, time: number): number => rowOf(reader, shard, time)?.samples ?? 0;
