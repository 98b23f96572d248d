import { KEY_MS, timeOfKey } from '../store/rows.ts';
import { afterCompact, canRead, type Compacted, type CompactTables, foldLate, FULL_TIMES, mergeRows } from './compact.ts';
import { planCold, planMerge } from './compactplan.ts';
import { type EntropyCoder, entropyCoder } from './codec/entropy.ts';
import type { HeadShard } from './headshard.ts';

/** Rows become cold at this age. */
export const COLD_AGE_MS = 24 * 3_600_000;
/** Shards worked on in one transaction, and the time after which no other is begun in it: bounds on how long an append waits. */
const STEP_SHARDS = 2;
const BULK_SHARDS = 4;
const STEP_MS = 8;
/** Rows that `compact` leaves as they were sealed at a shard's end, where most is asked: who asks for the last minutes should not read the hours before. */
const SPARED_ROWS = 1;
/** Shards whose state is looked at in one step. */
const LOOKED_AT = 1024;

export interface CompactorOptions {
  readonly tables: CompactTables;
  readonly shards: ReadonlyMap<number, HeadShard>;
  readonly transaction: <T>(run: () => T) => T;
  /** hears what a committed step changed */
  readonly changed: (compacted: Compacted) => void;
  readonly now: () => number;
}

/**
 * Brings sealed rows to their final state, step by step, each one transaction: late samples are folded in, neighbours merged to long rows, and what is
 * old, or all of it, becomes cold. A reader in its own read transaction sees the rows as they were or as they are, never both.
 */
export class Compactor {
  private readonly options: CompactorOptions;
  /** late rows that can't be folded */
  private readonly unread = new Set<number>();
  /** how far rows of shards to which nothing is added any more have become cold */
  private readonly settling = new Map<HeadShard, number>();
  private due: HeadShard[] = [];
  private coder: EntropyCoder | null = null;
  private turn: Iterator<HeadShard> | null = null;

  constructor(options: CompactorOptions) {
    this.options = options;
  }

  /** One bounded step of what is due by now; false when nothing is. */
  background(): boolean {
    const before = this.options.now() - COLD_AGE_MS;
    if (this.due.length === 0 && !this.look(before)) return false;
    const some = this.due.slice(-STEP_SHARDS);
    const left = this.step(some, shard => shard.sealedTo < before ? this.settle(shard) : this.nextDue(shard, before));
    this.due = [...this.due.slice(0, -STEP_SHARDS), ...left];
    return true;
  }

  /** Everything, in bounded steps: between two of them others may write. */
  *everything(): Generator<void> {
    const shards = [...this.options.shards.values()];
    const before = this.options.now() - COLD_AGE_MS;
    for (let i = 0; i < shards.length; i += BULK_SHARDS) {
      const cursors = new Map<HeadShard, number>();
      for (let left = shards.slice(i, i + BULK_SHARDS); left.length > 0;) {
        left = this.step(left, shard => this.nextOfAll(shard, cursors, shard.sealedTo < before ? 0 : SPARED_ROWS));
        yield;
      }
    }
  }

  /** Fills `due` from the next shards in turn; false when all have been looked at and none is due. */
  private look(before: number): boolean {
    this.turn ??= this.options.shards.values();
    for (let i = 0; i < LOOKED_AT; i++) {
      const { value, done } = this.turn.next();
      if (done) {
        this.turn = null;
        return this.due.length > 0;
      }
      if (isDue(value, before)) this.due.push(value);
    }
    return true;
  }

  /** Works on shards in one transaction, on the first at least; returns those that are not done. */
  private step(shards: readonly HeadShard[], next: (shard: HeadShard) => Compacted | boolean): HeadShard[] {
    const end = performance.now() + STEP_MS;
    const results = this.options.transaction(() => {
      const some: (Compacted | boolean)[] = [];
      for (const shard of shards) if (some.length === 0 || performance.now() < end) some.push(next(shard));
      return some;
    });
    return shards.filter((_, i) => {
      const result = results[i];
      if (typeof result === 'boolean') return result;
      if (result === undefined) return true;
      afterCompact(this.options.tables, result);
      this.options.changed(result);
      return true;
    });
  }

  /** What was done, or whether there is more to look at. */
  private nextDue(shard: HeadShard, before: number): Compacted | boolean {
    return this.fold(shard, null) ?? this.merge(shard, null, Infinity) ?? this.cool(shard, before);
  }

  /** Of a shard to which nothing has been added for long, the newest rows are final, too. */
  private settle(shard: HeadShard): Compacted | boolean {
    const result = this.nextOfAll(shard, this.settling, 0);
    if (result === false) {
      this.settling.delete(shard);
      shard.settled = true;
    }
    return result;
  }

  private nextOfAll(shard: HeadShard, cursors: Map<HeadShard, number>, spared: number): Compacted | boolean {
    return this.fold(shard, this.cold) ?? this.merge(shard, this.cold, spared) ?? this.coolAll(shard, cursors);
  }

  /** Made when something becomes cold for the first time. */
  private get cold(): EntropyCoder { return this.coder ??= entropyCoder(); }

  private fold(shard: HeadShard, cold: EntropyCoder | null): Compacted | null {
    if (shard.folded || shard.lateFrom === Infinity) return null;
    const compacted = foldLate(this.options.tables, shard, this.unread, cold);
    if (compacted) shard.unmerged = Infinity;
    else shard.folded = true;
    return compacted;
  }

  private merge(shard: HeadShard, cold: EntropyCoder | null, spared: number): Compacted | true | null {
    if (!cold && shard.unmerged < FULL_TIMES) return null;
    const { tables } = this.options;
    const { keys, to, waiting, more } = planMerge(tables.reader, shard, spared);
    const merged = keys.length > 0 ? mergeRows(tables, shard, keys, cold, { mergedTo: to, coldTo: shard.coldTo }) : null;
    if (merged) {
      shard.coldNext = -Infinity;
      return merged;
    }
    const lost = keys.find(key => !canRead(tables, key));
    shard.mergedTo = lost === undefined ? to : timeOfKey(lost) + KEY_MS; // it stays, and so do those before it
    shard.unmerged = keys.length > 0 || more ? Infinity : waiting;
    return keys.length > 0 || more ? true : null;
  }

  private cool(shard: HeadShard, before: number): Compacted | boolean {
    if (shard.coldNext >= before) return false;
    const { key, to, next, more } = planCold(this.options.tables.reader, shard.id, shard.coldTo, shard.mergedTo, before);
    const cooled = key === null ? null : mergeRows(this.options.tables, shard, [key], this.cold, { mergedTo: shard.mergedTo, coldTo: to });
    if (cooled) return cooled;
    shard.coldTo = to;
    shard.coldNext = next;
    return more;
  }

  private coolAll(shard: HeadShard, cursors: Map<HeadShard, number>): Compacted | boolean {
    const { key, to, more } = planCold(this.options.tables.reader, shard.id, cursors.get(shard) ?? shard.coldTo, Infinity, Infinity);
    cursors.set(shard, to);
    const coldTo = Math.min(to, Math.max(shard.mergedTo, shard.coldTo)); // what may still be merged is looked at again
    const cooled = key === null ? null : mergeRows(this.options.tables, shard, [key], this.cold, { mergedTo: shard.mergedTo, coldTo });
    if (cooled) return cooled;
    shard.coldTo = coldTo;
    return more;
  }
}

function isDue({ settled, sealedTo, folded, lateFrom, unmerged, coldNext }: HeadShard, before: number): boolean {
  if (sealedTo < before) return !settled && sealedTo > -Infinity;
  return (!folded && lateFrom < Infinity) || unmerged >= FULL_TIMES || coldNext < before;
}
