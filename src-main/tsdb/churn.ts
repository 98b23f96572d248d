import type { LabelPairs } from '../shared/model/labels.ts';
import type { MetricsDb } from '../store/metrics.ts';
import { goneReader, goneWriter } from '../store/gone.ts';
import type { Head } from './head.ts';
import type { HeadShard } from './headshard.ts';
import { type SeriesRegistry, shardOf } from './registry.ts';

/** Shards let go of in one step: a bound on how long an append waits. */
const STEP = 128;
/** Strings let go of in one step. */
const SYMBOLS_STEP = 4096;
/** Series that went since strings were last looked through: below, and below an eighth of those that are there, it is not worth it. */
const MANY = 5000;
const SHARE = 8;

export interface ChurnParts {
  readonly db: MetricsDb;
  readonly head: Head;
  readonly registry: SeriesRegistry;
  readonly transaction: <T>(run: () => T) => T;
  /** a ref for labels, as `resolve` gives it */
  readonly resolve: (pairs: LabelPairs) => number;
  /** hears when series went: whoever knows them by their bytes can forget them */
  readonly dropped: (gone: (ref: number) => boolean, series: number) => void;
}

/**
 * Lets go of series that nothing is stored of any more: shards whose last row has expired go with all their series. A ref that went is not given to
 * another before the program starts anew; until then, samples that come for it are led to the series of the same labels.
 */
export class Churn {
  private readonly parts: ChurnParts;
  private readonly gone: ReturnType<typeof goneReader>;
  private readonly writer: ReturnType<typeof goneWriter>;
  private readonly emptied = new Set<number>();
  /** where samples of refs that went are led */
  private readonly successors = new Map<number, number>();
  private unswept = 0;
  private unusedSymbols: number[] = [];

  /** fresh: nobody can hold a ref from before */
  constructor(parts: ChurnParts, fresh: boolean) {
    this.parts = parts;
    this.gone = goneReader(parts.db);
    this.writer = goneWriter(parts.db);
    if (fresh && this.gone.lastSeq() > 0) parts.transaction(() => this.writer.forget());
    else for (const { ref } of this.gone.after(0)) parts.registry.markGone(shardOf(ref));
    for (const shard of parts.head.shards.values()) this.look(shard);
  }

  /** To be called when rows of a shard have expired. */
  look(shard: HeadShard): void { if (isEmpty(shard)) this.emptied.add(shard.id); }

  /** One bounded step; true when there is more to do. */
  step(): boolean {
    if (this.dropSymbols()) return true;
    const shards = this.ripe();
    if (shards.size === 0) return this.sweep();
    const { registry, head, transaction } = this.parts;
    const series = registry.seriesOf(shards);
    transaction(() => {
      for (const { seq, ref, pairs } of series) this.writer.series(seq, ref, JSON.stringify(pairs));
      for (const id of shards) this.writer.shard(id);
    });
    registry.forget(shards);
    for (const id of shards) {
      head.shards.delete(id);
      this.emptied.delete(id);
    }
    for (const [ref, to] of this.successors) if (shards.has(shardOf(to))) this.successors.delete(ref);
    this.parts.dropped(ref => shards.has(shardOf(ref)), series.length);
    this.unswept += series.length;
    return true;
  }

  /** refs, with the successors of those that went in their place; the same array when none did. */
  led(refs: Uint32Array): Uint32Array {
    const { registry } = this.parts;
    if (!registry.anyGone) return refs;
    let first = 0;
    while (first < refs.length && !registry.isGone(shardOf(refs[first]!))) first++;
    return first === refs.length ? refs : refs.map(ref => registry.isGone(shardOf(ref)) ? this.successorOf(ref) : ref);
  }

  private successorOf(ref: number): number {
    const known = this.successors.get(ref);
    if (known !== undefined) return known;
    const pairs = this.gone.pairsOf(ref);
    if (pairs === null) throw new Error(`BUG: nobody was given ref ${ref}`);
    const successor = this.parts.resolve(JSON.parse(pairs) as string[]); // written by step(), of this version or one before
    this.successors.set(ref, successor);
    return successor;
  }

  /** Shards that are still empty. Write-ahead rows may still speak of them: a start passes over what they say of a shard that is not there. */
  private ripe(): Set<number> {
    const { head } = this.parts;
    const ripe = new Set<number>();
    for (const id of this.emptied) {
      const shard = head.shards.get(id);
      if (!shard || !isEmpty(shard)) this.emptied.delete(id);
      else ripe.add(id);
      if (ripe.size === STEP) break;
    }
    return ripe;
  }

  private sweep(): boolean {
    const { registry } = this.parts;
    if (this.unswept < Math.max(MANY, registry.seriesCount / SHARE)) return false;
    this.unswept = 0;
    this.unusedSymbols = registry.forgetSymbols();
    return this.unusedSymbols.length > 0;
  }

  private dropSymbols(): boolean {
    if (this.unusedSymbols.length === 0) return false;
    const { transaction } = this.parts;
    const step = this.unusedSymbols.slice(-SYMBOLS_STEP);
    transaction(() => { for (const id of step) this.writer.symbol(id); });
    this.unusedSymbols.length -= step.length;
    return true;
  }
}

/** Nothing is stored of it, and nothing waits to be. */
const isEmpty = (shard: HeadShard): boolean => shard.empty && shard.oldest === Infinity && shard.lateFrom === Infinity;
