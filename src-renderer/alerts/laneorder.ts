import type { AlertLane } from '../../src-main/shared/contract/alerts.ts';
import { labelsText } from '../../src-main/shared/model/matcher.ts';
import { firedMs } from './lanes.ts';
import { rankOf, severityOf } from './severity.ts';
import { spansOfLane } from './timeline.ts';

/** newest: what fired last stands first. worst: by severity, then by how long it fired. rule: by name. */
export const ORDERS = ['newest', 'worst', 'rule'] as const;
export type LaneOrder = (typeof ORDERS)[number];

export function orderedLanes(lanes: readonly AlertLane[], order: LaneOrder, from: number, to: number, now: number): readonly AlertLane[] {
  const newest = (lane: AlertLane) => Math.max(0, ...lane.spans.map(span => span.from));
  const byRule = (a: AlertLane, b: AlertLane) => a.rule.localeCompare(b.rule) || a.fingerprint.localeCompare(b.fingerprint);
  if (order === 'rule') return lanes.toSorted(byRule);
  const weighed = lanes.map(lane => ({ lane, rank: rankOf(severityOf(lane.labels)), weight: order === 'newest' ? newest(lane) : firedMs(spansOfLane(lane, now), from, to) }));
  return weighed.sort((a, b) => (order === 'worst' ? a.rank - b.rank : 0) || b.weight - a.weight || byRule(a.lane, b.lane)).map(({ lane }) => lane);
}

/** A line for each firing; times in ISO 8601. */
export const lanesCsv = (lanes: readonly AlertLane[]): readonly (readonly string[])[] => [
  ['rule', 'labels', 'fired', 'resolved', 'seconds'],
  ...lanes.flatMap(lane => lane.spans.map(({ from, to }) => [lane.rule, labelsText(lane.labels), new Date(from).toISOString(), to === null ? '' : new Date(to).toISOString(), to === null ? '' : String((to - from) / 1000)])),
];
