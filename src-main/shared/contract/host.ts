import { z } from 'zod';
import { IngestLimits } from '../model/ingestlimits.ts';
import { action, query, returns, stream } from '../rpc/contract.ts';
import type { VaultStatus } from './vault.ts';

export interface HostInfo {
  readonly version: string;
  readonly workspace: string;
  readonly door: 'electron' | 'headless';
  readonly platform: string;
  readonly nodeVersion: string;
  readonly startedAt: number;
  readonly dataDir: string;
  /** the `instance` label of this computer, null with --no-self */
  readonly selfInstance: string | null;
  /** name and permissions of who asks */
  readonly caller: { readonly name: string; readonly permissions: readonly string[] };
}

/** What the status bar shows. */
export interface HostStatus {
  readonly time: number;
  readonly series: number;
  readonly samplesPerSecond: number;
  readonly storeBytes: number;
  readonly budgetBytes: number;
  /** days until the budget is full at the present rate; null when unknown or never */
  readonly daysLeft: number | null;
  readonly targetsUp: number;
  readonly targetsTotal: number;
  /** SSH hosts that are not paused */
  readonly hostsUp: number;
  readonly hostsTotal: number;
  readonly probesUp: number;
  readonly probesTotal: number;
  readonly vault: Pick<VaultStatus, 'kind' | 'locked' | 'entries' | 'problem'>;
  /** null while all is well */
  readonly trouble: string | null;
}

export const Settings = z.object({
  /** bytes the samples may take on disk; the oldest go first */
  budgetBytes: z.int().min(16 * 1024 * 1024),
  /** ms a sample is kept; 0 = no limit */
  retentionMs: z.int().min(0),
  /** process: what is acknowledged survives a killed process; power: a power cut too */
  durability: z.enum(['process', 'power']),
  limits: IngestLimits,
});
export type Settings = z.infer<typeof Settings>;
/** What of them the store itself goes by. */
export type StoreSettings = Omit<Settings, 'limits'>;
/** A change names what is to be different, of the limits too. */
export const SettingsChange = Settings.partial().extend({ limits: IngestLimits.partial().optional() });
export type SettingsChange = z.infer<typeof SettingsChange>;

/** One line of the diagnostics: what was looked at, whether it is as it should be, and the figures of the sentence that says so. Sizes in bytes. */
export type Finding = { readonly ok: boolean } & (
  | { readonly subject: 'folder'; readonly figures: { readonly path: string } }
  | { readonly subject: 'disk'; readonly figures: { readonly free: number; readonly wanted: number } }
  | { readonly subject: 'store'; readonly figures: { readonly samples: number; readonly series: number; readonly damagedRows: number } }
  | { readonly subject: 'audit'; readonly figures: { readonly records: number; /** the first record that does not fit */ readonly broken: number | null } }
  | { readonly subject: 'targets'; readonly figures: { readonly total: number; readonly down: readonly string[] } }
  /** by SSH; those that do not answer with the step they fail at */
  | { readonly subject: 'hosts'; readonly figures: { readonly total: number; readonly down: readonly string[] } }
  | { readonly subject: 'vault'; readonly figures: Pick<VaultStatus, 'locked' | 'entries' | 'problem'> }
  /** could not be looked at, and why */
  | { readonly subject: 'folder' | 'disk' | 'store' | 'audit' | 'targets' | 'hosts' | 'vault'; readonly figures: null; readonly failure: string }
);

export const host = {
  info: query('host:read', z.object({}), returns<HostInfo>()),
  status: stream('host:read', z.object({}), returns<HostStatus>()),
  settings: query('host:read', z.object({}), returns<Settings>()),
  change: action('host:write', SettingsChange, returns<Settings>()),
  diagnostics: query('host:read', z.object({}), returns<readonly Finding[]>()),
  /** our own metrics as exposition text 0.0.4 */
  metrics: query('metrics:read', z.object({}), returns<string>()),
  /** stands for the page and its files: no handler of its own, the door asks the guard with it */
  page: query('host:read', z.object({}), returns<null>()),
};
