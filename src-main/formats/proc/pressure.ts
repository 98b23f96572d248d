import { counter, measure, numeral, type Measurement, type Metric } from './measurement.ts';

export const RESOURCES = ['cpu', 'io', 'memory', 'irq'] as const;
export type Resource = (typeof RESOURCES)[number];

const waiting = (resource: Resource, why: string) => counter(`node_pressure_${resource}_waiting_seconds_total`, `Total time in seconds that processes have waited ${why}`);
const stalled = (resource: Resource, why: string) => counter(`node_pressure_${resource}_stalled_seconds_total`, `Total time in seconds no process could make progress due to ${why} congestion`);

/** `some` of the irq file and `full` of the cpu file don't exist or mean nothing for the whole machine. */
const METRICS: Readonly<Record<Resource, { readonly some?: Metric; readonly full?: Metric }>> = {
  cpu: { some: waiting('cpu', 'for CPU time') },
  io: { some: waiting('io', 'due to IO congestion'), full: stalled('io', 'IO') },
  memory: { some: waiting('memory', 'for memory'), full: stalled('memory', 'memory') },
  irq: { full: stalled('irq', 'IRQ') },
};

/**
 * Pressure stall totals from the text of /proc/pressure/<resource> as node_pressure_*_seconds_total.
 * text     lines as `some avg10=0.18 avg60=0.06 avg300=0.37 total=18126174`, the total in microseconds
 * source   the kernel's Documentation/accounting/psi
 */
export function parsePressure(resource: Resource, text: string): Measurement[] {
  const out: Measurement[] = [];
  for (const kind of ['some', 'full'] as const) {
    const metric = METRICS[resource][kind];
    const total = new RegExp(`^${kind} .*\\btotal=(\\d+)$`, 'm').exec(text)?.[1];
    if (metric !== undefined) measure(out, metric, numeral(total) / 1000 / 1000); // twice 1000, as node_exporter rounds
  }
  return out;
}
