import type { Caller } from '../access/caller.ts';
import type { HostContract } from '../shared/contract/index.ts';
import type { Backup, BackupInput, Backups, CheckReport } from '../shared/contract/store.ts';
import type { Client, Handlers } from '../shared/rpc/contract.ts';
import type { StorageContract } from '../workers/contract.ts';

export interface BackupBook {
  list(): Promise<Backups>;
  make(input: BackupInput, signal: AbortSignal): Promise<Backup>;
  remove(name: string): Promise<void>;
}

export const storeHandlers = (storage: Client<StorageContract>['storage'], backups: BackupBook, check: (signal: AbortSignal) => Promise<CheckReport>): Handlers<HostContract, Caller>['store'] => ({
  stats: (_input, _caller, signal) => storage.stats({}, signal),
  check: (_input, _caller, signal) => check(signal),
  compact: (_input, _caller, signal) => storage.compact({}, signal),
  backups: () => backups.list(),
  backup: (input, _caller, signal) => backups.make(input, signal),
  snapshot: async (_input, _caller, signal) => ({ name: (await backups.make({ vault: false }, signal)).name }),
  removeSnapshot: async ({ name }) => {
    await backups.remove(name);
    return null;
  },
});
