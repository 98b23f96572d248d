import { randomUUID } from 'node:crypto';
import { isAbsolute, join, relative, resolve } from 'node:path';
import envPaths from 'env-paths';
import { z } from 'zod';
import { keychainKeeper, type SafeStorage } from '../access/keychain.ts';
import { fileKeeper } from '../access/keyfile.ts';
import { PASSPHRASE_COST } from '../access/passphrase.ts';
import { openVault, type Vault } from '../access/vault.ts';
import { AppError } from '../shared/model/errors.ts';
import { settingsTable } from '../store/settings.ts';
import { vaultTable } from '../store/vault.ts';
import { WORKSPACE_ID, type WorkspaceDb } from '../store/workspace.ts';

export interface VaultPlace {
  readonly dataDir: string;
  /** folder of the key file; the platform's folder for settings when left out, or STRATOSCOPE_KEY_DIR */
  readonly keyDir?: string | undefined;
  readonly safeStorage?: SafeStorage | undefined;
}

const defaultKeyDir = (): string => process.env['STRATOSCOPE_KEY_DIR'] || join(envPaths('stratoscope', { suffix: '' }).config, 'keys');

/** errors  AppError 'invalid-input' when the key file would lie in the workspace: whoever copies that must not get the key too */
export async function openWorkspaceVault(db: WorkspaceDb, { dataDir, keyDir = defaultKeyDir(), safeStorage }: VaultPlace): Promise<Vault> {
  const folder = resolve(keyDir);
  const path = relative(resolve(dataDir), folder);
  if (path === '' || !path.startsWith('..') && !isAbsolute(path)) throw new AppError('invalid-input', `The key folder ${folder} lies in the workspace ${dataDir}. Choose one outside of it.`);
  const keyFile = join(folder, `${workspaceId(db)}.json`);
  return openVault({ table: vaultTable(db), keychain: await keychainKeeper(safeStorage), file: fileKeeper(keyFile), keyFile, cost: PASSPHRASE_COST });
}

/** Calls when the vault has been locked and is open again. Returns what ends that. */
export function onUnlocked(vault: Vault, opened: () => void): () => void {
  let { locked } = vault.status();
  return vault.onChange(() => {
    const before = locked;
    ({ locked } = vault.status());
    if (before && !locked) opened();
  });
}

/** Goes with the workspace wherever it is moved, so that it finds its key again. */
function workspaceId(db: WorkspaceDb): string {
  const settings = settingsTable(db);
  const known = settings.read(WORKSPACE_ID, z.uuid(), '');
  if (known !== '') return known;
  const id = randomUUID();
  settings.write(WORKSPACE_ID, id);
  return id;
}
