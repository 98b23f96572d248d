import { SampleTable } from './table.ts';
import { WalChain } from './wal.ts';

/** Samples of unsealed rows and what sealing left behind, for one shard. */
export class HeadShard {
  readonly id: number;
  /** newer than everything sealed */
  readonly main = new SampleTable();
  /** not newer than `sealedTo`: merged by readers, kept in rows of their own */
  readonly late = new SampleTable();
  readonly chain = new WalChain();
  /** newest time of the sealed rows, unix ms; -Infinity before the first */
  sealedTo = -Infinity;
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
}
