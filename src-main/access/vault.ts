import type { VaultStatus } from '../shared/contract/vault.ts';
import { AppError } from '../shared/model/errors.ts';
import type { CarriedVault, EntryRow, KeyRow, VaultTable } from '../store/vault.ts';
import { type Keeper, KeyTrouble } from './keeper.ts';
import { newPassphrase, samePassphrase } from './passphrase.ts';
import { newKey, seal, unseal } from './sealing.ts';

export interface VaultParts {
  readonly table: VaultTable;
  /** null where there is no keychain that keeps a secret */
  readonly keychain: Keeper | null;
  readonly file: Keeper;
  /** where `file` keeps its key, for people */
  readonly keyFile: string;
  /** scrypt's N for new passphrases */
  readonly cost: number;
}

/** The key at hand, and what keeps it. */
interface Opened { readonly row: KeyRow; readonly keeper: Keeper; readonly key: Buffer }

/**
 * Secrets by name, each closed with AES-256-GCM under one key of the vault's own, bound to its name and the count of its writes. That key is
 * itself kept closed, by the keychain, a key file or a passphrase. It is made when there is a first secret to keep.
 * Changes follow one another; readings never wait for them.
 */
export class Vault {
  private readonly parts: VaultParts;
  private readonly listeners = new Set<() => void>();
  private opened: Opened | null = null;
  /** why the key can't be had; null also while it only waits for its passphrase */
  private trouble: KeyTrouble | null = null;
  private damaged: readonly string[] = [];
  private turn: Promise<unknown> = Promise.resolve();

  constructor(parts: VaultParts) {
    this.parts = parts;
  }

  /** null: there is none of that name. Errors: AppError 'locked'; 'unavailable' when this entry is damaged */
  async get(name: string): Promise<string | null> {
    if (!this.has(name)) return null;
    if (this.opened === null) await this.retry();
    const { key } = this.open();
    const entry = this.parts.table.entry(name);
    if (entry === undefined) return null;
    const plain = unseal(key, entry.sealed, aboutEntry(entry));
    if (plain === undefined) throw new AppError('unavailable', `The vault's entry ${name} is damaged. Enter that secret again.`);
    return plain.toString('utf8');
  }

  /** Needs no key. */
  has(name: string): boolean {
    return this.parts.table.entry(name) !== undefined;
  }

  /** Of all entries that begin with `prefix`. Needs no key. */
  names(prefix: string): readonly string[] {
    return this.parts.table.names(prefix);
  }

  /** Adds it, or replaces the one of that name. Errors: AppError 'locked' */
  put(name: string, value: string): Promise<void> {
    return this.inTurn(async () => {
      const { key } = this.fresh() ? await this.begin() : this.open();
      const version = (this.parts.table.entry(name)?.version ?? 0) + 1;
      this.parts.table.save(sealEntry(key, name, version, Buffer.from(value, 'utf8')));
      this.damaged = this.damaged.filter(other => other !== name);
    });
  }

  /** Needs no key. */
  remove(name: string): Promise<void> {
    return this.inTurn(async () => {
      this.parts.table.remove(name);
      this.damaged = this.damaged.filter(other => other !== name);
    });
  }

  /** Needs no key. */
  removeAll(prefix: string): Promise<void> {
    return this.inTurn(async () => {
      this.parts.table.removeAll(prefix);
      this.damaged = this.damaged.filter(other => !other.startsWith(prefix));
    });
  }

  status(): VaultStatus {
    const { table, keyFile } = this.parts;
    const kind = table.key()?.kind ?? this.usual().kind;
    const { trouble, damaged } = this;
    return {
      kind, locked: this.locked(), entries: table.count(), keyFile: kind === 'file' ? keyFile : null, damaged,
      problem: trouble?.problem ?? (damaged.length > 0 ? 'entries-damaged' : null),
      trouble: trouble?.message ?? (damaged.length > 0 ? `Damaged, to be entered again: ${damaged.join(', ')}` : null),
    };
  }

  /** Looks again for a key that could not be had: its file may be back. */
  async retry(): Promise<void> {
    const { table, keychain, file } = this.parts;
    const row = table.key();
    if (row === undefined || this.opened !== null || row.kind === 'passphrase') return;
    const keeper = row.kind === 'file' ? file : keychain;
    try {
      if (keeper === null) throw new KeyTrouble('keychain-away', "The vault's key lies in the system's keychain, which can't be reached from here. Start Stratoscope as a desktop window; there it can also be put under a passphrase.");
      const key = await keeper.unwrap(row);
      const now = table.key();
      if (this.opened === null && now !== undefined && Buffer.compare(now.sealed, row.sealed) === 0) this.take({ row, keeper, key });
    } catch (error) {
      this.complain(error);
    }
  }

  /** Errors: AppError 'invalid-input' for a wrong passphrase, 'conflict' where there is none */
  unlock(passphrase: string): Promise<void> {
    return this.inTurn(async () => {
      const row = this.parts.table.key();
      if (row?.kind !== 'passphrase') throw new AppError('conflict', 'The vault is under no passphrase.');
      const keeper = await samePassphrase(passphrase, row);
      this.take({ row, keeper, key: await keeper.unwrap(row) });
    });
  }

  /** Forgets the key. Errors: AppError 'conflict' where it would come back by itself */
  lock(): Promise<void> {
    return this.inTurn(async () => {
      if (this.parts.table.key()?.kind !== 'passphrase') throw new AppError('conflict', 'Only a vault under a passphrase can be locked.');
      this.drop();
    });
  }

  /** Puts it under a passphrase, or under another one. Errors: AppError 'locked' */
  protect(passphrase: string): Promise<void> {
    return this.inTurn(async () => {
      if (!this.fresh()) this.open();
      await this.move(await newPassphrase(passphrase, this.parts.cost));
    });
  }

  /** Back to the keychain or the key file. Errors: AppError 'locked'; 'conflict' where there is no passphrase */
  unprotect(): Promise<void> {
    return this.inTurn(async () => {
      if (this.parts.table.key()?.kind !== 'passphrase') throw new AppError('conflict', 'The vault is under no passphrase.');
      this.open();
      await this.move(this.usual());
    });
  }

  /** A new key, kept in the same way; what opened the old one opens nothing any more. Errors: AppError 'locked' */
  rotate(): Promise<void> {
    return this.inTurn(async () => {
      if (!this.fresh()) await this.move(this.open().keeper);
    });
  }

  /** Gives up all entries of a vault that can't be opened, and its key with them. Errors: AppError 'conflict' while it is open */
  startAnew(): Promise<void> {
    return this.inTurn(async () => {
      await this.retry();
      if (!this.locked()) throw new AppError('conflict', 'The vault is open: nothing in it is lost.');
      this.parts.table.clear();
      this.drop();
    });
  }

  /**
   * A copy of everything that may leave the workspace: its key is kept by a passphrase and nothing else. A vault that is under one goes as it is,
   * locked or not, unless another is given. null: there is nothing in it.
   * errors  AppError 'invalid-input' where the key lies elsewhere and no passphrase is given, 'locked'
   */
  async carry(passphrase: string | undefined): Promise<CarriedVault | null> {
    let carried: CarriedVault | null = null;
    await this.inTurn(async () => {
      const { table, cost } = this.parts;
      const row = table.key();
      if (row === undefined) return;
      if (row.kind === 'passphrase' && passphrase === undefined) { carried = { key: row, entries: table.entries() }; return; }
      if (passphrase === undefined) throw new AppError('invalid-input', "The vault's key lies outside of the workspace and goes into no backup. Give a passphrase: the secrets' copy opens with it alone.");
      await this.retry();
      const opened = this.open();
      const key = newKey();
      carried = { key: await (await newPassphrase(passphrase, cost)).wrap(key), entries: table.entries().map(entry => resealed(entry, opened.key, key)) };
      key.fill(0);
    });
    return carried;
  }

  /** Called after every change of its state. Returns what ends that. */
  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => { this.listeners.delete(listener); };
  }

  /** The key is wiped from memory. */
  async close(): Promise<void> {
    await this.turn;
    this.drop();
    this.listeners.clear();
  }

  private usual(): Keeper {
    return this.parts.keychain ?? this.parts.file;
  }

  private fresh(): boolean {
    return this.parts.table.key() === undefined;
  }

  private locked(): boolean {
    return this.opened === null && !this.fresh();
  }

  private open(): Opened {
    if (this.opened !== null) return this.opened;
    throw this.trouble ?? new AppError('locked', 'The vault is locked. Unlock it with its passphrase.');
  }

  private async begin(): Promise<Opened> {
    const keeper = this.usual();
    const key = newKey();
    const row = await keeper.wrap(key);
    this.parts.table.begin(row);
    return this.opened = { row, keeper, key };
  }

  /** Everything under a new key that `keeper` keeps, in one transaction. What is damaged stays as it is: no key opens it. */
  private async move(keeper: Keeper): Promise<void> {
    const before = this.opened;
    const key = newKey();
    const row = await keeper.wrap(key);
    this.parts.table.replace(row, before === null ? [] : this.parts.table.entries().map(entry => resealed(entry, before.key, key)));
    this.opened = { row, keeper, key };
    if (before === null) return;
    before.key.fill(0);
    await before.keeper.forget(before.row).catch((cause: unknown) => {
      throw new AppError('unavailable', `The vault has its new key, but the old one could not be removed: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    });
  }

  private take(opened: Opened): void {
    this.drop();
    this.opened = opened;
    this.damaged = this.parts.table.entries().filter(entry => unseal(opened.key, entry.sealed, aboutEntry(entry)) === undefined).map(({ name }) => name);
    this.tell();
  }

  private drop(): void {
    this.opened?.key.fill(0);
    this.opened = null;
    this.trouble = null;
    this.damaged = [];
  }

  private complain(error: unknown): void {
    if (!(error instanceof KeyTrouble)) throw error;
    const changed = error.message !== this.trouble?.message;
    this.trouble = error;
    if (changed) this.tell();
  }

  private tell(): void {
    for (const listener of this.listeners) listener();
  }

  private inTurn(change: () => Promise<void>): Promise<void> {
    const mine = this.turn.then(change).then(() => this.tell());
    this.turn = mine.catch(() => undefined); // whoever asked gets the error
    return mine;
  }
}

/** The vault of a workspace, open if its key can be had without asking. */
export async function openVault(parts: VaultParts): Promise<Vault> {
  const vault = new Vault(parts);
  await vault.retry();
  return vault;
}

const aboutEntry = ({ name, version }: Pick<EntryRow, 'name' | 'version'>): string => JSON.stringify(['stratoscope vault entry', name, version]);

const sealEntry = (key: Buffer, name: string, version: number, plain: Buffer): EntryRow => ({ name, version, sealed: seal(key, plain, aboutEntry({ name, version })) });

function resealed(entry: EntryRow, from: Buffer, to: Buffer): EntryRow {
  const plain = unseal(from, entry.sealed, aboutEntry(entry));
  return plain === undefined ? entry : sealEntry(to, entry.name, entry.version + 1, plain);
}
