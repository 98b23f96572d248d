import { z } from 'zod';
import type { Labels } from './labels.ts';
import { RelabelRule } from './relabel.ts';
import { HostId } from './sshhost.ts';

const LabelName = z.string().regex(/^[a-zA-Z_][a-zA-Z0-9_]*$/, 'a label name has letters, digits and _ and begins with no digit').refine(name => !name.startsWith('__'), 'names that begin with __ are reserved');

const HiddenName = z.string().regex(/^__[a-zA-Z0-9_]*$/, 'names that only relabelling sees begin with __');
const Relabelling = z.array(RelabelRule).max(500).default([]);

function withoutCredentials(text: string): boolean {
  const url = URL.parse(text);
  return url === null || (url.username === '' && url.password === '');
}

/** How a target is told who asks. The password or token itself lies in the vault. */
const TargetAuth = z.object({
  kind: z.enum(['none', 'basic', 'bearer']).default('none'),
  /** for `basic` */
  username: z.string().max(1000).refine(name => !/[:\p{Cc}]/u.test(name), 'a user name has no colon and no control characters').default(''),
});

/** One endpoint that is scraped. Durations in ms; limits 0 = none. Names follow Prometheus's scrape_config. */
export const TargetConfig = z.object({
  /** the `job` label; targets of one kind share it */
  job: z.string().trim().min(1).max(200),
  url: z.url({ protocol: /^https?$/ }).max(2000).refine(withoutCredentials, 'a user name or password does not belong into a URL: it would be shown and written down'),
  /** the `instance` label; host:port of the URL when left out */
  instance: z.string().trim().max(500).optional(),
  intervalMs: z.int().min(1000).max(86_400_000).default(15_000),
  timeoutMs: z.int().min(100).max(86_400_000).default(10_000),
  labels: z.record(LabelName, z.string().max(2000)).default({}),
  /** `__meta_…` and the like, as a discovery gave them: seen by `relabelConfigs`, by nothing else */
  hiddenLabels: z.record(HiddenName, z.string().max(10_000)).default({}),
  /** done to the target's labels, `__address__` and its like included, before it is scraped */
  relabelConfigs: Relabelling,
  /** done to every series of its pages, together with the target's labels */
  metricRelabelConfigs: Relabelling,
  honorLabels: z.boolean().default(false),
  honorTimestamps: z.boolean().default(true),
  followRedirects: z.boolean().default(false),
  bodyLimitBytes: z.int().min(0).default(16 * 1024 * 1024),
  sampleLimit: z.int().min(0).default(100_000),
  tls: z.object({
    /** PEM text of the authority that signed the server's certificate */
    ca: z.string().max(200_000).optional(),
    serverName: z.string().max(300).optional(),
    insecureSkipVerify: z.boolean().default(false),
    /** PEM text of the certificate we show, with the ones between it and its authority; its key lies in the vault */
    cert: z.string().max(200_000).optional(),
  }).default({ insecureSkipVerify: false }),
  auth: TargetAuth.prefault({}),
  /** the SSH host through which it is reached, which then also looks up its name; '' = from here */
  via: z.union([HostId, z.literal('')]).default(''),
  /** absolute path of a unix socket, here or at `via`, in place of the URL's host and port; '' = none */
  unixSocket: z.string().max(4000).refine(path => path === '' || path.startsWith('/') && !path.includes('\0'), 'the path of a socket begins with /').default(''),
}).refine(target => target.timeoutMs <= target.intervalMs, { message: 'the timeout must not be longer than the interval', path: ['timeoutMs'] });
export type TargetConfig = z.infer<typeof TargetConfig>;
export type TargetInput = z.input<typeof TargetConfig>;

export const TargetId = z.string().regex(/^[a-z0-9-]{1,64}$/).brand<'TargetId'>();
export type TargetId = z.infer<typeof TargetId>;

/** dropped: relabelling leaves it out, so it is not scraped */
export type TargetHealth = 'unknown' | 'up' | 'down' | 'paused' | 'dropped';

/** A target with what its last scrape gave. `self` and `own` are this computer and our own metrics, `found` is named by a file of targets: shown, not edited. */
export interface TargetState {
  readonly id: TargetId;
  readonly kind: 'self' | 'own' | 'scrape' | 'found';
  readonly config: TargetConfig;
  readonly health: TargetHealth;
  /** what its series carry, relabelling done; of a dropped one, without relabelling */
  readonly labels: Labels;
  /** where it is asked: the configuration's URL unless relabelling has changed it */
  readonly url: string;
  /** the rule of relabelConfigs, from 0, that drops it */
  readonly droppedBy: number | null;
  /** unix ms at which the last scrape began; null before the first */
  readonly lastScrape: number | null;
  readonly lastDurationMs: number | null;
  /** named error and its sentence; null when the last scrape was good */
  readonly lastError: { readonly code: string; readonly message: string } | null;
  /** samples of the last page; and how many of its series were new */
  readonly samples: number;
  readonly added: number;
}

/** One step of a connection test, in order; after a failed step no other follows. `vault` comes where there is a secret to read, `ssh` in place of `name` and `connect`. */
export interface TestStep {
  readonly step: 'address' | 'vault' | 'name' | 'ssh' | 'connect' | 'tls' | 'request' | 'page';
  readonly ok: boolean;
  readonly ms: number;
  /** what was found or what went wrong, one sentence */
  readonly detail: string;
  /** names what went wrong, as a target's last error does */
  readonly code?: string;
}
