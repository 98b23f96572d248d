import { AppError } from '../shared/model/errors.ts';
import type { ReceiverKind } from '../shared/model/receiver.ts';
import { sendAlertmanager } from './senders/alertmanager.ts';
import { sendEmail } from './senders/email.ts';
import { failure, type Outcome, type Outgoing, type Send } from './senders/sender.ts';
import { sendWebhook } from './senders/webhook.ts';
import type { Telling } from './telling.ts';

/** One attempt to send a message to a receiver, by its kind. Rejects only when the signal aborts: what nobody foresaw is told and tried again. */
export function sendingWith(desktop: Send, onBug: (error: unknown) => void): Send {
  const senders: Readonly<Record<ReceiverKind, Send>> = { desktop, email: sendEmail, webhook: sendWebhook, alertmanager: sendAlertmanager };
  return async (message, signal) => {
    try {
      return await senders[message.config.kind](message, signal);
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof AppError)) onBug(error);
      return failure('again', error instanceof AppError ? error.message : 'Something went wrong on our side; the log has the details.');
    }
  };
}

/** A vault that is locked makes a message wait: it goes when somebody unlocks it. */
export async function withSecrets(read: () => Promise<Outgoing['secrets']>, send: (secrets: Outgoing['secrets']) => Promise<Outcome>): Promise<Outcome> {
  let secrets: Outgoing['secrets'];
  try {
    secrets = await read();
  } catch (error) {
    if (error instanceof AppError) return failure('again', error.message);
    throw error;
  }
  return send(secrets);
}

/** What a test sends: one alert of no consequence. */
export const testTelling = (now: number): Telling => ({
  reason: 'test', groupKey: '{}:{alertname="StratoscopeTest"}', groupLabels: { alertname: 'StratoscopeTest' }, groups: 1,
  alerts: [{
    fingerprint: '0000000000000000', status: 'firing', labels: { alertname: 'StratoscopeTest', severity: 'info', instance: 'stratoscope' },
    annotations: { summary: 'A test: nothing happened.' }, startsAt: now, endsAt: null,
  }],
});
