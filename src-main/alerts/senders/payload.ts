import type { Labels } from '../../shared/model/labels.ts';
import type { MessageAlert } from '../../shared/model/message.ts';
import { common, statusOf } from '../telling.ts';
import type { Outgoing } from './sender.ts';

interface PayloadAlert { readonly status: MessageAlert['status']; readonly labels: Labels; readonly annotations: Labels; readonly startsAt: string; readonly endsAt: string; readonly generatorURL: string; readonly fingerprint: string }

/** What Alertmanager posts to a webhook, version 4, and what its templates see. */
export interface Payload {
  readonly receiver: string;
  readonly status: 'firing' | 'resolved';
  readonly alerts: readonly PayloadAlert[];
  readonly groupLabels: Labels;
  readonly commonLabels: Labels;
  readonly commonAnnotations: Labels;
  readonly externalURL: string;
  readonly version: '4';
  readonly groupKey: string;
  /** alerts that were left out, beyond the receiver's most */
  readonly truncatedAlerts: number;
}

/** Go's zero time, which Alertmanager writes while an alert fires. */
const NO_TIME = '0001-01-01T00:00:00Z';

/** source  Alertmanager, docs/configuration.md, webhook_config */
export function payloadOf({ telling, config, externalUrl }: Outgoing): Payload {
  const kept = config.maxAlerts > 0 ? telling.alerts.slice(0, config.maxAlerts) : telling.alerts;
  return {
    receiver: config.name, status: statusOf(telling), alerts: kept.map(alert => payloadAlert(alert, externalUrl)), groupLabels: telling.groupLabels,
    commonLabels: common(telling.alerts.map(({ labels }) => labels)), commonAnnotations: common(telling.alerts.map(({ annotations }) => annotations)),
    externalURL: externalUrl, version: '4', groupKey: telling.groupKey, truncatedAlerts: telling.alerts.length - kept.length,
  };
}

const payloadAlert = ({ status, labels, annotations, startsAt, endsAt, fingerprint }: MessageAlert, externalUrl: string): PayloadAlert => ({
  status, labels, annotations, startsAt: new Date(startsAt).toISOString(), endsAt: endsAt === null ? NO_TIME : new Date(endsAt).toISOString(), generatorURL: alertUrl(externalUrl, fingerprint), fingerprint,
});

/** Where the page shows an alert; '' when nobody knows where the page is. */
export const alertUrl = (externalUrl: string, fingerprint: string): string => externalUrl === '' ? '' : `${externalUrl}/alerts?open=${fingerprint}`;
