import Database from 'better-sqlite3';
import { copyFailed } from './copy.ts';
import type { CarriedVault } from './vault.ts';
import { WORKSPACE_ID } from './workspace.ts';

/**
 * Makes the copy of stratoscope.db fit to leave. Out of it go: the vault, but for what is `carried`; browsers' sessions, since they belong to the
 * original; and the workspace's id, since the copy is a workspace of its own and must never share a key file with the other one. Nothing of that is left in its bytes.
 */
export function settleWorkspaceCopy(path: string, carried: CarriedVault | null): void {
  const db = new Database(path);
  try {
    db.pragma('journal_mode = DELETE');
    db.pragma('secure_delete = ON');
    db.transaction(() => {
      for (const table of ['vault', 'vault_key', 'sessions']) db.exec(`DELETE FROM ${table}`);
      db.prepare('DELETE FROM settings WHERE name = ?').run(WORKSPACE_ID);
      if (carried === null) return;
      const { kind, params, sealed } = carried.key;
      db.prepare('INSERT INTO vault_key (only, kind, params, sealed) VALUES (1, ?, ?, ?)').run(kind, params, sealed);
      const entry = db.prepare('INSERT INTO vault (name, version, sealed) VALUES (?, ?, ?)');
      for (const one of carried.entries) entry.run(one.name, one.version, one.sealed);
    })();
    db.exec('VACUUM');
  } catch (error) {
    throw copyFailed(error, 'stratoscope.db', path);
  } finally {
    db.close();
  }
}
