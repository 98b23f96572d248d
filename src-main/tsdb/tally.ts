/** What the store has done since it was opened; each only rises. */
export interface Tally {
  /** shards that were sealed, and rows and bytes that this wrote */
  seals: number;
  sealedRows: number;
  sealedBytes: number;
  /** rows and late rows that retention took away */
  expiredRows: number;
  /** steps of compaction and of rolling up */
  compactions: number;
  /** series that went because nothing was stored of them any more */
  droppedSeries: number;
}

export const newTally = (): Tally => ({ seals: 0, sealedRows: 0, sealedBytes: 0, expiredRows: 0, compactions: 0, droppedSeries: 0 });
