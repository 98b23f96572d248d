import type { MetricsDb } from '../store/metrics.ts';
import type { OnDamage } from '../store/rows.ts';
import { seriesChunks } from '../store/serieschunks.ts';
import { Postings } from './postings.ts';

/** Series that went since strings were last looked through: below, and below an eighth of those that are there, it is not worth it. */
const MANY = 5000;
const SHARE = 8;

/** Keeps a reader's index in step with the tables of series and strings. */
export class SeriesIndex {
  readonly postings = new Postings();
  /** another one after each change */
  version = 0;
  private readonly tables: ReturnType<typeof seriesChunks>;
  private readonly damaged: OnDamage;
  private lastSymbol = 0;
  private lastSeq = 0;
  private lastGone = 0;
  private unswept = 0;

  constructor(db: MetricsDb, damaged: OnDamage) {
    this.tables = seriesChunks(db);
    this.damaged = damaged;
  }

  /** Takes in what has changed since the last call. */
  refresh(): void {
    if (this.tables.lastSeq() !== this.lastSeq || this.tables.gone.lastSeq() !== this.lastGone) this.tables.atOnce(() => this.takeIn()); // else strings and series could be of different moments
  }

  private takeIn(): void {
    const { postings, tables, damaged } = this;
    this.version++;
    this.lastSymbol = tables.symbolsAfter(this.lastSymbol, damaged, (id, bytes, start, end) => postings.symbols.add(id, bytes, start, end));
    const lastSeq = tables.lastSeq();
    tables.seriesAfter(this.lastSeq, damaged, (seq, ref, bytes, start, end) => {
      try {
        postings.add(ref, bytes, start, end);
      } catch (error) {
        damaged(`series ${seq} (ref ${ref}): ${error instanceof Error ? error.message : 'unreadable'}`);
      }
    });
    this.lastSeq = lastSeq;
    for (const { seq, ref } of tables.gone.after(this.lastGone)) {
      this.lastGone = seq;
      postings.remove(ref);
      this.unswept++;
    }
    if (this.unswept < Math.max(MANY, postings.size / SHARE)) return;
    this.unswept = 0;
    postings.forgetSymbols();
  }
}
