import { SampleTable } from './table.ts';
import { WalChain } from './wal.ts';

/** Samples of unsealed rows and what sealing left behind, for one shard. Times in unix ms. */
export class HeadShard {
  readonly id: number;
  /** newer than everything sealed */
  readonly main = new SampleTable();
  /** not newer than `sealedTo`: merged by readers, kept in rows of their own */
  readonly late = new SampleTable();
  readonly chain = new WalChain();
  /** where the oldest sealed row begins, to 1,024 ms; Infinity when there is none (any more) */
  oldest = Infinity;
  /** where that row ends, once somebody wanted to know; else NaN */
  oldestEnd = Number.NaN;
  /** newest time that was ever sealed; -Infinity before the first */
  sealedTo = -Infinity;
  /** what the late rows span; Infinity and -Infinity when there are none */
  lateFrom = Infinity;
  lateTo = -Infinity;
  /** sealed rows that begin before it are as long as they get; -Infinity when none is known to be */
  mergedTo = -Infinity;
  /** the same rows, as small as they get */
  coldTo = -Infinity;
  /** times sealed since rows were merged; Infinity when nobody has looked yet */
  unmerged = Infinity;
  /** newest time of the next row that age makes cold; -Infinity when nobody has looked yet */
  coldNext = -Infinity;
  /** all of it, the newest rows too, is as small as it gets, before more is sealed */
  settled = false;
  /** nothing of the late rows can be folded, before more is sealed */
  folded = false;
  /** by level of rollups: the window from which on nothing is rolled up yet; NaN when nobody has looked */
  readonly rolled: [fine: number, coarse: number] = [Number.NaN, Number.NaN];
  /** write-ahead rows up to this id hold nothing of this shard that is not sealed */
  sealedWal = 0;
  /** the same for its late samples alone */
  lateWal = 0;
  /** oldest write-ahead row that holds unsealed samples; 0 = none */
  firstWal = 0;
  /** when the last sample came, unix ms of our clock */
  touched = 0;
  /** rows at which the next seal is due: spread at first, so that shards born together are not sealed together */
  sealAt: number;

  constructor(id: number, sealAt: number) {
    this.id = id;
    this.sealAt = sealAt;
  }

  get empty(): boolean { return this.main.rows === 0 && this.late.rows === 0; }
  tableFor(time: number): SampleTable { return time > this.sealedTo ? this.main : this.late; }

  /** Of everything that is stored or in the head; Infinity and -Infinity when there is nothing. */
  get from(): number { return Math.min(this.oldest, this.lateFrom, this.main.from, this.late.from); }
  get to(): number { return Math.max(this.oldest < Infinity ? this.sealedTo : -Infinity, this.lateTo, this.main.to, this.late.to); }

  /** Does something of it span a part of from..to? Gaps in between are not known. */
  spans(from: number, to: number): boolean {
    return (this.oldest <= to && this.sealedTo >= from) || (this.lateFrom <= to && this.lateTo >= from)
      || (this.main.from <= to && this.main.to >= from) || (this.late.from <= to && this.late.to >= from);
  }
}
