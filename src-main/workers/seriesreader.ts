import type { LabelPairs } from '../shared/model/labels.ts';
import { type MetricsDb, reading } from '../store/metrics.ts';
import { Marks } from '../tsdb/marks.ts';
import type { Columns } from '../tsdb/merge.ts';
import type { Querier } from '../tsdb/querier.ts';
import { union } from '../tsdb/refset.ts';
import type { Matcher } from '../tsdb/select.ts';
import { NO_TAILS } from '../tsdb/tails.ts';
import type { StorageLink } from './storagelink.ts';

/** Series that are read in one transaction: the writer's log must not have to wait for a long one. */
const CHUNK = 64;

export interface SeriesWindow {
  /** a series has to fulfil one of them; none: all */
  readonly selectors: readonly (readonly Matcher[])[];
  /** unix ms, both ends in */
  readonly from: number;
  readonly to: number;
  /** series after this ref, -1 for all, up to and with `untilRef` */
  readonly afterRef: number;
  readonly untilRef: number;
}

/** take: gets series by series, ascending by ref, columns that hold until the next; enough: asked between series, ends the reading */
export interface SeriesSink { take(series: Columns & { readonly ref: number }): void; enough(): boolean }

/** Reads samples by key, in pieces: what comes after a ref, until it is enough. Nothing is held between two pieces. */
export class SeriesReader {
  private readonly db: MetricsDb;
  private readonly querier: Querier;
  private readonly storage: Pick<StorageLink, 'read'>;
  private readonly marks: Marks;

  constructor(db: MetricsDb, querier: Querier, { storage, marks }: { readonly storage: Pick<StorageLink, 'read'>; readonly marks: SharedArrayBuffer }) {
    this.db = db;
    this.querier = querier;
    this.storage = storage;
    this.marks = new Marks(marks);
  }

  refresh(): void { reading(this.db, () => this.querier.refresh()); }

  /** null: the series is no more */
  labels(ref: number): LabelPairs | null { return this.querier.postings.has(ref) ? this.querier.labels(ref) : null; }

  /** Refs of the window's series, ascending. */
  refs({ selectors, afterRef, untilRef }: SeriesWindow): Uint32Array {
    this.refresh();
    const chosen = selectors.length === 0 ? this.querier.select([]) : union(selectors.map(matchers => this.querier.select(matchers)));
    return chosen.filter(ref => ref > afterRef && ref <= untilRef);
  }

  /** The last ref that was read; null when none is left behind it. A chunk of series is read whole. */
  async read(window: SeriesWindow, sink: SeriesSink): Promise<number | null> {
    const refs = this.refs(window);
    for (let start = 0; start < refs.length; start += CHUNK) {
      const chunk = refs.subarray(start, start + CHUNK);
      await this.chunk(chunk, window, sink);
      if (sink.enough() && start + CHUNK < refs.length) return chunk.at(-1)!;
    }
    return null;
  }

  /** The head's tail first, then a transaction: what is sealed between stands in both. */
  async chunk(refs: Uint32Array, { from, to }: Pick<SeriesWindow, 'from' | 'to'>, sink: Pick<SeriesSink, 'take'>): Promise<void> {
    const tails = this.marks.mayHold(from, to) ? (await this.storage.read({ wanted: [{ refs, from, to }] }))[0]! : NO_TAILS;
    const within = this.db.transaction(() => {
      for (const series of this.querier.samples({ selection: { matchers: [], from, to }, refs, tails })) sink.take(series);
    });
    reading(this.db, within);
  }
}
