import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Keeper } from '../../../src-main/access/keeper.ts';
import { keychainKeeper, type SafeStorage } from '../../../src-main/access/keychain.ts';
import { fileKeeper } from '../../../src-main/access/keyfile.ts';
import { openVault, type Vault } from '../../../src-main/access/vault.ts';
import { type VaultTable, vaultTable } from '../../../src-main/store/vault.ts';
import { openWorkspace, type WorkspaceDb } from '../../../src-main/store/workspace.ts';

/** The smallest N that is taken: tests wait for no guess to become dear. */
export const CHEAP = 2 ** 14;

/** A workspace's folder and, outside of it, the one of its key file. */
export class VaultFolder {
  readonly dir = mkdtempSync(join(tmpdir(), 'stratoscope-vault-'));
  readonly dataDir = join(this.dir, 'data');
  readonly keyFile = join(this.dir, 'keys', 'workspace.json');
  private readonly opened: { vault: Vault; db: WorkspaceDb }[] = [];

  constructor() {
    mkdirSync(this.dataDir);
  }

  /** Opens the workspace anew, as after a start. `change` may stand between the vault and what it is built of. */
  async open(storage?: SafeStorage, change: (parts: { table: VaultTable; file: Keeper }) => { table: VaultTable; file: Keeper } = parts => parts): Promise<Vault> {
    await this.close();
    const db = openWorkspace(join(this.dataDir, 'stratoscope.db'));
    const { table, file } = change({ table: vaultTable(db), file: fileKeeper(this.keyFile) });
    const vault = await openVault({ table, file, keychain: await keychainKeeper(storage), keyFile: this.keyFile, cost: CHEAP });
    this.opened.push({ vault, db });
    return vault;
  }

  /** The database itself, while a vault is open. */
  get db(): WorkspaceDb { return this.opened.at(-1)!.db; }

  async close(): Promise<void> {
    for (const { vault, db } of this.opened.splice(0)) {
      await vault.close();
      db.close();
    }
  }

  /** All of it as it lies on the disk now, as after a crash at this moment; `keys: false` leaves the key file behind. */
  copy(keys = true): VaultFolder {
    const copy = new VaultFolder();
    cpSync(this.dataDir, copy.dataDir, { recursive: true });
    if (keys && existsSync(join(this.dir, 'keys'))) cpSync(join(this.dir, 'keys'), join(copy.dir, 'keys'), { recursive: true });
    return copy;
  }

  /** Every byte of the workspace's files, SQLite's own log among them. */
  bytes(): Buffer {
    return Buffer.concat(readdirSync(this.dataDir).sort().map(name => readFileSync(join(this.dataDir, name))));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
    rmSync(this.dir, { recursive: true, force: true });
  }
}

/** A system's keychain as Electron shows it: whoever has `key` opens what it closed. */
export function memoryKeychain({ backend = 'gnome_libsecret', available = true, key = randomBytes(32) } = {}): SafeStorage {
  return {
    backend, available: async () => available,
    encrypt: async text => {
      const cipher = createCipheriv('aes-256-ctr', key, Buffer.alloc(16));
      return Buffer.concat([Buffer.from('v11'), cipher.update(`ok${text}`, 'utf8'), cipher.final()]);
    },
    decrypt: async bytes => {
      const text = createDecipheriv('aes-256-ctr', key, Buffer.alloc(16)).update(bytes.subarray(3)).toString('latin1');
      if (!text.startsWith('ok')) throw new Error('Error while decrypting the ciphertext provided to safeStorage.decryptString.');
      return text.slice(2);
    },
  };
}
