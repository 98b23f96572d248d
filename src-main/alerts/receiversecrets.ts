import type { ReceiverSecrets } from '../shared/contract/receivers.ts';
import { AppError } from '../shared/model/errors.ts';
import { addressProblem, RECEIVER_SECRETS, type ReceiverConfig, type ReceiverId, type ReceiverSecretName } from '../shared/model/receiver.ts';

/** The vault, as far as receivers use it. */
export interface SecretStore {
  has(name: string): boolean;
  /** null: there is none. Errors: AppError 'locked'; 'unavailable' when it is damaged */
  get(name: string): Promise<string | null>;
  put(name: string, value: string): Promise<void>;
  remove(name: string): Promise<void>;
  removeAll(prefix: string): Promise<void>;
  /** that begin with `prefix` */
  names(prefix: string): readonly string[];
}

const ALL = 'receiver/';
const prefixOf = (id: string): string => `${ALL}${id}/`;
const nameOf = (id: ReceiverId, name: ReceiverSecretName): string => prefixOf(id) + name;
const WORDS: Readonly<Record<ReceiverSecretName, string>> = { url: 'address', password: 'password', bearer: 'token', signingKey: 'signing key' };

/** Which of them a configuration has a use for. */
function usable({ kind, email, webhook, alertmanager }: ReceiverConfig): readonly ReceiverSecretName[] {
  if (kind === 'email') return email.username === '' ? [] : ['password'];
  if (kind === 'alertmanager') return [alertmanager.username === '' ? 'bearer' : 'password'];
  if (kind !== 'webhook') return [];
  const ours = webhook.preset === 'alertmanager' || webhook.preset === 'custom';
  if (ours) return ['url', webhook.username === '' ? 'bearer' : 'password', 'signingKey'];
  return webhook.preset === 'feishu' || webhook.preset === 'dingtalk' ? ['url', 'signingKey'] : ['url'];
}
const NEEDED: readonly ReceiverSecretName[] = ['url', 'password'];
/** They go out as they are, so only to where they were entered for. */
const SENT: readonly ReceiverSecretName[] = ['password', 'bearer'];

export const keptSecrets = (store: SecretStore, id: ReceiverId): readonly ReceiverSecretName[] => RECEIVER_SECRETS.filter(name => store.has(nameOf(id, name)));
export const forgetSecrets = (store: SecretStore, id: string): Promise<void> => store.removeAll(prefixOf(id));

/** Takes out what receivers have left that are there no more. */
export async function forgetOrphans(store: SecretStore, ids: readonly string[]): Promise<void> {
  const known = new Set(ids);
  for (const owner of new Set(store.names(ALL).map(name => name.split('/')[1]!))) if (!known.has(owner)) await forgetSecrets(store, owner);
}

/** What an attempt to send needs. Errors: AppError 'locked', 'unavailable' */
export async function readSecrets(store: SecretStore, id: ReceiverId, config: ReceiverConfig): Promise<ReceiverSecrets> {
  const found: ReceiverSecrets = {};
  for (const name of usable(config)) {
    const value = await store.get(nameOf(id, name));
    if (value !== null) found[name] = value;
  }
  return found;
}

/** A receiver as it is kept: whose secrets may be used, and where they were entered for. */
export interface Before { readonly id: ReceiverId; readonly destination: string }

/**
 * What will be sent with: `given` in place of what is stored; empty ones are none.
 * errors  AppError 'invalid-input' when something is missing, of the wrong form or was entered for another place; 'locked'
 */
export async function effectiveSecrets(store: SecretStore, config: ReceiverConfig, given: ReceiverSecrets, before: Before | null): Promise<ReceiverSecrets> {
  const stored = before === null ? {} : await readSecrets(store, before.id, config);
  const merged: ReceiverSecrets = {};
  for (const name of usable(config)) {
    const value = given[name] ?? stored[name];
    if (value !== undefined && value !== '') merged[name] = value;
    else if (NEEDED.includes(name)) throw new AppError('invalid-input', `The ${WORDS[name]} is needed.`);
  }
  if (merged.url !== undefined) checkUrl(config, merged.url);
  const moved = before !== null && before.destination !== destinationOf(config, merged.url);
  const carried = moved ? SENT.find(name => merged[name] !== undefined && given[name] === undefined) : undefined;
  if (carried !== undefined) throw new AppError('invalid-input', `The ${WORDS[carried]} was entered for another place: enter it again for this one.`);
  return merged;
}

/** The vault has what `secrets` holds, and nothing else of this receiver. */
export async function keepSecrets(store: SecretStore, id: ReceiverId, secrets: ReceiverSecrets, given: ReceiverSecrets): Promise<void> {
  for (const name of RECEIVER_SECRETS) {
    if (secrets[name] === undefined) { if (store.has(nameOf(id, name))) await store.remove(nameOf(id, name)); }
    else if (given[name] !== undefined) await store.put(nameOf(id, name), secrets[name]);
  }
}

/** Where a receiver sends to, fit to be shown: a webhook's path is as good as a password. */
export function destinationOf({ kind, email, alertmanager }: ReceiverConfig, url: string | undefined): string {
  if (kind === 'email') return `${email.security === 'none' ? 'smtp' : email.security === 'tls' ? 'smtps' : 'smtp+starttls'}://${email.host}:${email.port}`;
  if (kind === 'alertmanager') return URL.parse(alertmanager.url)?.origin ?? '';
  return url === undefined ? '' : URL.parse(url)?.origin ?? '';
}

function checkUrl({ webhook: { preset } }: ReceiverConfig, url: string): void {
  const problem = addressProblem(url);
  if (problem !== null) throw new AppError('invalid-input', `Of the webhook: ${problem}.`);
  const { hostname } = new URL(url);
  if (preset === 'teams' && /(?:^|\.)webhook\.office\.com$/.test(hostname)) throw new AppError('invalid-input', 'Microsoft has retired connectors (webhook.office.com). Make a workflow in Teams, “Post to a channel when a webhook request is received”, and enter its address.');
}
