import { z } from 'zod';
import { action, query, returns } from '../rpc/contract.ts';

export interface StoreStats {
  readonly series: number;
  readonly shards: number;
  /** samples in sealed rows and in the head */
  readonly samples: number;
  readonly headSamples: number;
  readonly rows: number;
  readonly lateRows: number;
  readonly walRows: number;
  readonly walBytes: number;
  /** bytes of sealed rows' blobs; files on disk with SQLite's own WAL */
  readonly blobBytes: number;
  readonly fileBytes: number;
  /** unix ms of the oldest and newest sample; null when empty */
  readonly oldest: number | null;
  readonly newest: number | null;
  /** rows that failed their CRC since the start */
  readonly damagedRows: number;
  readonly samplesAppended: number;
  readonly lateSamples: number;
}

export interface CheckReport {
  readonly rows: number;
  readonly samples: number;
  /** what is damaged, one sentence each, naming table, key and reason; the first 1,000 */
  readonly damage: readonly string[];
  readonly damaged: number;
}

export const store = {
  stats: query('store:read', z.object({}), returns<StoreStats>()),
  check: query('store:read', z.object({}), returns<CheckReport>()),
  /** seals everything and ends when done */
  compact: action('store:admin', z.object({}), returns<StoreStats>()),
};
