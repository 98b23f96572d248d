import type { Provider } from '../providers/provider.ts';
import type { AccountId, AccountState, CloudMachine } from '../shared/model/cloud.ts';
import type { AppError } from '../shared/model/errors.ts';

/** Told after each list of a region, and after each that failed. `at`: unix ms at which it was asked for. */
export type PollListener = (accountId: AccountId, region: string, outcome: readonly CloudMachine[] | AppError, at: number) => void;

/** The accounts of clouds, and the machines last heard of in them. */
export interface Accounts {
  list(): readonly AccountState[];
  /** as last listed, kept over restarts; of paused accounts too */
  machines(): readonly CloudMachine[];
  /** errors: AppError 'not-found' */
  machinesOf(accountId: AccountId): readonly CloudMachine[];
  /** What acts on its machines; connected when first used. errors: AppError 'not-found', 'conflict' while it is paused, 'locked' */
  provider(accountId: AccountId): Promise<Provider>;
  /** An action was taken: the region is listed at once and then often, until no machine of it is on its way to another state. */
  refreshSoon(accountId: AccountId, region: string): void;
  /** Returns what ends that. */
  onPolled(listener: PollListener): () => void;
}
