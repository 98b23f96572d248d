import { z } from 'zod';
import { HostSecrets } from '../../shared/contract/hosts.ts';
import { AppError } from '../../shared/model/errors.ts';
import type { HostId, SshHostConfig } from '../../shared/model/sshhost.ts';

/** Where secrets are kept. errors: AppError 'locked' */
export interface SecretStore {
  get(name: string): Promise<string | null>;
  has(name: string): boolean;
  put(name: string, value: string): Promise<void>;
  remove(name: string): Promise<void>;
  removeAll(prefix: string): Promise<void>;
}

const Answers = z.array(z.string());
type Kind = 'password' | 'passphrase' | 'key' | 'answers';
const nameOf = (id: HostId, kind: Kind): string => `host/${id}/${kind}`;

/** The secrets of hosts, each under a name of its own: `host/<id>/password`. */
export class HostVault {
  private readonly secrets: SecretStore;

  constructor(secrets: SecretStore) {
    this.secrets = secrets;
  }

  async of(id: HostId): Promise<HostSecrets> {
    const read = (kind: Kind) => this.secrets.get(nameOf(id, kind));
    const [password, passphrase, privateKey, answers] = await Promise.all([read('password'), read('passphrase'), read('key'), read('answers')]);
    return {
      ...(password === null ? {} : { password }), ...(passphrase === null ? {} : { passphrase }), ...(privateKey === null ? {} : { privateKey }),
      ...(answers === null ? {} : { answers: answersIn(answers) }),
    };
  }

  /**
   * Keeps what is given and removes what is given empty.
   * before   how the host was configured until now; null for a new one
   * returns  the configuration, saying of which of its secrets there is one
   * errors   AppError 'invalid-input' when a stored secret would go to another place; then nothing has changed
   */
  async keep(id: HostId, config: SshHostConfig, given: HostSecrets, before: SshHostConfig | null): Promise<SshHostConfig> {
    const { password, passphrase, privateKey, answers } = given;
    if (before !== null) refuseElsewhere(before, config, given, field => this.secrets.has(nameOf(id, field)));
    await this.set(nameOf(id, 'password'), password);
    await this.set(nameOf(id, 'passphrase'), passphrase);
    await this.set(nameOf(id, 'key'), privateKey);
    await this.set(nameOf(id, 'answers'), answers && (answers.length === 0 ? '' : JSON.stringify(answers)));
    const has = (kind: Kind, wanted: boolean, given: unknown) => (wanted || Boolean(given)) && this.secrets.has(nameOf(id, kind));
    return withMethods(config, {
      password: has('password', config.auth.password, password), key: has('key', config.auth.key, privateKey),
      interactive: config.auth.interactive || (answers?.length ?? 0) > 0,
    });
  }

  /** What a trial uses: what is given, and of the stored ones those of `stored`, an id and how that host is configured. errors: as of `keep` */
  async trial(config: SshHostConfig, given: HostSecrets, stored: { readonly id: HostId; readonly config: SshHostConfig } | null): Promise<HostSecrets> {
    if (stored === null) return given;
    refuseElsewhere(stored.config, config, given, field => this.secrets.has(nameOf(stored.id, field)));
    return mergedSecrets(await this.of(stored.id), given);
  }

  private async set(name: string, value: string | undefined): Promise<void> {
    if (value === '') await this.secrets.remove(name);
    else if (value !== undefined) await this.secrets.put(name, value);
  }

  forget(id: HostId): Promise<void> {
    return this.secrets.removeAll(`host/${id}/`);
  }
}

/** What is sent to the server; a key and its passphrase stay here. */
const SENT = ['password', 'answers'] as const;

/** Who may change a host must not be able to have its password sent to a place of their own. */
function refuseElsewhere(before: SshHostConfig, config: SshHostConfig, given: HostSecrets, has: (field: (typeof SENT)[number]) => boolean): void {
  if (destination(before) === destination(config)) return;
  for (const field of SENT) {
    if (given[field] === undefined && has(field)) throw new AppError('invalid-input', field === 'password' ? 'The password was entered for another address: enter it again for this one, or remove it.' : 'The answers were entered for another address: enter them again for this one, or remove them.');
  }
}

const destination = ({ address, port, proxyJump }: SshHostConfig): string => JSON.stringify([address, port, proxyJump]);

/** The configuration with the methods that these secrets serve: for a trial, of which nothing is kept. */
export function withSecrets(config: SshHostConfig, { password, privateKey, answers }: HostSecrets): SshHostConfig {
  return withMethods(config, { password: Boolean(password), key: Boolean(privateKey), interactive: config.auth.interactive || (answers?.length ?? 0) > 0 });
}

const withMethods = (config: SshHostConfig, methods: Partial<SshHostConfig['auth']>): SshHostConfig => ({ ...config, auth: { ...config.auth, ...methods } });

/** What is given goes before what is stored; given empty, it counts as none. */
function mergedSecrets(stored: HostSecrets, given: HostSecrets): HostSecrets {
  const merged = new Map<string, string | readonly string[]>();
  for (const [name, value] of [...Object.entries(stored), ...Object.entries(given)]) {
    if (value?.length === 0) merged.delete(name);
    else if (value !== undefined) merged.set(name, value);
  }
  return HostSecrets.parse(Object.fromEntries(merged));
}

function answersIn(text: string): string[] {
  try {
    return Answers.parse(JSON.parse(text));
  } catch { // what went wrong would quote them
    throw new AppError('unavailable', 'The kept answers of this host are no list of texts. Enter them again.');
  }
}
