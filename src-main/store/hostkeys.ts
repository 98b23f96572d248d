import type { HostKey } from '../shared/model/sshhost.ts';
import type { WorkspaceDb } from './workspace.ts';

/** Keys of SSH servers that the user has consented to, by address (lower case) and port. A server may have one of each type. */
export interface HostKeyStore {
  of(address: string, port: number): HostKey[];
  /** Replaces every other one of that address and port when `only`; else adds it beside them. at: unix ms */
  pin(address: string, port: number, key: HostKey, at: number, only: boolean): void;
}

export function hostKeyStore(db: WorkspaceDb): HostKeyStore {
  const select = db.prepare<[string, number], HostKey>('SELECT type, fingerprint FROM host_keys WHERE address = ? AND port = ? ORDER BY type');
  const clear = db.prepare<[string, number]>('DELETE FROM host_keys WHERE address = ? AND port = ?');
  const upsert = db.prepare<[string, number, string, string, number]>(`
    INSERT INTO host_keys (address, port, type, fingerprint, pinned_at) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (address, port, type) DO UPDATE SET fingerprint = excluded.fingerprint, pinned_at = excluded.pinned_at`);
  const pin = db.transaction((address: string, port: number, { type, fingerprint }: HostKey, at: number, only: boolean) => {
    if (only) clear.run(address, port);
    upsert.run(address, port, type, fingerprint, at);
  });
  return {
    of: (address, port) => select.all(address.toLowerCase(), port),
    pin: (address, port, key, at, only) => { pin(address.toLowerCase(), port, key, at, only); },
  };
}
