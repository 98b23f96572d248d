import { resolve } from 'node:path';
import { restoreWorkspace } from '../host/restore.ts';
import type { Backup } from '../shared/contract/store.ts';
import { AppError } from '../shared/model/errors.ts';
import type { Client } from '../shared/rpc/contract.ts';
import type { HostContract } from '../shared/contract/index.ts';
import { closing, type Surroundings } from './ask.ts';
import { askSecret } from './asksecret.ts';
import { reach } from './reach.ts';

export interface BackupFlags { readonly dataDir: string; readonly vault: boolean }

/** One more copy of the workspace, made by the host that runs on it, if there is one. */
export async function runBackup(folder: string, { dataDir, vault }: BackupFlags, { places, log, print }: Surroundings): Promise<void> {
  await using reached = closing(await reach(dataDir, places, log));
  const passphrase = vault ? await passphraseFor(reached.client) : undefined;
  const made = await reached.client.store.backup({ folder: resolve(folder), vault, ...(passphrase === undefined ? {} : { passphrase }) });
  print(madeText(made));
}

/** Nobody's choice but the user's: a vault under a passphrase goes as it is, any other gets one for its copy. */
async function passphraseFor(client: Client<HostContract>): Promise<string | undefined> {
  const given = process.env['STRATOSCOPE_BACKUP_PASSPHRASE'] ?? '';
  if (given !== '') return given;
  const { kind, entries } = await client.vault.status({});
  if (kind === 'passphrase' || entries === 0) return undefined;
  if (!process.stdin.isTTY) throw new AppError('invalid-input', "The vault's key lies outside of the workspace and goes into no backup. Set STRATOSCOPE_BACKUP_PASSPHRASE (8 characters or more): the secrets' copy opens with it alone.");
  const first = await askSecret('A passphrase for the secrets in this backup: ');
  if (await askSecret('Once more: ') !== first) throw new AppError('invalid-input', 'These were two different passphrases; nothing was made.');
  return first;
}

const madeText = ({ folder, bytes, madeAt, vault }: Backup): string =>
  `${folder}: ${bytes} bytes, the state of ${new Date(madeAt).toISOString()}, ${vault === 'none' ? 'without secrets' : 'with the vault under its passphrase'}.\n`
  + `To restore it: stratoscope restore ${shellWord(folder)} --data-dir <new folder>\n`;

const shellWord = (text: string): string => /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;

export async function runRestore(folder: string, dataDir: string, { print }: Pick<Surroundings, 'print'>): Promise<void> {
  const { madeAt, vault } = await restoreWorkspace(resolve(folder), dataDir);
  print(`${dataDir} is the workspace of ${madeAt}, every checksum as in its manifest. ${vault === 'none' ? 'Its secrets have to be entered again.' : 'Its secrets open with the passphrase of the backup.'}\n`
    + `To start it: stratoscope serve --data-dir ${shellWord(dataDir)}\n`);
}
