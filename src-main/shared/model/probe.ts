import { z } from 'zod';
import { HostId } from './sshhost.ts';

export const ProbeId = z.string().regex(/^[a-z0-9-]{1,64}$/).brand<'ProbeId'>();
export type ProbeId = z.infer<typeof ProbeId>;

const Http = z.object({
  method: z.enum(['GET', 'HEAD', 'POST']).default('GET'),
  /** empty: 200-299 */
  statusCodes: z.array(z.int().min(100).max(599)).max(50).default([]),
  followRedirects: z.boolean().default(true),
  bodyMatches: z.string().max(2000).default(''),
  bodyMustNotMatch: z.string().max(2000).default(''),
  insecureSkipVerify: z.boolean().default(false),
});
const Dns = z.object({
  name: z.string().max(300).default(''),
  type: z.enum(['A', 'AAAA', 'CNAME', 'MX', 'NS', 'TXT', 'SOA', 'SRV', 'PTR']).default('A'),
  transport: z.enum(['udp', 'tcp']).default('udp'),
});

/** One check of something from outside, as blackbox_exporter makes them. */
export const ProbeConfig = z.object({
  kind: z.enum(['tcp', 'http', 'icmp', 'dns']),
  /** http: a URL. tcp: host:port. icmp: a host. dns: the server, host[:port] */
  target: z.string().trim().min(1).max(2000),
  /** the SSH host it is made from; empty = this computer */
  from: z.union([HostId, z.literal('')]).default(''),
  job: z.string().trim().min(1).max(200).default('probe'),
  intervalMs: z.int().min(1000).max(86_400_000).default(15_000),
  timeoutMs: z.int().min(100).max(120_000).default(5_000),
  labels: z.record(z.string().regex(/^[a-zA-Z_][a-zA-Z0-9_]*$/), z.string().max(2000)).default({}),
  /** tcp: speak TLS after connecting */
  tls: z.boolean().default(false),
  http: Http.prefault({}),
  dns: Dns.prefault({}),
});
export type ProbeConfig = z.infer<typeof ProbeConfig>;
export type ProbeInput = z.input<typeof ProbeConfig>;

export interface ProbeState {
  readonly id: ProbeId;
  readonly config: ProbeConfig;
  readonly health: 'unknown' | 'up' | 'down' | 'paused';
  readonly lastRun: number | null;
  readonly lastDurationMs: number | null;
  /** what was found or why it failed, one sentence */
  readonly detail: string;
  /** unix ms at which the first certificate of the chain expires; null without TLS */
  readonly certificateExpires: number | null;
}
