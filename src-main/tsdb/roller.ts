import type { MetricsDb } from '../store/metrics.ts';
import { COARSE, FINE, type Level, levelOfKey, type RollupWriter, rollupWriter, shardOfRollup, windowOf, windowOfKey } from '../store/rollups.ts';
import { type OnDamage, type RowReader, rowReader, timeOfKey } from '../store/rows.ts';
import { bucketsOf } from './buckets.ts';
import { decodeScratch } from './codec/integers.ts';
import { openRow, type Row } from './codec/row.ts';
import type { HeadShard } from './headshard.ts';
import { encodeRollup, type SlotBuckets } from './rollupcodec.ts';
import { Ground, ShardWindow } from './shardwindow.ts';

/** A window is rolled up once so much has been sealed behind it: until then reading its samples is quick enough, and late ones are most likely. */
const REST_MS = 24 * 3_600_000;
/** Fine rollups are kept for so long: they are dear, and what is older is mostly asked about in steps that coarse ones answer. */
const FINE_KEPT_MS = 35 * 24 * 3_600_000;
/** Samples in a bucket below which reading the samples is as quick as reading the buckets. */
const WORTH = 8;
/** Shards whose state is looked at in one step. */
const LOOKED_AT = 1024;

export interface RollerOptions {
  readonly db: MetricsDb;
  /** hears of damaged rows */
  readonly damaged: OnDamage;
  readonly shards: ReadonlyMap<number, HeadShard>;
  readonly transaction: <T>(run: () => T) => T;
}

interface Task { readonly level: Level; readonly shard: HeadShard; readonly window: number }
interface Rolled { readonly samples: number; readonly blob: Uint8Array }
/** Stands for a window whose samples are to be read. */
const NOT_ROLLED: Rolled = { samples: 0, blob: new Uint8Array(0) };

/**
 * Rolls up what is old, window by window, each in one transaction: forward as shards grow, and anew what late samples have changed.
 * A window that is not worth it, or of which something can't be read, gets an empty rollup.
 */
export class Roller {
  private readonly shards: ReadonlyMap<number, HeadShard>;
  private readonly transaction: RollerOptions['transaction'];
  private readonly reader: RowReader;
  private readonly rollups: RollupWriter;
  private readonly ground = new Ground();
  private readonly scratch = decodeScratch();
  /** how often something could not be read */
  private losses = 0;
  private turn: Iterator<HeadShard> | null = null;
  private current: HeadShard | null = null;
  /** the last key of a spoiled window that was looked at; null while shards are looked at */
  private spoiled: number | null = null;

  constructor({ db, damaged, shards, transaction }: RollerOptions) {
    this.shards = shards;
    this.transaction = transaction;
    this.rollups = rollupWriter(db);
    this.reader = rowReader(db, sentence => {
      this.losses++;
      damaged(sentence);
    });
  }

  /** One bounded step; false when all has been looked at and nothing was due. */
  step(): boolean {
    if (this.spoiled !== null) return this.mend(this.spoiled);
    for (let i = 0; i < LOOKED_AT; i++) {
      const shard = this.current ?? this.next();
      if (shard === null) return this.mend(-1);
      const task = due(shard, this.rollups);
      this.current = task && shard;
      if (task === null) continue;
      this.forward(task);
      return true;
    }
    return true;
  }

  /** All that is due, in such steps. */
  *everything(): Generator<void> {
    this.turn = this.current = this.spoiled = null;
    while (this.step()) yield;
  }

  /** The samples of from..to are others, or gone; inside the caller's transaction. Late rows do the same by themselves. */
  forget(shard: number, from: number, to: number): void {
    for (const level of [FINE, COARSE]) this.rollups.remove(level, shard, windowOf(level, from), windowOf(level, to));
  }

  private next(): HeadShard | null {
    this.turn ??= this.shards.values();
    const { value, done } = this.turn.next();
    if (done) this.turn = null;
    return done ? null : value;
  }

  private forward({ level, shard, window }: Task): void {
    const rolled = this.roll({ level, shard, window });
    if (rolled !== null) {
      this.transaction(() => {
        this.rollups.put(level, shard.id, window, rolled.samples, rolled.blob);
        if (level === FINE) this.rollups.remove(FINE, shard.id, -Infinity, windowOf(FINE, shard.sealedTo - FINE_KEPT_MS) - 1);
      });
    }
    shard.rolled[level.id] = Math.max(window + 1, rolled === null ? this.afterGap(level, shard, window) : -Infinity);
  }

  /** The window in which a shard goes on. */
  private afterGap(level: Level, { id, sealedTo }: HeadShard, window: number): number {
    const begin = (window + 1) * level.windowMs + 1;
    const [head] = this.reader.heads(id, begin, 1);
    let start = head ? timeOfKey(head.key) : sealedTo;
    for (const { t0, t1 } of this.reader.lateStarts(id, start)) if (t1 >= begin) start = Math.min(start, Math.max(t0, begin));
    return windowOf(level, start);
  }

  /** Rolls up one spoiled window anew, if it should be rolled up by now; false when there is none behind `after`. */
  private mend(after: number): boolean {
    this.spoiled = this.rollups.spoiled(after);
    const key = this.spoiled;
    if (key === null) return false;
    const level = levelOfKey(key), shard = this.shards.get(shardOfRollup(key)), window = windowOfKey(key);
    if (shard !== undefined && shard.late.rows > 0) return true; // more of the same is on its way
    const wanted = shard !== undefined && window < (shard.rolled[level.id] ?? Number.NaN) && window >= oldestWanted(level, shard);
    const rolled = wanted ? this.roll({ level, shard, window }) : null;
    this.transaction(() => {
      if (rolled !== null) this.rollups.put(level, shard!.id, window, rolled.samples, rolled.blob);
      this.rollups.mended(key);
    });
    return true;
  }

  /** null when there are no samples in the window. */
  private roll({ level, shard, window }: Task): Rolled | null {
    const from = window * level.windowMs + 1, to = from + level.windowMs - 1;
    const before = this.losses;
    const rows = this.opened([...this.reader.window(shard.id, from, to), ...this.reader.late(shard.id, from, to)]).filter(row => row.to >= from && row.from <= to);
    const slots: SlotBuckets[] = [];
    let samples = 0, buckets = 0;
    const reading = new ShardWindow(rows, { from, to }, this.ground, () => { this.losses++; });
    for (const slot of new Set(rows.flatMap(row => row.slots))) {
      const columns = reading.read(slot, null, false);
      if (columns === null) continue;
      const rolled = bucketsOf(columns, level.bucketMs);
      slots.push({ slot, buckets: rolled });
      samples += columns.times.length;
      buckets += rolled?.counts.length ?? 0;
    }
    if (this.losses > before) return NOT_ROLLED;
    if (slots.length === 0) return null;
    return samples < WORTH * buckets || buckets === 0 ? NOT_ROLLED : { samples, blob: encodeRollup(slots, level === FINE) };
  }

  private opened(stored: readonly { readonly blob: Uint8Array }[]): Row[] {
    return stored.flatMap(({ blob }) => {
      try {
        return [openRow(blob, this.scratch)];
      } catch {
        this.losses++; // whoever reads the row for its samples names it
        return [];
      }
    });
  }
}

/** The next window of a shard that should be rolled up by now. */
function due(shard: HeadShard, rollups: RollupWriter): Task | null {
  const { rolled, sealedTo } = shard;
  const from = Math.min(shard.oldest, shard.lateFrom);
  if (from === Infinity || sealedTo === -Infinity) return null;
  for (const level of [FINE, COARSE]) {
    const last = Math.floor((sealedTo - REST_MS) / level.windowMs) - 1;
    const first = Math.max(windowOf(level, from), oldestWanted(level, shard));
    if (last < first) continue;
    if (Number.isNaN(rolled[level.id])) rolled[level.id] = (rollups.newest(level, shard.id) ?? first - 1) + 1;
    const window = Math.max(rolled[level.id]!, first);
    if (window <= last) return { level, shard, window };
  }
  return null;
}

const oldestWanted = (level: Level, { sealedTo }: HeadShard): number => (level === FINE ? windowOf(FINE, sealedTo - FINE_KEPT_MS) : -Infinity);
