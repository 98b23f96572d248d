import type { WalTable } from '../store/wal.ts';
import type { SampleBuffer } from './samplebuffer.ts';
import { SHARD_SIZE } from './registry.ts';
import { CHAIN_SPAN, isNews, readWalRow, WalChain } from './wal.ts';

/** What came of reading on. */
export interface Followed {
  /** id of the last row that was read, or what was given when nothing is new */
  readonly to: number;
  /** rows that should have come next are there no more: what they held has to be read from the store */
  readonly gap: boolean;
  /** rows that are damaged, or rest on ones that are */
  readonly unreadable: number;
}

/** Reads what was written in the order of its writing, each sample once. One for each reader with a place of its own. */
export class Follower {
  private readonly table: WalTable;
  private readonly chains = new Map<number, WalChain>();
  /** up to which row the chains know what was said; NaN when nowhere */
  private at = Number.NaN;

  constructor(table: WalTable) { this.table = table; }

  /**
   * Puts the samples of the rows after `after` into `into`, row by row until there are `most` samples, or the row `until` was read.
   * A row is never cut: there may be more than `most`. What earlier rows have said already is left out.
   */
  read(after: number, until: number, most: number, into: SampleBuffer): Followed {
    const warm = after !== this.at;
    if (warm) this.chains.clear();
    let to = after;
    let unreadable = 0;
    const damaged = () => { unreadable++; };
    for (const { id, blob } of this.table.after(warm ? Math.max(0, after - CHAIN_SPAN - 1) : after, damaged)) {
      if (id > until) break;
      if (id <= after) { this.take(id, blob, null); continue; }
      if (id !== to + 1 && unreadable === 0) {
        this.at = Number.NaN;
        return { to, gap: true, unreadable };
      }
      if (this.take(id, blob, isNews(blob) ? into : null) > 0) unreadable++;
      to = id;
      if (into.length >= most) break;
    }
    this.at = to;
    return { to, gap: false, unreadable };
  }

  /** How many shards of the row could not be read. */
  private take(id: number, blob: Uint8Array, into: SampleBuffer | null): number {
    const chainOf = (shard: number): WalChain => {
      let chain = this.chains.get(shard);
      if (!chain) this.chains.set(shard, chain = new WalChain());
      return chain;
    };
    return readWalRow(id, blob, chainOf, (shard, time, present, { lastBits }) => {
      if (into === null) return;
      for (let rest = present; rest !== 0; rest &= rest - 1) {
        const slot = 31 - Math.clz32(rest & -rest);
        into.add(shard * SHARD_SIZE + slot, time, lastBits[2 * slot]!, lastBits[2 * slot + 1]!);
      }
    }).length;
  }
}
