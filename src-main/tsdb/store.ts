import { statSync } from 'node:fs';
import type { Settings } from '../shared/contract/host.ts';
import type { StoreStats } from '../shared/contract/store.ts';
import type { LabelPairs } from '../shared/model/labels.ts';
import type { Metadata } from '../shared/model/sample.ts';
import { openForWriting, setDurability, writing, type MetricsDb } from '../store/metrics.ts';
import { rowReader, rowWriter, timeOfKey, type RowReader, type RowWriter } from '../store/rows.ts';
import { metadataWriter, seriesReader, seriesWriter, type SeriesReader, type SeriesWriter } from '../store/series.ts';
import { walTable, type WalTable } from '../store/wal.ts';
import { Batch } from './batch.ts';
import { Head, SEAL_ROWS } from './head.ts';
import type { HeadShard } from './headshard.ts';
import { SeriesRegistry } from './registry.ts';
import { expire } from './retention.ts';
import { afterSeal, sealShard } from './seal.ts';
import { tailsOf, type Tails } from './tails.ts';
import { relog } from './truncate.ts';
import type { WalChain } from './wal.ts';

/** A shard nothing was written to for so long is sealed as it is. */
const IDLE_MS = 2 * 3_600_000;
/** Shards sealed in one transaction: a bound on how long an append waits. */
const SEAL_STEP = 8;
/** Write-ahead rows and bytes at which slow shards are written anew, so that old rows can go. */
const WAL_ROWS = 8192;
const WAL_BYTES = 96 * 1024 * 1024;

export interface StoreOptions { readonly path: string; readonly settings: Settings; readonly now: () => number; readonly damaged: (sentence: string) => void }

/** The one writer of metrics.db: everything acknowledged is committed when a call returns. Errors: AppError 'unavailable' when the disk takes nothing. */
export class SampleStore {
  readonly db: MetricsDb;
  readonly reader: RowReader;
  readonly seriesReader: SeriesReader;
  readonly head = new Head();
  readonly registry: SeriesRegistry;
  private readonly rows: RowWriter;
  private readonly series: SeriesWriter;
  private readonly wal: WalTable;
  private readonly putMetadata: (metadata: Metadata) => void;
  private readonly path: string;
  private readonly now: () => number;
  private settings: Settings;
  private readonly totals = { rows: 0, lateRows: 0, samples: 0, bytes: 0, appended: 0, late: 0, damaged: 0, walBytes: 0, firstWal: 1 };

  constructor({ path, settings, now, damaged }: StoreOptions) {
    this.path = path;
    this.now = now;
    this.settings = settings;
    this.db = openForWriting(path, settings.durability === 'power');
    const count = (sentence: string) => { this.totals.damaged++; damaged(sentence); };
    this.reader = rowReader(this.db, count);
    this.seriesReader = seriesReader(this.db);
    this.rows = rowWriter(this.db);
    this.series = seriesWriter(this.db);
    this.wal = walTable(this.db);
    this.putMetadata = metadataWriter(this.db).put;
    this.registry = new SeriesRegistry(this.seriesReader, this.series, count);
    this.load(count);
  }

  /** Refs of series, in order; unknown ones are made and committed. */
  resolve(series: readonly LabelPairs[]): Uint32Array {
    let undo = () => {};
    try {
      return this.transaction(() => {
        const made = this.registry.resolve(series);
        undo = made.undo;
        return made.refs;
      });
    } catch (error) {
      undo();
      throw error;
    }
  }

  /** Samples of known series; committed when this returns. The arrays are read, not kept. */
  append(refs: Uint32Array, times: Float64Array, values: Float64Array, count = refs.length): void {
    if (count === 0) return;
    const batch = new Batch(count === refs.length ? refs : refs.subarray(0, count), times, values);
    this.head.append(batch, this.now(), (id, row) => {
      writing(() => this.wal.insert(id, row));
      this.totals.walBytes += row.length;
    });
    this.totals.appended += count;
    this.sealDue(SEAL_STEP);
  }

  annotate(metadata: readonly Metadata[]): void {
    this.transaction(() => { for (const one of metadata) this.putMetadata(one); });
  }

  tails(refs: Uint32Array, from: number, to: number): Tails { return tailsOf(this.head, refs, from, to); }

  /** Seals everything, so that nothing is left in the head, and empties SQLite's own log. */
  compact(): void {
    const shards = [...this.head.shards.values()].filter(shard => !shard.empty);
    for (let i = 0; i < shards.length; i += 64) this.seal(shards.slice(i, i + 64), false);
    this.head.due.clear();
    this.truncate();
    this.db.pragma('incremental_vacuum');
    this.db.pragma('wal_checkpoint(TRUNCATE)');
  }

  /** Work that is due now and then: idle shards, the length of the write-ahead rows, retention. One bounded step; true when there is more. */
  maintain(): boolean {
    const now = this.now();
    const idle = [...this.head.shards.values()].filter(shard => !shard.empty && now - shard.touched > IDLE_MS).slice(0, 64);
    if (idle.length > 0) this.seal(idle, false);
    this.truncate();
    const more = this.transaction(() => expire({ rows: this.rows, reader: this.reader, series: this.series, shards: this.head.shards }, this.settings, now, this.usedBytes(), this.totals));
    if (more) this.db.pragma('incremental_vacuum(512)');
    return more || idle.length === 64;
  }

  configure(settings: Settings): void {
    if (settings.durability !== this.settings.durability) setDurability(this.db, settings.durability === 'power');
    this.settings = settings;
  }

  stats(): StoreStats {
    let newest = -Infinity;
    let oldest = Infinity;
    for (const { main, late, sealedTo, id } of this.head.shards.values()) {
      newest = Math.max(newest, sealedTo, main.rows > 0 ? main.to : -Infinity, late.rows > 0 ? late.to : -Infinity);
      const first = this.rows.oldest(id);
      oldest = Math.min(oldest, first ? timeOfKey(first.key) : Infinity, main.rows > 0 ? main.from : Infinity, late.rows > 0 ? late.from : Infinity);
    }
    const { rows, lateRows, samples, bytes, appended, late, damaged, walBytes, firstWal } = this.totals;
    const headSamples = this.head.samples;
    return {
      series: this.registry.seriesCount, shards: this.registry.shardCount, samples: samples + headSamples, headSamples, rows, lateRows,
      walRows: this.head.lastWal - firstWal + 1, walBytes, blobBytes: bytes, fileBytes: this.fileBytes(),
      oldest: oldest === Infinity ? null : oldest, newest: newest === -Infinity ? null : newest,
      damagedRows: damaged, samplesAppended: appended, lateSamples: late,
    };
  }

  /** The tables as a check reads them: what is damaged is told to `note`. */
  checking(note: (sentence: string) => void) { return { rows: rowReader(this.db, note), series: this.seriesReader, wal: this.wal.all(note) }; }

  close(): void {
    this.db.pragma('wal_checkpoint(TRUNCATE)');
    this.db.close();
  }

  private transaction<T>(run: () => T): T { return writing(() => this.db.transaction(run).immediate()); }

  private sealDue(most: number): void {
    const { due } = this.head;
    if (due.size === 0) return;
    const step = [...due].slice(0, Math.max(most, due.size >> 4));
    const late = step.filter(shard => shard.main.rows < shard.sealAt && shard.late.rows >= 4 * SEAL_ROWS);
    const full = step.filter(shard => !late.includes(shard));
    try {
      if (full.length > 0) this.seal(full, false);
      if (late.length > 0) this.seal(late, true);
    } catch (error) {
      if (full.some(shard => shard.main.rows > 16 * SEAL_ROWS)) throw error; // what came is committed; only growth without end is refused
    }
    this.truncateSometimes();
  }

  private seal(shards: readonly HeadShard[], lateOnly: boolean): void {
    const { lastWal } = this.head;
    const tables = { rows: this.rows, reader: this.reader, series: this.series };
    const sealed = this.transaction(() => shards.map(shard => sealShard(tables, shard, lastWal, this.now(), lateOnly)));
    for (const one of sealed) {
      this.totals.late += one.shard.late.samples;
      afterSeal(one, lastWal);
      one.shard.sealAt = SEAL_ROWS;
      this.head.due.delete(one.shard);
      this.totals.rows += one.rows;
      this.totals.lateRows += one.late;
      this.totals.samples += one.samples;
      this.totals.bytes += one.bytes;
    }
  }

  private sealsSinceTruncate = 0;
  private truncateSometimes(): void {
    if (++this.sealsSinceTruncate < 32) return;
    this.truncate();
  }

  /** Drops write-ahead rows that hold nothing unsealed; when slow shards hold back too many, writes those shards anew first. */
  private truncate(): void {
    this.sealsSinceTruncate = 0;
    const { head, totals } = this;
    let first = head.lastWal + 1;
    for (const { firstWal } of head.shards.values()) if (firstWal > 0 && firstWal < first) first = firstWal;
    if (head.lastWal - first > WAL_ROWS || totals.walBytes > WAL_BYTES) {
      const slow = [...head.shards.values()].filter(({ firstWal }) => firstWal > 0 && firstWal < head.lastWal - WAL_ROWS / 4);
      if (slow.length > 0) { this.transaction(() => relog(head, slow, this.wal)); return this.truncate(); }
    }
    if (first <= totals.firstWal) return;
    writing(() => this.wal.dropBelow(first));
    totals.firstWal = first;
    totals.walBytes = this.wal.bounds().bytes;
  }

  private usedBytes(): number {
    const pages = this.db.pragma('page_count', { simple: true }) as number;
    const free = this.db.pragma('freelist_count', { simple: true }) as number;
    return (pages - free) * 4096;
  }

  private fileBytes(): number {
    return ['', '-wal'].reduce((sum, end) => sum + (statSync(this.path + end, { throwIfNoEntry: false })?.size ?? 0), 0);
  }

  private load(damaged: (sentence: string) => void): void {
    for (const stored of this.seriesReader.shards()) {
      const shard = this.head.shard(stored.id);
      shard.sealedTo = stored.sealed_to ?? -Infinity;
      shard.sealedWal = stored.sealed_wal;
      shard.lateWal = stored.late_wal;
      this.head.lastWal = Math.max(this.head.lastWal, stored.sealed_wal, stored.late_wal);
      this.totals.rows += stored.rows;
      this.totals.samples += stored.samples;
      this.totals.bytes += stored.bytes;
    }
    const chains = new Map<number, WalChain>();
    for (const { id, blob } of this.wal.all(damaged)) {
      if (this.totals.firstWal === 1 && this.totals.walBytes === 0) this.totals.firstWal = id;
      this.totals.walBytes += blob.length;
      const lost = this.head.replay(id, blob, chains);
      if (lost.length > 0) damaged(`wal ${id}: what it says of shards ${lost.join(', ')} rests on a damaged row and is left out`);
    }
    if (this.totals.walBytes === 0) this.totals.firstWal = this.head.lastWal + 1;
    const now = this.now();
    for (const shard of this.head.shards.values()) shard.touched = now;
  }
}
