import { checkClientKey } from '../../base/clientkey.ts';
import type { DestinationSecrets } from '../../shared/contract/sending.ts';
import type { DestinationConfig, DestinationId } from '../../shared/model/destination.ts';
import { AppError } from '../../shared/model/errors.ts';

/** The vault, as far as destinations use it. */
export interface DestinationSecretStore {
  has(name: string): boolean;
  /** null: there is none. Errors: AppError 'locked'; 'unavailable' when it is damaged */
  get(name: string): Promise<string | null>;
  put(name: string, value: string): Promise<void>;
  remove(name: string): Promise<void>;
  removeAll(prefix: string): Promise<void>;
  /** that begin with `prefix` */
  names(prefix: string): readonly string[];
}

type Field = keyof DestinationSecrets;
const WORDS: Readonly<Record<Field, string>> = { password: 'password', bearer: 'token', clientKey: "client certificate's key" };
const FIELDS = Object.keys(WORDS) as Field[];
const ALL = 'destination/';
const prefixOf = (id: string): string => `${ALL}${id}/`;
const nameOf = (id: DestinationId, field: Field): string => prefixOf(id) + field;

function neededFor({ auth, tls }: DestinationConfig): readonly Field[] {
  const key: readonly Field[] = tls.cert === '' ? [] : ['clientKey'];
  return auth.kind === 'none' ? key : [auth.kind === 'basic' ? 'password' : 'bearer', ...key];
}

export const forgetSecrets = (store: DestinationSecretStore, id: string): Promise<void> => store.removeAll(prefixOf(id));

/** Takes out what destinations have left that are there no more: one was removed, and could still be brought back when the program ended. */
export async function forgetOrphans(store: DestinationSecretStore, ids: readonly string[]): Promise<void> {
  const owners = new Set(store.names(ALL).map(name => name.split('/')[1]!));
  for (const id of owners) if (!ids.includes(id)) await forgetSecrets(store, id);
}

/** What a request needs. Errors: AppError 'locked'; 'invalid-input' when one is missing */
export async function readSecrets(store: DestinationSecretStore, id: DestinationId, config: DestinationConfig): Promise<DestinationSecrets> {
  const found: DestinationSecrets = {};
  for (const field of neededFor(config)) {
    const value = await store.get(nameOf(id, field));
    if (value === null) throw missing(field);
    found[field] = value;
  }
  return found;
}

/** For a trial: `given` in place of what is stored. stored: the destination whose secrets may be used */
export async function trialSecrets(store: DestinationSecretStore, config: DestinationConfig, given: DestinationSecrets, stored: { readonly id: DestinationId; readonly config: DestinationConfig } | null): Promise<DestinationSecrets> {
  checkClientKey(config.tls.cert, given.clientKey);
  const open = neededFor(config).filter(field => (given[field] ?? '') === '');
  if (open.length === 0) return given;
  if (stored === null) throw missing(open[0]!);
  if (placeOf(stored.config) !== placeOf(config)) throw elsewhere(open[0]!);
  return { ...await readSecrets(store, stored.id, config), ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== '')) };
}

/**
 * Takes what was given into the vault, and out of it what the configuration has no use for.
 * before   how it was configured until now; null for a new one
 * errors   AppError 'invalid-input' when something is missing or no key; 'locked'. Then nothing has changed
 */
export async function keepSecrets(store: DestinationSecretStore, id: DestinationId, config: DestinationConfig, given: DestinationSecrets, before: DestinationConfig | null): Promise<void> {
  const needed = neededFor(config);
  checkClientKey(config.tls.cert, given.clientKey);
  for (const field of needed) {
    if ((given[field] ?? '') !== '') continue;
    if (given[field] === '' || !store.has(nameOf(id, field))) throw missing(field);
    if (before !== null && placeOf(before) !== placeOf(config)) throw elsewhere(field);
  }
  for (const field of needed) if (given[field] !== undefined) await store.put(nameOf(id, field), given[field]);
  for (const field of FIELDS) if (!needed.includes(field) && store.has(nameOf(id, field))) await store.remove(nameOf(id, field));
}

/** Where a secret goes. Who may change a destination must not be able to have its password sent to a place of his own. */
const placeOf = ({ url }: DestinationConfig): string => new URL(url).origin;
const missing = (field: Field): AppError => new AppError('invalid-input', `The ${WORDS[field]} of this destination is not in the vault: enter it again.`);
const elsewhere = (field: Field): AppError => new AppError('invalid-input', `The ${WORDS[field]} was entered for another address: enter it again for this one.`);
