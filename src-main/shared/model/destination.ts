import { z } from 'zod';
import { RelabelRule } from './relabel.ts';

export const DestinationId = z.string().regex(/^[a-z0-9-]{1,64}$/).brand<'DestinationId'>();
export type DestinationId = z.infer<typeof DestinationId>;

const LabelName = z.string().regex(/^[a-zA-Z_][a-zA-Z0-9_]*$/, 'a label name has letters, digits and _ and begins with no digit').refine(name => !name.startsWith('__'), 'names that begin with __ are reserved');
/** RFC 9110: a token; those that say how the request is framed are ours. */
const HeaderName = z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,200}$/, 'this is no name of a header')
  .refine(name => !/^(content-.*|host|connection|transfer-encoding|user-agent|authorization|x-prometheus-remote-write-version)$/i.test(name), 'this header is set by the sender');
const HeaderValue = z.string().max(8000).regex(/^[\t\x20-\x7e]*$/, 'a header has only printable ASCII');

function withoutCredentials(text: string): boolean {
  const url = URL.parse(text);
  return url === null || (url.username === '' && url.password === '');
}

/** One server that gets what is stored here, by remote_write. Names follow Prometheus's remote_write. */
export const DestinationConfig = z.object({
  name: z.string().trim().min(1).max(200),
  url: z.url({ protocol: /^https?$/ }).max(2000).refine(withoutCredentials, 'a user name or password does not belong into a URL: it would be shown and written down'),
  /** the version of remote_write; auto: 2.0, and 1.0 where the other side does not understand that */
  protocol: z.enum(['auto', '2.0', '1.0']).default('auto'),
  auth: z.object({
    kind: z.enum(['none', 'basic', 'bearer']).default('none'),
    username: z.string().max(1000).refine(name => !/[:\p{Cc}]/u.test(name), 'a user name has no colon and no control characters').default(''),
  }).prefault({}),
  tls: z.object({
    /** PEM text of the authority that signed the server's certificate; '' = the well-known ones */
    ca: z.string().max(200_000).default(''),
    serverName: z.string().max(300).default(''),
    insecureSkipVerify: z.boolean().default(false),
    /** PEM text of the certificate we show; its key lies in the vault */
    cert: z.string().max(200_000).default(''),
  }).prefault({}),
  /** sent with every request, such as X-Scope-OrgID */
  headers: z.record(HeaderName, HeaderValue).default({}),
  externalLabels: z.record(LabelName, z.string().max(2000)).default({}),
  /** series selectors, of which a series has to fulfil one; none: all series */
  selectors: z.array(z.string().trim().min(1).max(8192)).max(50).default([]),
  writeRelabelConfigs: z.array(RelabelRule).max(500).default([]),
  /** unix ms from which on history is sent first; null: only what comes from now on. It counts when the destination is made */
  backfillFrom: z.int().min(0).max(8.64e15).nullable().default(null),
  /** when it could not be reached, what it acknowledged in the time before is sent again: some keep that in memory alone, VictoriaMetrics for some seconds. 0: nothing */
  resendMs: z.int().min(0).max(600_000).default(0),
  timeoutMs: z.int().min(1000).max(300_000).default(30_000),
  /** requests that may be under way at once; the samples of a series always go one after the other */
  shards: z.int().min(1).max(32).default(4),
  batchSamples: z.int().min(1).max(20_000).default(2000),
  /** samples wait for others so long at most */
  batchDeadlineMs: z.int().min(50).max(60_000).default(5000),
});
export type DestinationConfig = z.infer<typeof DestinationConfig>;
export type DestinationInput = z.input<typeof DestinationConfig>;

/** Why samples were given up. `out-of-order`: the other side has newer ones, and takes no older; `repeated`: it has them already, from before a restart. */
export const DROP_REASONS = ['refused', 'out-of-order', 'repeated', 'unreadable'] as const;
export type DropReason = (typeof DROP_REASONS)[number];

/** What the other side said when something went wrong, or when it was tried. */
export interface RemoteAnswer {
  /** unix ms */
  readonly at: number;
  /** of HTTP; null when there was no answer */
  readonly status: number | null;
  /** its own words, or what went wrong on the way */
  readonly text: string;
}

export interface DestinationState {
  readonly id: DestinationId;
  readonly config: DestinationConfig;
  readonly paused: boolean;
  /** waiting: nothing new; sending; behind: it does not keep up; retrying: the other side can't be reached or wants us to wait; locked: the vault has its credentials */
  readonly health: 'paused' | 'waiting' | 'sending' | 'behind' | 'retrying' | 'locked';
  /** in use; null while it is not known */
  readonly version: '2.0' | '1.0' | null;
  /** samples since the host started */
  readonly sent: number;
  /** a second, over the last minute */
  readonly rate: number;
  /** read, but not acknowledged yet */
  readonly pending: number;
  /** write-ahead rows that are still to be read */
  readonly pendingRows: number;
  readonly retried: number;
  readonly dropped: Readonly<Record<DropReason, number>>;
  readonly sentBytes: number;
  /** ms between the newest sample here and the newest that was acknowledged; null before the first */
  readonly lagMs: number | null;
  /** unix ms of the newest sample that was acknowledged */
  readonly newestSent: number | null;
  /** history that is sent first, unix ms; `at`: all before is sent */
  readonly backfill: { readonly from: number; readonly to: number; readonly at: number } | null;
  /** the newest trouble; null when the last request went well */
  readonly problem: RemoteAnswer | null;
  /** the newest refusal, kept */
  readonly refusal: RemoteAnswer | null;
}

/** What a trial gave: the other side's own answer to one sample, for each version that was tried. */
export interface DestinationTrial {
  readonly ok: boolean;
  readonly version: '2.0' | '1.0' | null;
  readonly attempts: readonly (RemoteAnswer & { readonly version: '2.0' | '1.0'; readonly ms: number; /** older: it does not understand the version, and has stored nothing */ readonly outcome: 'stored' | 'older' | 'failed' })[];
}
