import { AppError } from '../../shared/model/errors.ts';
import { methodOf } from '../../shared/model/accountkinds.ts';
import type { AccountConfig, AccountId } from '../../shared/model/cloud.ts';
import type { AccountSecrets } from '../../shared/contract/accounts.ts';

/** The vault, as far as accounts use it. errors: AppError 'locked' */
export interface SecretStore {
  get(name: string): Promise<string | null>;
  has(name: string): boolean;
  put(name: string, value: string): Promise<void>;
  remove(name: string): Promise<void>;
  removeAll(prefix: string): Promise<void>;
  /** that begin with `prefix` */
  names(prefix: string): readonly string[];
}

const ALL = 'account/';
const prefixOf = (id: string): string => `${ALL}${id}/`;

/** The secrets of accounts, each under a name of its own: `account/<id>/secretAccessKey`. */
export class AccountVault {
  private readonly store: SecretStore;

  constructor(store: SecretStore) {
    this.store = store;
  }

  async of(id: AccountId, config: AccountConfig): Promise<AccountSecrets> {
    const found: AccountSecrets = {};
    for (const name of secretFields(config)) {
      const value = await this.store.get(prefixOf(id) + name);
      if (value !== null) found[name] = value;
    }
    return found;
  }

  /**
   * Keeps what is given, removes what is given empty and what this way to credentials has no use for.
   * before   how it was configured until now; null for a new one
   * errors   AppError 'invalid-input' when something is missing, or a stored secret would go to another place; then nothing has changed
   */
  async keep(id: AccountId, config: AccountConfig, given: AccountSecrets, before: AccountConfig | null): Promise<void> {
    refuseIncomplete(config, name => stands(given[name], () => this.store.has(prefixOf(id) + name)));
    if (before !== null) this.refuseElsewhere(id, before, config, given);
    const fields = new Set(secretFields(config));
    for (const name of fields) {
      if (given[name] === '') await this.store.remove(prefixOf(id) + name);
      else if (given[name] !== undefined) await this.store.put(prefixOf(id) + name, given[name]);
    }
    for (const name of this.kept(id)) if (!fields.has(name)) await this.store.remove(prefixOf(id) + name);
  }

  /** What a trial uses: what is given, and of the stored ones those of `stored`. errors: as of `keep` */
  async trial(config: AccountConfig, given: AccountSecrets, stored: { readonly id: AccountId; readonly config: AccountConfig } | null): Promise<AccountSecrets> {
    if (stored !== null) this.refuseElsewhere(stored.id, stored.config, config, given);
    const kept = stored === null ? {} : await this.of(stored.id, config);
    const merged = Object.fromEntries(Object.entries({ ...kept, ...given }).filter(([, value]) => value !== ''));
    refuseIncomplete(config, name => merged[name] !== undefined);
    return merged;
  }

  /** Names of the fields of which there is one. */
  kept(id: AccountId): readonly string[] {
    return this.store.names(prefixOf(id)).map(name => name.slice(prefixOf(id).length));
  }

  forget(id: AccountId): Promise<void> {
    return this.store.removeAll(prefixOf(id));
  }

  /** Takes out what accounts have left that are there no more. */
  async forgetOrphans(known: readonly AccountId[]): Promise<void> {
    const ids = new Set<string>(known);
    const owners = new Set(this.store.names(ALL).map(name => name.split('/')[1] ?? ''));
    for (const owner of owners) if (!ids.has(owner)) await this.store.removeAll(prefixOf(owner));
  }

  /** Who may change an account must not be able to have its keys used at a place of their own. */
  private refuseElsewhere(id: AccountId, before: AccountConfig, config: AccountConfig, given: AccountSecrets): void {
    if (before.endpoint === config.endpoint && before.kind === config.kind) return;
    for (const name of secretFields(config)) {
      if (given[name] === undefined && this.store.has(prefixOf(id) + name)) throw new AppError('invalid-input', 'The keys were entered for another address: enter them again for this one, or remove them.');
    }
  }
}

const secretFields = (config: AccountConfig): string[] => (methodOf(config)?.fields ?? []).flatMap(({ name, secret }) => secret ? [name] : []);
const stands = (given: string | undefined, stored: () => boolean): boolean => given === undefined ? stored() : given !== '';

function refuseIncomplete(config: AccountConfig, hasSecret: (name: string) => boolean): void {
  const method = methodOf(config);
  if (method === undefined) throw new AppError('invalid-input', `${config.kind} knows no credentials by ${config.credential.method}.`);
  const missing = method.fields.filter(({ name, secret, required }) => required && !(secret ? hasSecret(name) : (config.credential.fields[name] ?? '') !== ''));
  if (missing.length > 0) throw new AppError('invalid-input', `The account lacks: ${missing.map(({ name }) => name).join(', ')}.`);
}
