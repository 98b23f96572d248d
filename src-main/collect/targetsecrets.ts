import { checkClientKey } from '../base/clientkey.ts';
import type { TargetSecrets } from '../shared/contract/targets.ts';
import { AppError } from '../shared/model/errors.ts';
import type { TargetConfig, TargetId } from '../shared/model/target.ts';
import { ScrapeFailure } from './failure.ts';

/** The vault, as far as targets use it. Configurations are meant here as relabelling leaves them. */
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

type Field = keyof TargetSecrets;
const WORDS: Readonly<Record<Field, string>> = { password: 'password', bearer: 'token', clientKey: "client certificate's key" };
const FIELDS = Object.keys(WORDS) as Field[];

const ALL = 'target/';
const prefixOf = (id: string): string => `${ALL}${id}/`;
const nameOf = (id: TargetId, field: Field): string => prefixOf(id) + field;

function neededFor({ auth, tls }: TargetConfig): readonly Field[] {
  const key: readonly Field[] = tls.cert === undefined || tls.cert === '' ? [] : ['clientKey'];
  return auth.kind === 'none' ? key : [auth.kind === 'basic' ? 'password' : 'bearer', ...key];
}

/** Whether a scrape of it needs anything from the vault. */
export const needsSecrets = (config: TargetConfig): boolean => neededFor(config).length > 0;

/** For people. */
export const secretWords = (config: TargetConfig): string => neededFor(config).map(field => WORDS[field]).join(', ');

export const forgetSecrets = (store: SecretStore, id: string): Promise<void> => store.removeAll(prefixOf(id));

/** Takes out what targets have left that are there no more: one was removed, and could still be brought back when the program ended. */
export async function forgetOrphans(store: SecretStore, ids: readonly string[]): Promise<void> {
  const known = new Set(ids);
  const owners = new Set(store.names(ALL).map(name => name.split('/')[1]!));
  for (const id of owners) if (!known.has(id)) await forgetSecrets(store, id);
}

/** What a scrape sends. Errors: ScrapeFailure 'locked' or 'secret', which says what to do */
export async function readSecrets(store: SecretStore, id: TargetId, config: TargetConfig): Promise<TargetSecrets> {
  const found: TargetSecrets = {};
  for (const field of neededFor(config)) {
    const value = await store.get(nameOf(id, field)).catch((cause: unknown) => {
      if (cause instanceof AppError) throw new ScrapeFailure(cause.code === 'locked' ? 'locked' : 'secret', cause.message, { cause });
      throw cause;
    });
    if (value === null) throw missing(field);
    found[field] = value;
  }
  return found;
}

/** As a scrape would, with `given` in place of what is stored. `stored`: the target whose secrets may be used, and how it is configured. */
export async function trialSecrets(store: SecretStore, config: TargetConfig, given: TargetSecrets, stored: { readonly id: TargetId; readonly config: TargetConfig } | null): Promise<TargetSecrets> {
  checkClientKey(config.tls.cert, given.clientKey);
  const open = neededFor(config).filter(field => (given[field] ?? '') === '');
  if (open.length === 0) return given;
  if (stored === null) throw missing(open[0]!);
  if (destination(stored.config) !== destination(config)) throw elsewhere(open[0]!);
  return { ...await readSecrets(store, stored.id, config), ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== '')) };
}

/**
 * Takes what was given for a target into the vault, and out of it what its configuration has no use for.
 * before   how it was configured until now; null for a new one
 * errors   AppError 'invalid-input' when something is missing or no key; 'locked'. Then nothing has changed
 */
export async function keepSecrets(store: SecretStore, id: TargetId, config: TargetConfig, given: TargetSecrets, before: TargetConfig | null): Promise<void> {
  const needed = neededFor(config);
  checkClientKey(config.tls.cert, given.clientKey);
  for (const field of needed) {
    if ((given[field] ?? '') !== '') continue;
    if (given[field] === '' || !store.has(nameOf(id, field))) throw asInput(missing(field));
    if (before !== null && destination(before) !== destination(config)) throw asInput(elsewhere(field));
  }
  for (const field of needed) if (given[field] !== undefined) await store.put(nameOf(id, field), given[field]);
  for (const field of FIELDS) if (!needed.includes(field) && store.has(nameOf(id, field))) await store.remove(nameOf(id, field));
}

/** Where a secret goes. Who may change a target must not be able to have its password sent to a place of their own. */
const destination = ({ url, via, unixSocket }: TargetConfig): string => JSON.stringify([new URL(url).origin, via, unixSocket]);

const missing = (field: Field): ScrapeFailure => new ScrapeFailure('secret', `the ${WORDS[field]} of this target is not in the vault: enter it again`);
const elsewhere = (field: Field): ScrapeFailure => new ScrapeFailure('secret', `the ${WORDS[field]} was entered for another address: enter it again for this one`);
const asInput = (failure: ScrapeFailure): AppError => new AppError('invalid-input', sentence(failure.message), { cause: failure });
const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
