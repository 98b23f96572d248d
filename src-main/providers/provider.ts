import type { Capabilities, CloudMachine, Identity, PowerAction, Protection, ProviderKind, Receipt } from '../shared/model/cloud.ts';

/**
 * Whoever has machines: an account of a cloud, the hosts reached by SSH, this computer.
 * errors  of every method, AppError: 'unauthorized' (no or wrong credentials), 'expired', 'forbidden' (no permission), 'throttled', 'unreachable', 'timeout',
 *         'not-found', 'conflict' (not in this state), 'provider-refused' with the provider's own text, 'unavailable' (the vault is locked).
 *         Throttling is retried inside, with backoff and an end. An aborted signal rejects with its reason.
 */
export interface Provider {
  readonly kind: ProviderKind;
  readonly capabilities: Capabilities;
  /** Comes by what it logs in with, asking no machine. Returns what a person knows it by again, nothing secret. */
  credentials(signal: AbortSignal): Promise<string>;
  identity(signal: AbortSignal): Promise<Identity>;
  /** Those that are switched on; one of its own for a provider that has none. */
  regions(signal: AbortSignal): Promise<readonly string[]>;
  /** All machines of a region, however many pages that takes. */
  list(region: string, signal: AbortSignal): Promise<readonly CloudMachine[]>;
  /** What guards it. Costs a call or two, so it is asked for one machine at a time. */
  protection(machine: CloudMachine, signal: AbortSignal): Promise<Protection>;
  /**
   * dryRun  only find out whether it is permitted: nothing is changed
   * errors  also AppError 'conflict' when its power state or its protection does not allow it
   */
  act(action: PowerAction, machine: CloudMachine, options: ActOptions, signal: AbortSignal): Promise<Receipt>;
  /** Sets tags and removes others by name. errors: 'provider-refused' where there are none */
  setTags(machine: CloudMachine, change: TagChange, options: ActOptions, signal: AbortSignal): Promise<Receipt>;
  /** null: it keeps none */
  readonly metrics: MetricSource | null;
  /** Lets go of connections. */
  close(): void;
}

export interface ActOptions { readonly dryRun: boolean }
export interface TagChange { readonly set: Readonly<Record<string, string>>; readonly remove: readonly string[] }

/** What a provider measures and keeps of its machines. */
export interface MetricSource {
  /** How long points are kept, finest first: a period in ms, and for how many ms back from now it can be had. */
  readonly kept: readonly { readonly periodMs: number; readonly forMs: number }[];
  /** The newest points appear so many ms late, and may change for so many periods after. */
  readonly delayMs: number;
  readonly rereadPeriods: number;
  /** Points of a window for machines of one region. */
  window(question: MetricWindow, signal: AbortSignal): Promise<MetricAnswer>;
}

export interface MetricWindow {
  readonly region: string;
  readonly machines: readonly CloudMachine[];
  /** names of CLOUD_METRICS */
  readonly metrics: readonly string[];
  /** unix ms; `from` included, `to` not */
  readonly from: number;
  readonly to: number;
  readonly periodMs: number;
  readonly path: 'batch' | 'single';
}

/** Points of one statistic of one machine's metric, as columns of one length: unix ms ascending, values in the metric's unit. */
export interface MetricSeries {
  readonly machine: CloudMachine;
  readonly metric: string;
  readonly statistic: string;
  readonly times: Float64Array;
  readonly values: Float64Array;
}

export interface MetricAnswer {
  readonly series: readonly MetricSeries[];
  /** metrics that the cloud bills this for; 0 on a free path */
  readonly billed: number;
}
