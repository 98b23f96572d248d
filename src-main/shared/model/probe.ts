import { z } from 'zod';
import { isHost, parseHostPort } from './hostport.ts';
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
  /** takes any certificate; of a TCP probe with TLS, too */
  insecureSkipVerify: z.boolean().default(false),
  /** a longer body is a failure */
  bodyLimitBytes: z.int().min(1).max(16 * 1024 * 1024).default(4 * 1024 * 1024),
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
  /** at most the interval counts */
  timeoutMs: z.int().min(100).max(120_000).default(5_000),
  labels: z.record(z.string().regex(/^[a-zA-Z_][a-zA-Z0-9_]*$/), z.string().max(2000)).default({}),
  /** tcp: speak TLS after connecting */
  tls: z.boolean().default(false),
  /** of TLS: PEM text of the authority to trust in place of the well-known ones; '' = those */
  ca: z.string().max(200_000).default(''),
  /** of TLS: the name that the certificate has to carry; '' = the target's */
  serverName: z.string().max(253).default(''),
  /** which version of IP; an SSH host chooses by itself */
  ipProtocol: z.enum(['any', 'ip4', 'ip6']).default('any'),
  http: Http.prefault({}),
  dns: Dns.prefault({}),
}).superRefine((config, context) => {
  for (const [path, message] of problemsOf(config)) context.addIssue({ code: 'custom', path: [...path], message });
});
export type ProbeConfig = z.infer<typeof ProbeConfig>;
export type ProbeInput = z.input<typeof ProbeConfig>;

type Shape = Pick<ProbeConfig, 'kind' | 'target' | 'from' | 'labels' | 'serverName' | 'ipProtocol' | 'dns'>;

/** Where, and what is wrong there. */
function problemsOf(config: Shape): [readonly string[], string][] {
  const { from, labels, serverName, ipProtocol, dns, kind } = config;
  const problems: [readonly string[], string | null][] = [
    [['target'], targetProblem(config)],
    [['serverName'], serverName === '' || isHost(serverName) ? null : 'this is no name of a host'],
    [['ipProtocol'], from === '' || ipProtocol === 'any' ? null : 'an SSH host chooses the version of IP by itself'],
    [['dns', 'name'], kind !== 'dns' || dns.name !== '' ? null : 'a DNS probe asks for a name'],
    [['dns', 'transport'], kind !== 'dns' || from === '' || dns.transport === 'tcp' ? null : 'UDP does not pass through SSH: from an SSH host a DNS probe goes over TCP'],
    ...Object.keys(labels).filter(name => name.startsWith('__')).map((name): [readonly string[], string] => [['labels', name], 'names that begin with __ are reserved']),
  ];
  return problems.flatMap(([path, message]) => message === null ? [] : [[path, message]]);
}

function targetProblem({ kind, target }: Shape): string | null {
  switch (kind) {
    case 'http': return urlProblem(target);
    case 'tcp': return parseHostPort(target, null) === null ? 'a TCP probe needs host:port, an IPv6 address in brackets' : null;
    case 'icmp': return isHost(target) ? null : 'an ICMP probe needs the name or address of a host';
    case 'dns': return parseHostPort(target, 53) === null ? 'a DNS probe needs the name server, host or host:port' : null;
  }
}

function urlProblem(target: string): string | null {
  const url = URL.parse(target);
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) return 'an HTTP probe needs a URL that begins with http:// or https://';
  return url.username === '' && url.password === '' ? null : 'a user name or password does not belong into a URL: it would be shown and written down';
}

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
