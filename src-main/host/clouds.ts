import type { Vault } from '../access/vault.ts';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import type { OpenProvider } from '../inventory/accounts/account.ts';
import { AccountRegistry } from '../inventory/accounts/registry.ts';
import type { KnownCredentials } from '../shared/contract/accounts.ts';
import type { CloudKind } from '../shared/model/cloud.ts';
import { accountTable } from '../store/accounts.ts';
import type { WorkspaceDb } from '../store/workspace.ts';
import { onUnlocked } from './vault.ts';

export interface CloudParts {
  readonly db: WorkspaceDb;
  readonly clock: Clock;
  readonly vault: Vault;
  readonly log: Log;
  /** false: the accounts are known, but none is asked */
  readonly collecting: boolean;
}

/** The accounts of clouds. */
export interface Clouds {
  readonly accounts: AccountRegistry;
  known(kind: CloudKind): Promise<KnownCredentials>;
  close(): Promise<void>;
}

export function openClouds({ db, clock, vault, log, collecting }: CloudParts): Clouds {
  const onError = (error: unknown, what: string) => log.error({ err: error }, what);
  const accounts = new AccountRegistry({
    clock, secrets: vault, open, onError,
    table: accountTable(db, (id, error) => log.error({ id, err: error }, 'a stored account is unreadable and left out')),
  });
  if (collecting) accounts.start();
  const untold = onUnlocked(vault, () => accounts.refreshAll());
  return {
    accounts,
    known: async () => (await import('../providers/aws/known.ts')).knownToAws(process.env),
    close: async () => {
      untold();
      await accounts.stop();
    },
  };
}

/** The SDK takes a hundred megabytes and a quarter of a second: only who has an account pays for it. */
const open: OpenProvider = async ({ id, config }, secrets, onCall) => {
  const { awsProvider } = await import('../providers/aws/provider.ts');
  return awsProvider({ accountId: id, config, secrets, onCall });
};
