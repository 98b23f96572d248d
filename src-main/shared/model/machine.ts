import { z } from 'zod';
import type { AccountId, CloudMachine, MachineAction, PowerState } from './cloud.ts';

/** Where a machine is known from; for one that a cloud tells of, that cloud. */
export const SourceName = z.enum(['self', 'prometheus', 'ssh', 'aws']);
export type SourceName = z.infer<typeof SourceName>;

/** `provider/region/native-id`, each part percent-encoded; for a scraped machine `prometheus/<job>/<instance>`, for one watched by SSH `ssh/<job>/<instance>`, for this computer `self/self/<instance>`, for a cloud's `<cloud>/<region>/<its own id>`. */
export const MachineId = z.string().regex(/^[a-z]+\/[^/]+\/[^/]+$/).brand<'MachineId'>();
export type MachineId = z.infer<typeof MachineId>;

export type MachineState = 'ok' | 'warn' | 'critical' | 'unknown';

/** One thing that is wrong, with what a sentence about it needs. `value` is a ratio 0..1 for cpu, memory, swap and disk; `subject` a mount point or device. */
export interface Problem {
  readonly kind: 'down' | 'silent' | 'paused' | 'stopped' | 'terminated' | 'missing' | 'cpu' | 'memory' | 'swap' | 'disk' | 'pressure';
  readonly level: 'warn' | 'critical' | 'unknown';
  readonly value?: number;
  readonly subject?: string;
  /** unix ms since when it lasts, where known; for down, silent and paused: of the last good sample; for missing: of the first list without it */
  readonly since?: number;
  /** unix ms at which a file system will be full at its present pace */
  readonly until?: number;
}

/** A figure of now; null when it was measured before but is not now. Its course is asked for apart: `MachineCourses`. */
export interface Meter { readonly last: number | null }

export const METERS = ['cpu', 'memory', 'disk', 'network'] as const;
export type MeterName = (typeof METERS)[number];

/** The courses of one machine's figures: evenly spaced, the last point is now, NaN where nothing was measured; null: never measured in that time. */
export interface MachineCourses extends Readonly<Record<MeterName, Float64Array | null>> { readonly id: MachineId }

/** Many machines' figure as one: the median now, and the course of median, least and most. NaN where none was measured. Of an even number, the upper of the two middle ones. */
export interface Spread { readonly last: number | null; readonly median: Float64Array; readonly low: Float64Array; readonly high: Float64Array }
/** null: no machine has the figure */
export type Spreads = Readonly<Record<MeterName, Spread | null>>;

export interface MachineRow {
  readonly id: MachineId;
  readonly name: string;
  readonly source: SourceName;
  readonly job: string;
  readonly instance: string;
  readonly state: MachineState;
  readonly problems: readonly Problem[];
  /** unix ms of the newest sample, null before the first */
  readonly seen: number | null;
  /** busy share of all cores, 0..1 */
  readonly cpu: Meter | null;
  /** used share, 0..1 */
  readonly memory: Meter | null;
  /** used share of the fullest file system, 0..1, and which it is */
  readonly disk: (Meter & { readonly subject: string }) | null;
  /** bytes per second, in and out summed */
  readonly network: Meter | null;
  readonly cores: number | null;
  readonly memoryBytes: number | null;
  readonly os: string | null;
  readonly kernel: string | null;
  readonly bootTime: number | null;
  /** of the SSH host; '' for none */
  readonly group: string;
  /** of its cloud, and of the SSH host */
  readonly tags: Readonly<Record<string, string>>;
  /** host names and addresses it is known under */
  readonly addresses: readonly string[];
  /** other ids that mean this machine */
  readonly also: readonly MachineId[];
  /** what its cloud tells of it; null when it is in none */
  readonly cloud: CloudFacts | null;
}

/** What a cloud tells of a machine, as far as a list shows it. */
export interface CloudFacts {
  readonly id: MachineId;
  readonly accountId: AccountId;
  /** the account's name */
  readonly account: string;
  readonly region: string;
  readonly zone: string;
  readonly nativeId: string;
  readonly power: PowerState;
  readonly size: string;
  /** unix ms */
  readonly launchedAt: number | null;
  /** unix ms of the first list it stood in */
  readonly firstSeen: number;
  /** unix ms of the first list it did not stand in any more; null while it does */
  readonly missingSince: number | null;
}

/** One machine with all that is known of it. */
export interface MachineDetail {
  readonly row: MachineRow;
  /** as its cloud told last; null when it is in none */
  readonly machine: CloudMachine | null;
  /** what can be done to it in its power state */
  readonly actions: readonly MachineAction[];
  /** why nothing can be done to it, when its account can't be asked */
  readonly unable: string | null;
  /** ids of what it was joined from by hand, and of what was kept apart from it */
  readonly joined: readonly MachineId[];
  readonly apart: readonly MachineId[];
}
