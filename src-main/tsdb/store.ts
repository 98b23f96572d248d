import { statSync } from 'node:fs';
import type { StoreSettings } from '../shared/contract/host.ts';
import type { StoreStats } from '../shared/contract/store.ts';
import { AppError } from '../shared/model/errors.ts';
import type { LabelPairs } from '../shared/model/labels.ts';
import type { Metadata } from '../shared/model/sample.ts';
import { emptyLog, freePages, openForWriting, setDurability, usedBytes, writing, type MetricsDb } from '../store/metrics.ts';
import { rollupReader } from '../store/rollups.ts';
import { rowReader, rowWriter, timeOfKey, type RowReader, type RowWriter } from '../store/rows.ts';
import { metadataWriter, seriesReader, seriesWriter, type SeriesReader, type SeriesWriter } from '../store/series.ts';
import { seriesChunks } from '../store/serieschunks.ts';
import { walTable } from '../store/wal.ts';
import { Batch, BatchRoom } from './batch.ts';
import { decodeScratch } from './codec/integers.ts';
import { Compactor } from './compactor.ts';
import { Churn } from './churn.ts';
import { ExpiryClock } from './expiryclock.ts';
import { Head, LATE_ROWS, SEAL_ROWS } from './head.ts';
import type { HeadShard } from './headshard.ts';
import { headSpan, markRemoved, spanOf } from './headspan.ts';
import { Marks } from './marks.ts';
import { NO_REF, SeriesRegistry } from './registry.ts';
import { afterExpire, expire } from './retention.ts';
import { Roller } from './roller.ts';
import { afterSeal, sealShard } from './seal.ts';
import { newTally } from './tally.ts';
import { giveBack } from './space.ts';
import { tailsOf, type Tails, type TailsWanted } from './tails.ts';
import { WalLog } from './truncate.ts';
import type { WalChain } from './wal.ts';

/** A shard nothing was written to for so long is sealed as it is. */
const IDLE_MS = 2 * 3_600_000;
/** Shards sealed in one transaction: a bound on how long an append waits. */
const SEAL_STEP = 8;
const BULK_STEP = 64;
/** Rows a shard may hold while sealing fails; beyond, what is new is refused. */
const CROWDED_ROWS = 16 * SEAL_ROWS;
/** Appends between two tries while sealing fails: each costs the encoding. */
const RETRY_APPENDS = 64;
/** Sentences of damage that are told apart; the same one is counted once. */
const MAX_SENTENCES = 10_000;

export interface StoreOptions {
  readonly path: string;
  readonly settings: StoreSettings;
  readonly now: () => number;
  /** ms of a clock that never leaps; this process's own when left out */
  readonly ticks?: () => number;
  /** hears once of each damaged row */
  readonly damaged: (sentence: string) => void;
  /** false: readers and collectors from before may hold refs; true when left out */
  readonly fresh?: boolean;
  /** hears when series went of which nothing was stored any more */
  readonly dropped?: (gone: (ref: number) => boolean) => void;
  /** hears when sealing begins to fail; nothing is lost by it, but the head grows */
  readonly trouble?: (error: unknown) => void;
  /** write-ahead rows from this id on are kept for followers; Infinity, none, when left out */
  readonly heldFrom?: number;
  /** where readers learn of changes without asking */
  readonly marks?: Marks;
}

/** The one writer of metrics.db: everything acknowledged is committed when a call returns. Errors: AppError 'unavailable' when the disk takes nothing. */
export class SampleStore {
  readonly db: MetricsDb;
  readonly reader: RowReader;
  readonly seriesReader: SeriesReader;
  readonly head = new Head();
  readonly registry: SeriesRegistry;
  private readonly rows: RowWriter;
  private readonly series: SeriesWriter;
  private readonly log: WalLog;
  private readonly compactor: Compactor;
  private readonly room = new BatchRoom();
  private readonly scratch = decodeScratch();
  private readonly putMetadata: (metadata: Metadata) => void;
  private readonly options: StoreOptions;
  private readonly expiryClock: ExpiryClock;
  private readonly marks: Marks;
  private readonly roller: Roller;
  private settings: StoreSettings;
  private readonly totals = { rows: 0, lateRows: 0, samples: 0, bytes: 0, appended: 0, late: 0 };
  private readonly churn: Churn;
  readonly tally = newTally();
  private readonly damage = new Set<string>();
  private sealsSinceTruncate = 0;
  /** appends left out since sealing failed; null while it works */
  private sinceFailure: number | null = null;

  constructor(options: StoreOptions) {
    this.options = options;
    this.marks = options.marks ?? new Marks();
    this.settings = options.settings;
    this.expiryClock = new ExpiryClock(options.now, options.ticks ?? (() => performance.now()));
    this.db = openForWriting(options.path, options.settings.durability === 'power');
    const note = (sentence: string) => this.noteDamage(sentence);
    this.reader = rowReader(this.db, note);
    this.seriesReader = seriesReader(this.db);
    this.rows = rowWriter(this.db);
    this.series = seriesWriter(this.db);
    this.log = new WalLog(walTable(this.db), options.heldFrom);
    this.putMetadata = metadataWriter(this.db).put;
    this.registry = new SeriesRegistry(this.seriesReader, seriesChunks(this.db), this.series, { damaged: note, fresh: options.fresh ?? true });
    this.compactor = new Compactor({
      tables: this.tables(), shards: this.head.shards, now: options.now, transaction: run => this.transaction(run),
      changed: ({ rows, lateRows, samples, bytes }) => { this.count(rows, lateRows, samples, bytes); },
    });
    this.roller = new Roller({ db: this.db, damaged: note, shards: this.head.shards, transaction: run => this.transaction(run) });
    this.load();
    this.churn = new Churn({
      db: this.db, head: this.head, registry: this.registry, transaction: run => this.transaction(run), resolve: pairs => this.resolve([pairs])[0]!,
      dropped: (gone, series) => { this.tally.droppedSeries += series; options.dropped?.(gone); },
    }, options.fresh ?? true);
    this.marks.begin();
    this.markHead();
  }

  /** Counts a damaged row that was met here or by a reader, and tells of it; again and again met, it is one. */
  noteDamage(sentence: string): void {
    if (this.damage.has(sentence) || this.damage.size >= MAX_SENTENCES) return;
    this.damage.add(sentence);
    this.options.damaged(sentence);
  }

  /** Refs of series, in order; unknown ones are made and committed. Errors: AppError 'limit' when the store would hold more than `most`. */
  resolve(series: readonly LabelPairs[], most = Infinity): Uint32Array {
    const refs = this.admit(series, most);
    const left = refs.indexOf(NO_REF);
    if (left >= 0) throw new AppError('limit', `maxSeries: the workspace holds ${most} series, its limit; not taken: ${series[left]!.join(' ').slice(0, 200)}`);
    return refs;
  }

  /** The same, where series that would be too many are left out: NO_REF stands for them. */
  admit(series: readonly LabelPairs[], most: number): Uint32Array {
    if (series.length === 0) return new Uint32Array(0);
    let undo = (): void => undefined;
    try {
      return this.transaction(() => {
        const made = this.registry.resolve(series, most);
        undo = made.undo;
        return made.refs;
      });
    } catch (error) {
      undo();
      throw error;
    }
  }

  /** Samples of known series; committed when this returns, not stored at all when it throws. The arrays are read, not kept. */
  append(given: Uint32Array, times: Float64Array, values: Float64Array): void {
    if (given.length === 0) return;
    this.makeRoom();
    const refs = this.churn.led(given);
    const batch = new Batch(refs, times, values, this.registry.shardCount, this.room);
    const span = spanOf(times);
    this.head.append(batch, this.options.now(), (id, row) => this.log.insert(id, row));
    this.marks.written(span.from, span.to);
    this.totals.appended += refs.length;
    this.sealDue();
  }

  /** Samples taken in since the start. */
  get appended(): number { return this.totals.appended; }

  annotate(metadata: readonly Metadata[]): void {
    this.transaction(() => { for (const one of metadata) this.putMetadata(one); });
  }

  /** What the head holds. Errors: AppError 'limit' when it is too much at a time. */
  tails(wanted: readonly TailsWanted[]): Tails[] { return tailsOf(this.head, wanted); }

  /** One byte per shard, 1 where something of it, stored or in the head, spans a part of from..to. */
  spans(from: number, to: number): Uint8Array<ArrayBuffer> {
    const marks = new Uint8Array(this.registry.shardCount);
    for (const shard of this.head.shards.values()) if (shard.spans(from, to)) marks[shard.id] = 1;
    return marks;
  }

  /** Brings everything to its final state: sealed, late samples folded in, rows merged and cold, no free pages, SQLite's own log empty. */
  compact(): void { for (const _step of this.compacting()) { /* one after the other */ } }

  /** The same in bounded steps: between two of them others may write. */
  *compacting(): Generator<void> {
    yield* this.sealing();
    this.markHead();
    yield* this.compactor.everything();
    yield* this.roller.everything();
    this.truncate();
    while (freePages(this.db) > 0) {
      const before = freePages(this.db);
      this.db.pragma('incremental_vacuum(256)');
      yield;
      if (freePages(this.db) >= before) break;
    }
    emptyLog(this.db);
  }

  /** Seals everything: nothing is left in the head, nor of write-ahead rows. */
  sealAll(): void {
    for (const _step of this.sealing()) { /* one after the other */ }
    this.truncate();
  }

  private *sealing(): Generator<void> {
    const shards = [...this.head.shards.values()].filter(shard => !shard.empty);
    for (let i = 0; i < shards.length; i += BULK_STEP) {
      this.seal(shards.slice(i, i + BULK_STEP).filter(shard => !shard.empty), false);
      yield;
    }
  }

  /** Work that is due now and then: retention, idle shards, the length of the write-ahead rows. One bounded step; true when there is more. */
  maintain(): boolean {
    const removed = this.expire(); // first: on a full disk it makes room
    this.registry.read();
    const dropped = this.churn.step();
    const now = this.options.now();
    const idle = [...this.head.shards.values()].filter(shard => !shard.empty && now - shard.touched > IDLE_MS).slice(0, BULK_STEP);
    this.seal(idle, false);
    this.markHead();
    this.truncate();
    return giveBack(this.db) || removed > 0 || dropped || idle.length === BULK_STEP;
  }

  /** One bounded step of compaction or rolling up that is due; false when nothing is. */
  compactSome(): boolean {
    const more = this.compactor.background() || this.roller.step();
    if (more) this.tally.compactions++;
    return more;
  }

  /** Keeps write-ahead rows from this id on for who follows what is written; Infinity: none. */
  hold(from: number): void { this.log.heldFrom = from; }

  /** The newest write-ahead row, and the newest time in the head; null when it is empty. What comes later has a higher id. */
  position(): { readonly wal: number; readonly newest: number | null } {
    const { to } = headSpan(this.head);
    return { wal: this.head.lastWal, newest: to === -Infinity ? null : to };
  }

  configure(settings: StoreSettings): void {
    if (settings.durability !== this.settings.durability) setDurability(this.db, settings.durability === 'power');
    this.settings = settings;
  }

  stats(): StoreStats {
    let newest = -Infinity;
    let oldest = Infinity;
    for (const shard of this.head.shards.values()) {
      newest = Math.max(newest, shard.to);
      oldest = Math.min(oldest, shard.from);
    }
    const { rows, lateRows, samples, bytes, appended, late } = this.totals;
    const headSamples = this.head.samples;
    return {
      series: this.registry.seriesCount, shards: this.registry.shardCount, samples: samples + headSamples, headSamples, rows, lateRows,
      walRows: this.log.count(this.head.lastWal), walBytes: this.log.bytes, blobBytes: bytes, fileBytes: this.fileBytes(),
      oldest: oldest === Infinity ? null : oldest, newest: newest === -Infinity ? null : newest,
      damagedRows: this.damage.size, samplesAppended: appended, lateSamples: late,
    };
  }

  /** The tables as a check reads them: what is damaged is told to `note`. */
  checking(note: (sentence: string) => void) { return { rows: rowReader(this.db, note), rollups: rollupReader(this.db, note), series: this.seriesReader, wal: this.log.rows(note) }; }

  close(): void {
    emptyLog(this.db);
    this.db.close();
  }

  private tables() { return { rows: this.rows, reader: this.reader, series: this.series, shards: this.head.shards, scratch: this.scratch }; }
  private transaction<T>(run: () => T): T { return writing(() => this.db.transaction(run).immediate()); }

  /** What was appended is committed; that sealing fails afterwards is no failure of the append. */
  private sealDue(): void {
    if (this.head.due.size === 0) return;
    if (this.sinceFailure !== null && ++this.sinceFailure < RETRY_APPENDS) return;
    try {
      this.sealSome();
    } catch (error) {
      if (this.sinceFailure === null) this.options.trouble?.(error);
      this.sinceFailure = 0;
    }
  }

  /** Only growth without end is refused, and before anything of the new is stored. */
  private makeRoom(): void {
    if (this.sinceFailure !== null && [...this.head.due].some(({ main, late }) => main.rows + late.rows > CROWDED_ROWS)) this.sealSome();
  }

  private sealSome(): void {
    const { due } = this.head;
    const step = [...due].slice(0, Math.max(SEAL_STEP, due.size >> 4));
    const late = step.filter(shard => shard.main.rows < shard.sealAt && shard.late.rows >= LATE_ROWS);
    this.seal(step.filter(shard => !late.includes(shard)), false);
    this.seal(late, true);
    if (++this.sealsSinceTruncate >= 32) this.truncate();
    this.sinceFailure = null;
  }

  private seal(shards: readonly HeadShard[], lateOnly: boolean): void {
    if (shards.length === 0) return;
    const { lastWal } = this.head;
    const sealed = this.transaction(() => shards.map(shard => sealShard(this.tables(), shard, lastWal, this.options.now(), lateOnly)));
    for (const one of sealed) {
      const { shard, written } = one;
      this.totals.late += shard.late.samples;
      afterSeal(one, lastWal);
      shard.sealAt = SEAL_ROWS;
      this.tally.seals++;
      this.tally.sealedRows += written.rows + written.late;
      this.tally.sealedBytes += written.bytes;
      this.head.due.delete(shard);
      this.count(written.rows, written.late, written.samples, written.bytes);
    }
  }

  private count(rows: number, lateRows: number, samples: number, bytes: number): void {
    const { totals } = this;
    totals.rows += rows;
    totals.lateRows += lateRows;
    totals.samples += samples;
    totals.bytes += bytes;
  }

  private expire(): number {
    const removed = this.transaction(() => expire({ ...this.tables(), forget: (shard, from, to) => this.roller.forget(shard, from, to) }, this.settings, this.expiryClock.now(), usedBytes(this.db)));
    for (const { late, samples, bytes } of removed) {
      this.totals[late ? 'lateRows' : 'rows']--;
      this.totals.samples -= samples;
      this.totals.bytes -= bytes;
    }
    afterExpire(this.tables(), removed);
    for (const { shard } of removed) this.churn.look(shard);
    markRemoved(this.marks, removed);
    this.tally.expiredRows += removed.length;
    if (removed.length > 0) this.db.pragma('incremental_vacuum(512)');
    return removed.length;
  }

  private markHead(): void {
    const { from, to } = headSpan(this.head);
    this.marks.headSpans(from, to);
  }

  private truncate(): void {
    this.sealsSinceTruncate = 0;
    this.log.truncate(this.head);
  }

  private fileBytes(): number {
    return ['', '-wal'].reduce((sum, end) => sum + (statSync(this.options.path + end, { throwIfNoEntry: false })?.size ?? 0), 0);
  }

  private load(): void {
    const { head, totals } = this;
    head.lastWal = this.log.last;
    for (const stored of this.seriesReader.shards()) {
      const shard = head.shard(stored.id);
      shard.sealedTo = stored.sealed_to ?? -Infinity;
      shard.sealedWal = stored.sealed_wal;
      shard.lateWal = stored.late_wal;
      shard.mergedTo = stored.merged_to ?? -Infinity;
      shard.coldTo = stored.cold_to ?? -Infinity;
      const oldest = this.rows.oldest(stored.id);
      if (oldest) shard.oldest = timeOfKey(oldest.key);
      head.lastWal = Math.max(head.lastWal, stored.sealed_wal, stored.late_wal);
      totals.rows += stored.rows;
      totals.samples += stored.samples;
      totals.bytes += stored.bytes;
    }
    for (const { shard, t0, t1, rows } of this.rows.lateSpans()) {
      Object.assign(head.shard(shard), { lateFrom: t0, lateTo: t1 });
      totals.lateRows += rows;
      totals.rows -= rows;
    }
    this.replay();
    const now = this.options.now();
    for (const shard of head.shards.values()) shard.touched = now;
  }

  private replay(): void {
    const chains = new Map<number, WalChain>();
    const strangers = new Set<number>();
    for (const { id, blob } of this.log.rows(sentence => this.noteDamage(sentence))) {
      const lost = this.head.replay(id, blob, chains, strangers);
      if (lost.length > 0) this.noteDamage(`wal ${id}: what it says of shards ${lost.join(', ')} rests on a damaged row and is left out`);
    }
    this.registry.withhold(strangers);
  }
}
