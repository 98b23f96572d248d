import { z } from 'zod';
import type { WireError } from './errors.ts';
import { MachineId } from './machine.ts';

/** Clouds an account can be of. */
export const CLOUD_KINDS = ['aws'] as const;
export const CloudKind = z.enum(CLOUD_KINDS);
export type CloudKind = z.infer<typeof CloudKind>;
/** Whoever can be asked to act on machines: clouds, hosts reached by SSH, this computer. */
export type ProviderKind = CloudKind | 'ssh' | 'self';

export const AccountId = z.string().regex(/^[a-z0-9-]{1,64}$/).brand<'AccountId'>();
export type AccountId = z.infer<typeof AccountId>;

/** What can be done to a machine. The forced ones don't ask its operating system. `stop` of an SSH host is a shutdown. */
export const MACHINE_ACTIONS = ['start', 'stop', 'reboot', 'force-stop', 'force-reboot', 'terminate', 'tag'] as const;
export const MachineAction = z.enum(MACHINE_ACTIONS);
export type MachineAction = z.infer<typeof MachineAction>;
/** All but `tag`, which has values of its own. */
export type PowerAction = Exclude<MachineAction, 'tag'>;

/** A machine's power in one set of words for all clouds. starting, stopping and terminating pass by themselves. */
export type PowerState = 'running' | 'stopped' | 'starting' | 'stopping' | 'terminating' | 'terminated' | 'unknown';
export const isSettled = (power: PowerState): boolean => power !== 'starting' && power !== 'stopping' && power !== 'terminating';

/** What a provider can do, by power state: buttons follow from it. */
export interface Capabilities {
  readonly actions: Readonly<Record<PowerState, readonly MachineAction[]>>;
  /** can say beforehand whether an action is permitted, without doing it */
  readonly dryRun: boolean;
  /** keeps metrics of its own that can be asked for */
  readonly metrics: boolean;
  /** has regions that can be chosen */
  readonly regions: boolean;
}

/** What keeps a machine from being ended by accident, as its cloud says; null: not known */
export interface Protection { readonly terminate: boolean | null; readonly stop: boolean | null }

/** A machine as its cloud tells of it. Addresses without a mask; empty texts where the cloud says nothing. */
export interface CloudMachine {
  readonly id: MachineId;
  readonly provider: ProviderKind;
  readonly accountId: AccountId;
  readonly region: string;
  /** as the cloud calls it: `i-0abc…` */
  readonly nativeId: string;
  /** its Name tag, or else its native id */
  readonly name: string;
  readonly power: PowerState;
  /** the cloud's own word for its power: `shutting-down` */
  readonly nativePower: string;
  readonly zone: string;
  /** the cloud's word for its size: `t3.micro` */
  readonly size: string;
  readonly image: string;
  readonly architecture: string;
  readonly platform: string;
  readonly network: string;
  readonly privateAddresses: readonly string[];
  readonly publicAddresses: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
  /** unix ms; null when the cloud does not say */
  readonly launchedAt: number | null;
  /** the finest period, in ms, at which its cloud keeps metrics of it: 60,000 with detailed monitoring, else 300,000; null: none */
  readonly metricPeriodMs: number | null;
}

/** As it is kept. */
export const CloudMachine: z.ZodType<CloudMachine> = z.object({
  id: MachineId, provider: z.enum([...CLOUD_KINDS, 'ssh', 'self']), accountId: AccountId, region: z.string(), nativeId: z.string(), name: z.string(),
  power: z.enum(['running', 'stopped', 'starting', 'stopping', 'terminating', 'terminated', 'unknown']), nativePower: z.string(), zone: z.string(), size: z.string(),
  image: z.string(), architecture: z.string(), platform: z.string(), network: z.string(), privateAddresses: z.array(z.string()), publicAddresses: z.array(z.string()),
  tags: z.record(z.string(), z.string()), launchedAt: z.number().nullable(), metricPeriodMs: z.number().nullable(),
});

/** `provider/region/native-id`, each part percent-encoded. errors: none; a native id of a cloud has no slash once encoded */
export const machineIdOf = (provider: ProviderKind, region: string, nativeId: string): MachineId =>
  [provider, region, nativeId].map(encodeURIComponent).join('/') as MachineId;

/** What became of an action, as the cloud answered. */
export interface Receipt {
  /** the cloud's id of the request; '' where it has none */
  readonly requestId: string;
  /** HTTP's status, or a command's exit code */
  readonly status: number;
  /** what was asked, for a shell; keys stand in variables, never in the text */
  readonly request: string;
  /** what the cloud said, in a few words: `running -> stopping` */
  readonly detail: string;
}

/** How an account comes by its credentials. The methods of each kind stand in `accountkinds.ts`. */
export const Credential = z.object({
  method: z.string().regex(/^[a-z-]{1,40}$/),
  /** what is not secret, by the name of the field: `profile`, `accessKeyId`, `roleArn` */
  fields: z.record(z.string().regex(/^[a-zA-Z]{1,40}$/), z.string().trim().max(2000)).default({}),
});
export type Credential = z.infer<typeof Credential>;

/** Which metrics of an account's machines are fetched, how, and what that may cost. */
export const Polling = z.object({
  enabled: z.boolean().default(false),
  /** batch: many metrics a call, billed by the metric. single: a call for each, free up to a number of calls a month */
  path: z.enum(['batch', 'single']).default('batch'),
  intervalMs: z.int().min(60_000).max(86_400_000).default(300_000),
  /** names of CLOUD_METRICS */
  metrics: z.array(z.string().max(200)).max(100).default([]),
  /** US dollars a calendar month (UTC); above it fetching slows down so that the month stays within. 0: no bound */
  budget: z.number().min(0).max(1_000_000).default(0),
});
export type Polling = z.infer<typeof Polling>;

export const AccountConfig = z.object({
  kind: CloudKind,
  /** the `account` label and the name on the page */
  name: z.string().trim().min(1).max(200),
  credential: Credential,
  /** empty: the cloud's own; else where all its services are asked */
  endpoint: z.union([z.literal(''), z.url({ protocol: /^https?$/ }).max(2000)]).default(''),
  /** where the cloud is asked who we are and which regions there are */
  homeRegion: z.string().trim().regex(/^[a-z0-9-]{0,60}$/).default(''),
  /** empty: all that are switched on */
  regions: z.array(z.string().regex(/^[a-z0-9-]{1,60}$/)).max(100).default([]),
  /** between two lists of a region */
  intervalMs: z.int().min(30_000).max(86_400_000).default(300_000),
  polling: Polling.prefault({}),
});
export type AccountConfig = z.infer<typeof AccountConfig>;
export type AccountInput = z.input<typeof AccountConfig>;

/** As whom the cloud knows us. */
export interface Identity { readonly account: string; readonly user: string }

export interface RegionState {
  readonly region: string;
  readonly health: 'unknown' | 'ok' | 'failing';
  /** of the last list that came */
  readonly machines: number;
  /** unix ms of the last list that came; null before the first */
  readonly listedAt: number | null;
  readonly durationMs: number | null;
  readonly error: WireError | null;
  /** unix ms since when it fails; null while it does not */
  readonly failingSince: number | null;
}

/** Calls and cost of this calendar month (UTC). */
export interface AccountUsage {
  /** `2026-11` */
  readonly month: string;
  /** by the cloud's name of the operation, each attempt counted */
  readonly calls: Readonly<Record<string, number>>;
  /** metrics that the batch path has been billed for */
  readonly billedMetrics: number;
  /** US dollars at list price */
  readonly cost: number;
}

/** How the fetching of metrics goes. */
export interface PollingState {
  /** as the budget allows; null: it does not any more this month, or nothing is fetched */
  readonly intervalMs: number | null;
  readonly lastAt: number | null;
  readonly error: WireError | null;
  /** unix ms up to which all samples are stored, the earliest of its regions; null before the first */
  readonly until: number | null;
}

export interface AccountState {
  readonly id: AccountId;
  readonly config: AccountConfig;
  /** failing: no region answers. partial: some do not. unknown: nothing was asked yet */
  readonly health: 'unknown' | 'ok' | 'partial' | 'failing' | 'paused';
  readonly identity: Identity | null;
  /** why it can't be asked at all: its credentials, the list of its regions; null while that goes well */
  readonly error: WireError | null;
  readonly regions: readonly RegionState[];
  readonly usage: AccountUsage;
  readonly polling: PollingState;
  /** names of the fields whose secrets the vault keeps */
  readonly kept: readonly string[];
}

/** In order; the first that fails ends the test. */
export const ACCOUNT_STEPS = ['credentials', 'identity', 'regions', 'list'] as const;
export type AccountStep = (typeof ACCOUNT_STEPS)[number];
export interface AccountTestStep {
  readonly step: AccountStep;
  /** of step `list`: the region; else '' */
  readonly region: string;
  readonly ok: boolean;
  readonly ms: number;
  /** what was found or what went wrong, one sentence */
  readonly detail: string;
  readonly code: WireError['code'] | null;
  /** of step `list`: how many there are */
  readonly machines: number;
}
