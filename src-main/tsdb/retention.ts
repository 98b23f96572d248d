import type { StoreSettings } from '../shared/contract/host.ts';
import { KEY_MS, rowKey, type StoredLate, timeOfKey, type RowReader, type RowWriter } from '../store/rows.ts';
import type { SeriesWriter } from '../store/series.ts';
import type { Row } from './codec/row.ts';
import type { HeadShard } from './headshard.ts';
import { readable } from './laterows.ts';

/** Rows removed in one step: a bound on how long an append waits. */
const STEP = 64;
/** No sample is newer. */
const END = 2 ** 53;

interface Expiring {
  readonly rows: RowWriter;
  readonly reader: RowReader;
  readonly series: SeriesWriter;
  readonly shards: ReadonlyMap<number, HeadShard>;
  /** takes back what was rolled up of samples of from..to */
  readonly forget: (shard: number, from: number, to: number) => void;
}
/** What went, to be taken out of the figures once the transaction is through. */
export interface Expired { readonly shard: HeadShard; readonly late: boolean; readonly samples: number; readonly bytes: number; readonly oldest: number }
/** A row that may go: the oldest one of a shard, or a late one. */
interface Candidate { readonly time: number; readonly shard: HeadShard; readonly late: StoredLate | null }

/**
 * One step of retention, inside the caller's transaction: the oldest rows go, of whatever shard and late or not, while the samples take more
 * than the byte budget; and those that end before the time limit.
 * usedBytes  pages in use
 * returns    what was removed; nothing means that all is done
 */
export function expire(store: Expiring, { budgetBytes, retentionMs }: StoreSettings, now: number, usedBytes: number): Expired[] {
  const limit = retentionMs > 0 ? now - retentionMs : -Infinity;
  let over = usedBytes - budgetBytes;
  const queue = candidates(store, over > 0 ? END : limit);
  const removed: Expired[] = [];
  for (let i = 0; i < queue.length && removed.length < STEP; i++) {
    const one = queue[i]!;
    if (over <= 0 && !endsBefore(store, one, limit)) continue;
    const gone = one.late ? removeLate(store, one.shard, one.late) : removeOldest(store, one.shard);
    if (!gone) continue;
    removed.push(gone);
    over -= gone.bytes;
    if (!gone.late && gone.oldest < Infinity) queueUp(queue, i + 1, { time: gone.oldest, shard: one.shard, late: null });
  }
  return removed;
}

/** After the transaction: shards learn what their oldest row is now. */
export function afterExpire({ rows }: Pick<Expiring, 'rows'>, removed: readonly Expired[]): void {
  for (const { shard, late, oldest } of removed) {
    if (late) ({ from: shard.lateFrom, to: shard.lateTo } = rows.lateSpan(shard.id));
    else { shard.oldest = oldest; shard.oldestEnd = Number.NaN; }
  }
}

function candidates({ rows, shards }: Expiring, before: number): Candidate[] {
  if (before === -Infinity) return [];
  const queue: Candidate[] = [];
  for (const shard of shards.values()) if (shard.oldest < before) queue.push({ time: shard.oldest, shard, late: null });
  for (const late of rows.lateBefore(before, STEP)) {
    const shard = shards.get(late.shard);
    if (shard) queue.push({ time: late.t0, shard, late });
  }
  return queue.sort((a, b) => a.time - b.time);
}

function queueUp(queue: Candidate[], from: number, one: Candidate): void {
  let at = from;
  while (at < queue.length && queue[at]!.time < one.time) at++;
  queue.splice(at, 0, one);
}

/** Where a shard's oldest row ends is read once and remembered: most rows at the limit are looked at many times before they may go. */
function endsBefore(store: Expiring, { shard, late, time }: Candidate, limit: number): boolean {
  if (late) return late.t1 < limit;
  if (time !== shard.oldest) return endOf(store, shard.id, time) < limit; // it came up only now, in this step
  if (Number.isNaN(shard.oldestEnd)) shard.oldestEnd = endOf(store, shard.id, time);
  return shard.oldestEnd < limit;
}

/** Of a row that can't be read it is only known that it ends before the next begins. */
function endOf({ rows, reader, shards }: Expiring, id: number, time: number): number {
  const next = rows.oldest(id)?.next ?? null;
  return rowAt(reader, id, time)?.to ?? (next === null ? shards.get(id)!.sealedTo : timeOfKey(next));
}

function removeOldest({ rows, reader, series, forget }: Expiring, shard: HeadShard): Expired | null {
  const row = rows.oldest(shard.id);
  if (!row) return null;
  const { key, bytes, next } = row;
  const samples = rowAt(reader, shard.id, timeOfKey(key))?.samples ?? 0;
  rows.remove(key);
  forget(shard.id, -Infinity, next === null ? shard.sealedTo : timeOfKey(next) + KEY_MS);
  series.expired(shard.id, samples, bytes);
  return { shard, late: false, samples, bytes, oldest: next === null ? Infinity : timeOfKey(next) };
}

function removeLate({ rows, series, forget }: Expiring, shard: HeadShard, late: StoredLate): Expired {
  const samples = readable([late])[0]?.samples ?? 0;
  const bytes = late.blob.length;
  rows.removeLate(late.id);
  forget(shard.id, late.t0, late.t1);
  series.expired(shard.id, samples, bytes);
  return { shard, late: true, samples, bytes, oldest: shard.oldest };
}

function rowAt(reader: RowReader, shard: number, time: number): Row | undefined {
  const key = rowKey(shard, time);
  return readable(reader.window(shard, time, time + 1023).filter(row => row.key === key))[0];
}
