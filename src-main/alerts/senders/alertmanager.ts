import { AppError } from '../../shared/model/errors.ts';
import { exchange } from './exchange.ts';
import { alertUrl } from './payload.ts';
import { failure, type Outgoing, type Send } from './sender.ts';
import { repeatHeaders } from './webhook.ts';

/** What fires is told again well before this; until then the other Alertmanager holds it for firing, even while this computer sleeps. */
const LASTS_MS = 24 * 3_600_000;

/** Hands alerts to an Alertmanager through its API, version 2. */
export const sendAlertmanager: Send = async (message, signal) => {
  const { config, secrets, now } = message;
  const url = `${config.alertmanager.url.replace(/\/+$/, '')}/api/v2/alerts`;
  try {
    const headers = { 'Content-Type': 'application/json', ...authorization(message), ...repeatHeaders(message) };
    return await exchange({ url, method: 'POST', headers, body: JSON.stringify(alertsOf(message)), insecureSkipVerify: config.insecureSkipVerify, ca: config.ca, hide: [secrets.password ?? '', secrets.bearer ?? ''], now }, signal);
  } catch (error) {
    if (error instanceof AppError) return failure('refused', error.message);
    throw error;
  }
};

/** source  Alertmanager, api/v2/openapi.yaml, postableAlerts */
const alertsOf = ({ telling, now, externalUrl }: Outgoing): unknown => telling.alerts.map(({ labels, annotations, startsAt, endsAt, fingerprint }) => ({
  labels, annotations, startsAt: new Date(startsAt).toISOString(), endsAt: new Date(endsAt ?? now + LASTS_MS).toISOString(), ...(externalUrl === '' ? {} : { generatorURL: alertUrl(externalUrl, fingerprint) }),
}));

function authorization({ config: { alertmanager: { username } }, secrets: { password = '', bearer = '' } }: Outgoing): Readonly<Record<string, string>> {
  if (username !== '') return { Authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` };
  return bearer === '' ? {} : { Authorization: `Bearer ${bearer}` };
}
