import type { Labels } from '../shared/model/labels.ts';
import type { MessageAlert } from '../shared/model/message.ts';
import { labelOf } from './matching.ts';

const compare = (a: string, b: string): number => a < b ? -1 : a > b ? 1 : 0;

/** Who has no such label comes last. */
const byLabel = (name: string, a: Labels, b: Labels): number =>
  Object.hasOwn(a, name) && Object.hasOwn(b, name) ? compare(labelOf(a, name), labelOf(b, name)) : Number(Object.hasOwn(b, name)) - Number(Object.hasOwn(a, name));

/**
 * The order of alerts in Alertmanager's payloads: by job, by instance, then shorter sets of labels first, then by their values.
 * source  Alertmanager, types.AlertSlice; prometheus/common/model, LabelSet.Before
 */
export function byLabels(a: Labels, b: Labels): number {
  return byLabel('job', a, b) || byLabel('instance', a, b) || before(a, b);
}

function before(a: Labels, b: Labels): number {
  const names = Object.keys(a), others = Object.keys(b);
  if (names.length !== others.length) return names.length - others.length;
  for (const name of [...new Set([...names, ...others])].sort()) {
    if (!Object.hasOwn(a, name)) return -1;
    if (!Object.hasOwn(b, name)) return 1;
    const order = compare(a[name]!, b[name]!);
    if (order !== 0) return order;
  }
  return 0;
}

/** The worst first; what has another severity, or none, comes between warnings and information. */
const RANKS: ReadonlyMap<string, number> = new Map([['critical', 0], ['page', 0], ['emergency', 0], ['error', 1], ['major', 1], ['high', 1], ['warning', 2], ['warn', 2], ['medium', 2], ['minor', 3], ['low', 4], ['info', 4], ['information', 4], ['none', 5]]);
const OTHER = 3;
export const severityRank = (labels: Labels): number => RANKS.get(labelOf(labels, 'severity').toLowerCase()) ?? OTHER;

/** What fires before what is resolved, the worst severity first, then the newest. */
export const worstFirst = (alerts: readonly MessageAlert[]): readonly MessageAlert[] => alerts.toSorted((a, b) =>
  Number(a.status === 'resolved') - Number(b.status === 'resolved') || severityRank(a.labels) - severityRank(b.labels) || b.startsAt - a.startsAt || byLabels(a.labels, b.labels));
