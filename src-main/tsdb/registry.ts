import { AppError } from '../shared/model/errors.ts';
import { pairsKey, pairValue, type LabelPairs } from '../shared/model/labels.ts';
import { MAX_SHARDS, type OnDamage } from '../store/rows.ts';
import type { SeriesReader, SeriesWriter } from '../store/series.ts';
import type { SeriesChunks } from '../store/serieschunks.ts';
import { decodeLabels, eachLabel } from './labelcodec.ts';
import { KnownLabels } from './knownlabels.ts';
import { SymbolTable } from './symboltable.ts';

/** Series in a shard; a ref is `shard * SHARD_SIZE + slot`. */
export const SHARD_SIZE = 32;
export const shardOf = (ref: number): number => Math.floor(ref / SHARD_SIZE);
/** What stands for the ref of a series that was not taken. */
export const NO_REF = 0xffff_ffff;
export const slotOf = (ref: number): number => ref % SHARD_SIZE;

/** Up to so many series are read when the store is opened, more when the first of them is looked up. */
const READ_AT_ONCE = 100_000;

interface OpenShard { readonly id: number; used: number }

/** Scraped together, stored together: series of one job and instance share shards. */
export const groupOf = (pairs: LabelPairs): string => `${pairValue(pairs, 'job')}\uffff${pairValue(pairs, 'instance')}`;

/** Half a surrogate pair can't be kept in a file; it becomes U+FFFD before labels are compared, not after. */
const wellFormed = (pairs: LabelPairs): LabelPairs => pairs.every(text => text.isWellFormed()) ? pairs : pairs.map(text => text.toWellFormed());

/** The writer's knowledge of series: which ref labels have, and where a new series goes. Readers keep Postings instead. */
export class SeriesRegistry {
  /** refs by encoded labels */
  private readonly refs = new KnownLabels(Infinity, Infinity);
  private readonly symbols = new SymbolTable();
  private lastSymbol = 0;
  private readonly encoded = new LabelScratch();
  private readonly open = new Map<string, OpenShard>();
  /** above every shard's id */
  private shards = 0;
  /** ids of shards that went before the start, the least one last */
  private readonly free: number[] = [];
  /** one byte a shard that went since the start */
  private gone = new Uint8Array(0);
  anyGone = false;
  /** of each series, in the order of `refs` */
  private seqs = new Uint32Array(256);
  private lastSeq = 0;
  private readonly reader: SeriesReader;
  private readonly chunks: SeriesChunks;
  private readonly writer: SeriesWriter;
  /** who hears of damage while it is read; null once that is done */
  private unread: OnDamage | null;
  private readonly unreadSeries: number;

  /** fresh: nobody can hold the ref of a series that went before, so that the ids of its shard may be given again */
  constructor(reader: SeriesReader, chunks: SeriesChunks, writer: SeriesWriter, { damaged, fresh }: { readonly damaged: OnDamage; readonly fresh: boolean }) {
    this.reader = reader;
    this.chunks = chunks;
    this.writer = writer;
    this.unread = damaged;
    this.unreadSeries = chunks.seriesCount();
    this.lastSeq = chunks.lastSeq();
    const ids = new Set(reader.shards().map(({ id }) => id));
    for (const id of ids) this.shards = Math.max(this.shards, id + 1);
    if (fresh) for (let id = this.shards - 1; id >= 0; id--) if (!ids.has(id)) this.free.push(id);
    if (this.unreadSeries <= READ_AT_ONCE) this.read();
  }

  /** Reads what is stored, unless that is done. A million series take a second: who only wants to read need not wait for it. */
  read(): void {
    if (!this.unread) return;
    this.load(this.unread);
    this.unread = null;
  }

  get seriesCount(): number { return this.unread ? this.unreadSeries : this.refs.size; }
  get shardCount(): number { return this.shards; }

  /**
   * A ref for each series, NO_REF for new ones beyond `most` in all. New ones are sorted by group and labels, so that neighbours in a shard are alike.
   * Runs inside the caller's transaction; `undo` takes the new ones back out of memory when that fails.
   */
  resolve(series: readonly LabelPairs[], most = Infinity): { refs: Uint32Array; undo: () => void } {
    this.read();
    const refs = new Uint32Array(series.length);
    const fresh: Fresh[] = [];
    series.forEach((given, at) => {
      const pairs = wellFormed(given);
      const ref = this.refOf(pairs);
      if (ref === undefined) fresh.push({ key: pairsKey(pairs), group: groupOf(pairs), pairs, at });
      else refs[at] = ref;
    });
    const undo = this.remember();
    fresh.sort((a, b) => a.group < b.group ? -1 : a.group > b.group ? 1 : a.key < b.key ? -1 : a.key > b.key ? 1 : 0);
    try {
      for (const { group, pairs, at } of fresh) refs[at] = this.refs.size < most ? this.make(group, pairs, undo) : this.refOf(pairs) ?? NO_REF;
    } catch (error) {
      undo.run();
      throw error;
    }
    return { refs, undo: undo.run };
  }

  /** Did the shard go since the start? */
  isGone(shard: number): boolean { return this.gone[shard] === 1; }

  markGone(shard: number): void {
    if (shard >= this.gone.length) {
      const larger = new Uint8Array(Math.max(shard + 1, 2 * this.gone.length));
      larger.set(this.gone);
      this.gone = larger;
    }
    this.gone[shard] = 1;
    this.anyGone = true;
    this.shards = Math.max(this.shards, shard + 1);
  }

  /** These ids are not given again: something still speaks of what they were. */
  withhold(shards: ReadonlySet<number>): void {
    for (let i = this.free.length - 1; i >= 0; i--) if (shards.has(this.free[i]!)) this.free.splice(i, 1);
    for (const id of shards) this.shards = Math.max(this.shards, id + 1);
  }

  /** All series of some shards. */
  seriesOf(shards: ReadonlySet<number>): { readonly seq: number; readonly ref: number; readonly pairs: LabelPairs }[] {
    this.read();
    const found: { seq: number; ref: number; pairs: LabelPairs }[] = [];
    let entry = 0;
    this.refs.each((ref, bytes, start, end) => {
      const seq = this.seqs[entry++]!;
      if (shards.has(shardOf(ref))) found.push({ seq, ref, pairs: decodeLabels(bytes.subarray(start, end), id => this.symbols.text(id) ?? '') });
    });
    return found;
  }

  /** The shards went, with all their series; their ids are not given again. */
  forget(shards: ReadonlySet<number>): void {
    let entry = 0;
    let kept = 0;
    this.refs.forget(ref => {
      const seq = this.seqs[entry++]!;
      if (shards.has(shardOf(ref))) return true;
      this.seqs[kept++] = seq;
      return false;
    });
    for (const [group, { id }] of this.open) if (shards.has(id)) this.open.delete(group);
    for (const id of shards) this.markGone(id);
  }

  /** Lets go of the strings that no series has any more. Returns their ids. */
  forgetSymbols(): number[] {
    const used = new Uint32Array((this.symbols.end >>> 5) + 1);
    const mark = (id: number) => { used[id >>> 5]! |= 1 << (id & 31); };
    this.refs.each((_ref, bytes, start, end) => eachLabel(bytes, start, end, (name, value) => { mark(name); mark(value); }));
    const unused: number[] = [];
    this.symbols.keep(id => (used[id >>> 5]! & (1 << (id & 31))) !== 0, id => unused.push(id));
    return unused;
  }

  private keepSeq(entry: number, seq: number): void {
    if (entry === this.seqs.length) {
      const larger = new Uint32Array(2 * entry);
      larger.set(this.seqs);
      this.seqs = larger;
    }
    this.seqs[entry] = seq;
  }

  private refOf(pairs: LabelPairs): number | undefined {
    const { encoded } = this;
    encoded.clear();
    for (const text of pairs) {
      const id = this.symbols.idOf(text);
      if (id === 0) return undefined;
      encoded.push(id);
    }
    const ref = this.refs.find(encoded.view, 0, encoded.length);
    return ref < 0 ? undefined : ref;
  }

  private make(group: string, pairs: LabelPairs, undo: Undo): number {
    const known = this.refOf(pairs); // the same series stood twice in one request
    if (known !== undefined) return known;
    const { encoded } = this;
    encoded.clear();
    for (const text of pairs) encoded.push(this.symbolOf(text, undo));
    let shard = this.open.get(group);
    if (!shard || shard.used === SHARD_SIZE) {
      if (this.free.length === 0 && this.shards >= MAX_SHARDS) throw new AppError('limit', `The store holds ${MAX_SHARDS * SHARD_SIZE} series, its limit; this series is not taken.`);
      const id = this.free.pop() ?? this.shards++;
      undo.groups.push([group, shard, id]);
      shard = { id, used: 0 };
      this.open.set(group, shard);
      this.writer.shard(shard.id, group);
    }
    const ref = shard.id * SHARD_SIZE + shard.used;
    this.writer.series(ref, encoded.bytes.subarray(0, encoded.length), ++this.lastSeq);
    this.keepSeq(this.refs.size, this.lastSeq);
    shard.used++;
    undo.slots.push(shard);
    this.refs.add(encoded.view, 0, encoded.length, ref);
    undo.made++;
    return ref;
  }

  private symbolOf(text: string, undo: Undo): number {
    const known = this.symbols.idOf(text);
    if (known !== 0) return known;
    const id = ++this.lastSymbol;
    undo.symbols.push(id);
    this.writer.symbol(id, text);
    this.symbols.addText(id, text);
    return id;
  }

  private remember(): Undo {
    const undo: Undo = {
      made: 0, symbols: [], slots: [], groups: [],
      run: () => {
        this.lastSeq -= undo.made;
        for (; undo.made > 0; undo.made--) this.refs.undo();
        for (const id of undo.symbols.toReversed()) this.symbols.undo(id);
        this.lastSymbol -= undo.symbols.length;
        for (const shard of undo.slots) shard.used--;
        for (const [group, before, id] of undo.groups.toReversed()) {
          if (id === this.shards - 1) this.shards--; else this.free.push(id);
          if (before) this.open.set(group, before); else this.open.delete(group);
        }
      },
    };
    return undo;
  }

  private load(damaged: OnDamage): void {
    this.lastSymbol = this.chunks.symbolsAfter(0, damaged, (id, bytes, start, end) => this.symbols.add(id, bytes, start, end));
    const groups = this.reader.shards();
    const used = new Uint8Array(this.shards);
    let whole = true;
    const unread = (sentence: string) => { whole = false; damaged(sentence); };
    let view: DataView = new DataView(new ArrayBuffer(0));
    this.chunks.seriesAfter(0, unread, (seq, ref, bytes, start, end) => {
      this.keepSeq(this.refs.size, seq);
      if (view.buffer !== bytes.buffer) view = new DataView(bytes.buffer);
      this.refs.add(view, start, end, ref);
      used[shardOf(ref)] = Math.max(used[shardOf(ref)] ?? 0, slotOf(ref) + 1);
    });
    if (!whole) return; // a damaged row had a place, too: all begin in new shards, so that none comes by another's samples
    for (const { id, grp } of groups) if (used[id]! < SHARD_SIZE) this.open.set(grp, { id, used: used[id]! });
  }
}

/** Encoded labels while they are put together; see `encodeLabels`. */
class LabelScratch {
  bytes = new Uint8Array(256);
  view = new DataView(this.bytes.buffer);
  length = 0;

  clear(): void { this.length = 0; }

  push(id: number): void {
    if (this.length + 8 > this.bytes.length) this.grow();
    let rest = id;
    for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) this.bytes[this.length++] = (rest % 0x80) | 0x80;
    this.bytes[this.length++] = rest;
  }

  private grow(): void {
    const larger = new Uint8Array(this.bytes.length * 2);
    larger.set(this.bytes);
    this.bytes = larger;
    this.view = new DataView(larger.buffer);
  }
}

interface Fresh { readonly key: string; readonly group: string; readonly pairs: LabelPairs; readonly at: number }
interface Undo {
  made: number; readonly symbols: number[]; readonly slots: OpenShard[]; readonly groups: [group: string, before: OpenShard | undefined, id: number][];
  run(): void;
}
