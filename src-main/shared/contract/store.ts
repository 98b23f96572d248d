import { z } from 'zod';
import { action, query, returns } from '../rpc/contract.ts';
import { secret } from '../rpc/secret.ts';

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

/** A whole backup: both databases at one moment, and a manifest. Times in unix ms. */
export interface Backup {
  readonly folder: string;
  /** the last part of `folder` */
  readonly name: string;
  readonly madeAt: number;
  readonly bytes: number;
  /** passphrase: the vault is in it and opens with a passphrase; none: no secret is */
  readonly vault: 'none' | 'passphrase';
  readonly version: string;
  /** lies in the workspace's own folder of snapshots and can be deleted from here */
  readonly own: boolean;
}
export interface BackupRun { readonly folder: string; readonly copiedBytes: number; readonly totalBytes: number; readonly startedAt: number }
export interface Backups {
  readonly running: BackupRun | null;
  /** those that can be found now, newest first */
  readonly kept: readonly Backup[];
  /** where they go that no folder is named for */
  readonly folder: string;
}

const BackupInput = z.object({
  /** absolute, on the host's computer; empty or not there yet. A new one among the snapshots when left out */
  folder: z.string().min(1).max(4000).optional(),
  /** takes the secrets along, closed under a passphrase */
  vault: z.boolean().default(false),
  /** for the copy of the vault; one whose vault is under a passphrase already needs none */
  passphrase: secret(z.string().min(8).max(1000)).optional(),
});
export type BackupInput = z.infer<typeof BackupInput>;

export const store = {
  stats: query('store:read', z.object({}), returns<StoreStats>()),
  check: query('store:read', z.object({}), returns<CheckReport>()),
  /** brings everything to its final form, sealed, merged and cold, gives back what is free, and ends when done */
  compact: action('store:admin', z.object({}), returns<StoreStats>()),
  backups: query('store:read', z.object({}), returns<Backups>()),
  /** ends when it is made; leaving the call gives it up */
  backup: action('store:admin', BackupInput, returns<Backup>()),
  /** a backup without secrets, among the snapshots; the name of its folder */
  snapshot: action('store:admin', z.object({}), returns<{ readonly name: string }>()),
  /** deletes one of the snapshots */
  removeSnapshot: action('store:admin', z.object({ name: z.string().max(200) }), returns<null>()),
};
