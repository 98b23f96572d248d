import type { Vault } from '../access/vault.ts';
import { watchForGaps } from '../alerts/gapwatch.ts';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import { CloudCollector } from '../collect/clouds/collector.ts';
import type { OpenProvider } from '../inventory/accounts/account.ts';
import { AccountRegistry } from '../inventory/accounts/registry.ts';
import type { KnownCredentials } from '../shared/contract/accounts.ts';
import { MACHINE_JOB } from '../shared/contract/events.ts';
import type { CloudKind } from '../shared/model/cloud.ts';
import { accountTable } from '../store/accounts.ts';
import type { EventTable } from '../store/events.ts';
import type { WorkspaceDb } from '../store/workspace.ts';
import type { Appender } from '../workers/appender.ts';
import { onUnlocked } from './vault.ts';

export interface CloudParts {
  readonly db: WorkspaceDb;
  readonly clock: Clock;
  readonly appender: Appender;
  readonly events: EventTable;
  readonly vault: Vault;
  readonly log: Log;
  /** false: the accounts are known, but none is asked */
  readonly collecting: boolean;
}

/** The accounts of clouds, and what fetches their metrics. */
export interface Clouds {
  readonly accounts: AccountRegistry;
  known(kind: CloudKind): Promise<KnownCredentials>;
  close(): Promise<void>;
}

export function openClouds({ db, clock, appender, events, vault, log, collecting }: CloudParts): Clouds {
  const onError = (error: unknown, what: string) => log.error({ err: error }, what);
  const table = accountTable(db, (id, error) => log.error({ id, err: error }, 'a stored account is unreadable and left out'));
  const accounts = new AccountRegistry({ clock, secrets: vault, open, onError, table });
  const collector = new CloudCollector({
    clock, appender, marks: table, onError,
    onChange: () => accounts.noted(),
    onLost: ({ id }, from, to) => events.add([{ at: clock.now(), job: MACHINE_JOB, instance: id, kind: 'lost', subject: 'metrics', before: new Date(from).toISOString(), after: new Date(to).toISOString(), origin: '' }]),
  });
  const follow = () => void collector.follow(accounts.all()).catch(error => onError(error, 'following the accounts'));
  const untold = [onUnlocked(vault, () => accounts.refreshAll()), ...collecting ? [accounts.onRoster(follow)] : []];
  const waking = collecting ? watchForGaps(clock, () => { // what was missed is fetched while it can be had
    accounts.refreshAll();
    collector.wake();
  }) : null;
  if (collecting) {
    accounts.start();
    follow();
  }
  return {
    accounts,
    known: async () => (await import('../providers/aws/known.ts')).knownToAws(process.env),
    close: async () => {
      waking?.[Symbol.dispose]();
      for (const end of untold) end();
      await collector.stop();
      await accounts.stop();
    },
  };
}

/** The SDK takes a hundred megabytes and a quarter of a second: only who has an account pays for it. */
const open: OpenProvider = async ({ id, config }, secrets, onCall) => {
  const { awsProvider } = await import('../providers/aws/provider.ts');
  return awsProvider({ accountId: id, config, secrets, onCall });
};
