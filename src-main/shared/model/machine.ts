import { z } from 'zod';

/** Where a machine is known from. Clouds join here. */
export const SourceName = z.enum(['self', 'prometheus', 'ssh']);
export type SourceName = z.infer<typeof SourceName>;

/** `provider/region/native-id`, each part percent-encoded; for a scraped machine `prometheus/<job>/<instance>`, for one watched by SSH `ssh/<job>/<instance>`, for this computer `self/self/<instance>`. */
export const MachineId = z.string().regex(/^[a-z]+\/[^/]+\/[^/]+$/).brand<'MachineId'>();
export type MachineId = z.infer<typeof MachineId>;

export type MachineState = 'ok' | 'warn' | 'critical' | 'unknown';

/** One thing that is wrong, with what a sentence about it needs. `value` is a ratio 0..1 for cpu, memory, swap and disk; `subject` a mount point or device. */
export interface Problem {
  readonly kind: 'down' | 'silent' | 'paused' | 'cpu' | 'memory' | 'swap' | 'disk' | 'pressure';
  readonly level: 'warn' | 'critical' | 'unknown';
  readonly value?: number;
  readonly subject?: string;
  /** unix ms since when it lasts, where known; for down, silent and paused: of the last good sample */
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
}
