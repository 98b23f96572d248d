import type { AlertInstance } from '../shared/model/alert.ts';
import type { Labels } from '../shared/model/labels.ts';
import type { MessageAlert, MessageReason } from '../shared/model/message.ts';
import { byLabels } from './order.ts';

/** What a message says, before it is put into the words and the shape of its receiver. */
export interface Telling {
  readonly reason: MessageReason;
  /** of a digest: '{}' */
  readonly groupKey: string;
  readonly groupLabels: Labels;
  /** in Alertmanager's order */
  readonly alerts: readonly MessageAlert[];
  /** how many groups it is made of */
  readonly groups: number;
}

export const messageAlert = (alert: AlertInstance): MessageAlert => ({
  fingerprint: alert.fingerprint, status: alert.state === 'resolved' ? 'resolved' : 'firing', labels: alert.labels, annotations: alert.annotations,
  startsAt: alert.firedAt ?? alert.activeAt, endsAt: alert.state === 'resolved' ? alert.resolvedAt : null,
});

export const inOrder = (alerts: readonly MessageAlert[]): readonly MessageAlert[] => alerts.toSorted((a, b) => byLabels(a.labels, b.labels));
export const countOf = ({ alerts }: Pick<Telling, 'alerts'>, status: MessageAlert['status']): number => alerts.reduce((sum, alert) => sum + Number(alert.status === status), 0);
export const statusOf = (telling: Telling): 'firing' | 'resolved' => countOf(telling, 'firing') > 0 ? 'firing' : 'resolved';

/** The names that all have with the same value. */
export function common(all: readonly Labels[]): Labels {
  const [first = {}, ...rest] = all;
  return Object.fromEntries(Object.entries(first).filter(([name, value]) => rest.every(other => Object.hasOwn(other, name) && other[name] === value)));
}

/** Several messages to one receiver as one; of an alert that stands in more than one, the newest word. `tellings` oldest first. */
export function digestOf(tellings: readonly Telling[]): Telling {
  const newest = new Map(tellings.flatMap(({ alerts }) => alerts.map(alert => [`${alert.fingerprint} ${alert.startsAt}`, alert] as const)));
  const alerts = inOrder([...newest.values()]);
  const reason = tellings.every(telling => telling.reason === 'away') ? 'away' : 'digest';
  return { reason, groupKey: '{}', groupLabels: common(tellings.map(({ groupLabels }) => groupLabels)), alerts, groups: new Set(tellings.map(({ groupKey }) => groupKey)).size };
}
