import { z } from 'zod';

/** What the three-field form offers to watch. `unit` is the threshold's; `below` says that low values are the bad ones. */
export const FORM_METRICS = [
  { id: 'cpu', unit: 'percent', below: false, threshold: 90, min: 0, max: 100 },
  { id: 'memory', unit: 'percent', below: false, threshold: 90, min: 0, max: 100 },
  { id: 'disk', unit: 'percent', below: false, threshold: 90, min: 0, max: 100 },
  { id: 'disk-free', unit: 'GiB', below: true, threshold: 5, min: 0, max: 1000 },
  { id: 'load', unit: 'per-core', below: false, threshold: 2, min: 0, max: 20 },
  { id: 'network-in', unit: 'Mbit/s', below: false, threshold: 500, min: 0, max: 10_000 },
  { id: 'network-out', unit: 'Mbit/s', below: false, threshold: 500, min: 0, max: 10_000 },
  { id: 'up', unit: 'none', below: true, threshold: 1, min: 0, max: 1 },
  { id: 'probe', unit: 'none', below: true, threshold: 1, min: 0, max: 1 },
  { id: 'probe-latency', unit: 'ms', below: false, threshold: 500, min: 0, max: 10_000 },
  { id: 'certificate', unit: 'days', below: true, threshold: 14, min: 0, max: 90 },
  { id: 'expression', unit: 'none', below: false, threshold: 0, min: 0, max: 100 },
] as const;
export type FormMetricId = (typeof FORM_METRICS)[number]['id'];
const METRIC_IDS = FORM_METRICS.map(({ id }) => id) as [FormMetricId, ...FormMetricId[]];

/** One condition on a label that every machine of the rule fulfils: `instance`, `job`, `group`, `tag_<name>`, `cloud`, `account`, `region`, … */
export const ScopeMatcher = z.object({
  name: z.string().regex(/^[a-zA-Z_][a-zA-Z0-9_]*$/).max(1024),
  op: z.enum(['=', '!=', '=~', '!~']).default('='),
  value: z.string().max(2000),
});
export type ScopeMatcher = z.infer<typeof ScopeMatcher>;

/** What the three-field form holds: what, threshold, how long; and for which machines. */
export const SimpleRule = z.object({
  metric: z.enum(METRIC_IDS),
  /** of metric 'expression': the PromQL of the value that is compared; '' else */
  expression: z.string().max(20_000).default(''),
  comparison: z.enum(['>', '<', '>=', '<=', '==', '!=']).default('>'),
  /** in the metric's unit */
  threshold: z.number(),
  /** how long it has to last before somebody is told */
  forMs: z.number().int().min(0).max(30 * 86_400_000).default(300_000),
  /** empty: all machines, later ones too */
  scope: z.array(ScopeMatcher).max(20).default([]),
  severity: z.enum(['info', 'warning', 'critical']).default('warning'),
  /** what whoever is told reads: a template, the alert's `summary`; '' leaves it out */
  message: z.string().trim().max(2000).default(''),
  /** where the way out is written down, the alert's `runbook_url`; '' leaves it out */
  runbook: z.string().trim().max(2000).default(''),
}).refine(rule => rule.metric !== 'expression' || rule.expression.trim() !== '', { message: 'an expression is needed', path: ['expression'] });
export type SimpleRule = z.infer<typeof SimpleRule>;
export type SimpleRuleInput = z.input<typeof SimpleRule>;

const GIB = 1024 ** 3;
const MBIT = 125_000;
/** File systems that hold what is kept, not what the system makes up. */
const REAL_DISK = 'fstype!~"tmpfs|devtmpfs|ramfs|overlay|squashfs|iso9660|autofs|fuse.lxcfs|nsfs|proc|sysfs"';
const WIRE = 'device!~"lo|veth.*|docker.*|br-.*|virbr.*|cni.*|flannel.*|cali.*"';

/** The expression whose value is compared: the line that the threshold is drawn across. */
export function valuePromql({ metric, expression, scope }: Pick<SimpleRule, 'metric' | 'expression' | 'scope'>): string {
  const of = (name: string, ...more: readonly string[]): string => {
    const inside = [...more, ...scope.map(matcherText)].join(',');
    return inside === '' ? name : `${name}{${inside}}`;
  };
  switch (metric) {
    case 'cpu': return `100 * (1 - avg without (cpu, mode) (rate(${of('node_cpu_seconds_total', 'mode="idle"')}[5m]))) or ${of('aws_ec2_cpuutilization_average')}`;
    case 'memory': return `100 * (1 - ${of('node_memory_MemAvailable_bytes')} / ${of('node_memory_MemTotal_bytes')})`;
    case 'disk': return `100 * (1 - ${of('node_filesystem_avail_bytes', REAL_DISK)} / ${of('node_filesystem_size_bytes', REAL_DISK)})`;
    case 'disk-free': return `${of('node_filesystem_avail_bytes', REAL_DISK)} / ${GIB}`;
    case 'load': return `${of('node_load5')} / on (instance, job) group_left () count by (instance, job) (${of('node_cpu_seconds_total', 'mode="idle"')})`;
    case 'network-in': return `sum without (device) (rate(${of('node_network_receive_bytes_total', WIRE)}[5m])) / ${MBIT}`;
    case 'network-out': return `sum without (device) (rate(${of('node_network_transmit_bytes_total', WIRE)}[5m])) / ${MBIT}`;
    case 'up': return of('up');
    case 'probe': return of('probe_success');
    case 'probe-latency': return `1000 * ${of('probe_duration_seconds')}`;
    case 'certificate': return `(${of('probe_ssl_earliest_cert_expiry')} - time()) / 86400`;
    case 'expression': return expression.trim();
  }
}

/** The rule's expression: the PromQL that the form makes. */
export function simplePromql(form: Pick<SimpleRule, 'metric' | 'expression' | 'scope' | 'comparison' | 'threshold'>): string {
  const value = valuePromql(form);
  const closed = form.metric === 'cpu' || form.metric === 'expression' ? `(${value})` : value;
  return `${closed} ${form.comparison} ${numberText(form.threshold)}`;
}

const numberText = (value: number): string => (Number.isFinite(value) ? String(value) : value > 0 ? 'Inf' : value < 0 ? '-Inf' : 'NaN');

/** A matcher as PromQL writes it. */
export const matcherText = ({ name, op, value }: ScopeMatcher): string => `${name}${op}"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
