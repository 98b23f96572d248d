import { z } from 'zod';
import { MetricName } from './relabel.ts';

export const HostId = z.string().regex(/^[a-z0-9-]{1,64}$/).brand<'HostId'>();
export type HostId = z.infer<typeof HostId>;

/** What a scrape over SSH may read. `self` reads the same on this computer. */
export const HOST_COLLECTORS = ['cpu', 'load', 'memory', 'vmstat', 'filesystem', 'disk', 'network', 'pressure', 'sockets', 'files', 'system', 'processes', 'services', 'ports'] as const;
export const HostCollector = z.enum(HOST_COLLECTORS);
export type HostCollector = z.infer<typeof HostCollector>;

/** A command of the user's, run on the host; its output becomes series. */
export const UserCommand = z.object({
  /** of the metric; for `pairs` its prefix */
  name: MetricName,
  command: z.string().min(1).max(4000),
  /** number: one number. pairs: lines `key value`, the key becomes label `key`. exposition: Prometheus text */
  format: z.enum(['number', 'pairs', 'exposition']).default('number'),
  unit: z.string().max(40).default(''),
  intervalMs: z.int().min(5000).max(86_400_000).default(60_000),
  timeoutMs: z.int().min(100).max(300_000).default(10_000),
  maxBytes: z.int().min(16).max(4 * 1024 * 1024).default(64 * 1024),
});
export type UserCommand = z.infer<typeof UserCommand>;

/** How to get in; tried in this order: agent, key files, a key kept in the vault, password, keyboard-interactive. */
export const HostAuth = z.object({
  agent: z.boolean().default(true),
  /** paths of private keys; `~` is the home folder. A certificate beside one (`-cert.pub`) is used */
  keyFiles: z.array(z.string().min(1).max(4000)).max(20).default([]),
  /** each true when its secret lies in the vault */
  key: z.boolean().default(false),
  password: z.boolean().default(false),
  interactive: z.boolean().default(false),
});
export type HostAuth = z.infer<typeof HostAuth>;

/** A machine that is reached by SSH, nothing installed on it. Durations in ms. */
export const SshHostConfig = z.object({
  /** the `instance` label and the name on the page */
  name: z.string().trim().min(1).max(200),
  /** host name or IP address */
  address: z.string().trim().min(1).max(300),
  port: z.int().min(1).max(65535).default(22),
  user: z.string().trim().min(1).max(100),
  auth: HostAuth.prefault({}),
  /** as OpenSSH's ProxyJump: `[user@]host[:port],…`; a name is looked up among our hosts, then in ~/.ssh/config */
  proxyJump: z.string().max(2000).default(''),
  job: z.string().trim().min(1).max(200).default('ssh'),
  group: z.string().trim().max(200).default(''),
  tags: z.record(z.string().max(100), z.string().max(500)).default({}),
  intervalMs: z.int().min(1000).max(86_400_000).default(15_000),
  timeoutMs: z.int().min(500).max(300_000).default(10_000),
  collectors: z.array(HostCollector).default([...HOST_COLLECTORS]),
  commands: z.array(UserCommand).max(50).refine(commands => new Set(commands.map(({ name }) => name)).size === commands.length, 'two commands have the same name').default([]),
});
export type SshHostConfig = z.infer<typeof SshHostConfig>;
export type SshHostInput = z.input<typeof SshHostConfig>;

/** A host key as people compare it. */
export interface HostKey { readonly type: string; /** `SHA256:…` as ssh-keygen -l prints it */ readonly fingerprint: string }

/** A key that waits for the user's word. changed: another one was pinned or known, which it does not match. */
export interface HostKeyQuestion { readonly address: string; readonly port: number; readonly key: HostKey; readonly state: 'unknown' | 'changed'; readonly expected: HostKey | null }

/** In order; the first that fails ends the test, and names what a failed scrape failed at. */
export const SSH_STEPS = ['name', 'tcp', 'kex', 'hostkey', 'login', 'command'] as const;
export type SshStep = (typeof SSH_STEPS)[number];
/** `hop` is the jump host it happened at, empty for the host itself. */
export interface SshTestStep { readonly step: SshStep; readonly hop: string; readonly ok: boolean; readonly ms: number; readonly detail: string; readonly question: HostKeyQuestion | null }

export interface CommandState { readonly name: string; readonly lastRun: number | null; readonly exitCode: number | null; readonly lastMs: number | null; /** first 2,000 characters */ readonly output: string; readonly error: string | null; readonly samples: number }

export interface SshHostState {
  readonly id: HostId;
  readonly config: SshHostConfig;
  readonly paused: boolean;
  readonly health: 'unknown' | 'up' | 'down' | 'paused';
  readonly connection: 'idle' | 'connecting' | 'open' | 'waiting';
  /** unix ms of the next attempt while `waiting` */
  readonly retryAt: number | null;
  readonly lastScrape: number | null;
  readonly lastDurationMs: number | null;
  readonly lastError: { readonly step: SshStep | 'scrape' | 'store'; readonly hop: string; readonly message: string } | null;
  readonly samples: number;
  readonly hostKey: HostKey | null;
  readonly question: HostKeyQuestion | null;
  /** the host's clock minus ours, seconds; null before the first scrape */
  readonly clockSkew: number | null;
  readonly commands: readonly CommandState[];
  /** why a part is empty, one sentence each: `pressure: /proc/pressure is not there (kernel below 4.20)` */
  readonly empty: readonly string[];
}

/** A host found in ~/.ssh/config or known_hosts, ready to be imported. */
export interface HostCandidate { readonly name: string; readonly address: string; readonly port: number; readonly user: string; readonly keyFiles: readonly string[]; readonly proxyJump: string; readonly source: string; readonly known: boolean; /** what of its configuration we leave out, in words */ readonly leftOut: readonly string[]; readonly imported: boolean }
