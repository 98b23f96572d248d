import { detached } from '../base/detached.ts';
import { SeriesColumns } from '../formats/seriescolumns.ts';
import type { Labelled } from './taking.ts';

/** Series whose ref is kept; beyond, everything is learned anew. */
const MAX_KNOWN = 200_000;
/** Samples for which memory is kept between requests. */
const KEPT = 1 << 17;

/** Series known by a text that their format has for them. */
export class KeyedLabels implements Labelled {
  columns = new SeriesColumns();
  private readonly known = new Map<string, number>();

  find(i: number): number { return this.known.get(this.columns.keys[i]!) ?? -1; }
  labels(i: number): readonly string[] { return this.columns.labels[i]!(); }

  learn(i: number, ref: number): void {
    if (this.known.size >= MAX_KNOWN) this.known.clear();
    this.known.set(detached(this.columns.keys[i]!), ref);
  }

  forget(gone: (ref: number) => boolean): void {
    for (const [key, ref] of this.known) if (gone(ref)) this.known.delete(key);
  }

  /** Lets go of what was read, and of memory that only much of it needs. */
  rest(): void {
    if (this.columns.times.length > KEPT) this.columns = new SeriesColumns();
    else this.columns.clear();
  }
}
