import { z } from 'zod';
import type { AccountKind } from '../model/accountkinds.ts';
import { AccountConfig, AccountId, type AccountState, type AccountTestStep, CloudKind, Polling } from '../model/cloud.ts';
import type { PollingPrice } from '../model/cloudprice.ts';
import { action, query, returns, stream } from '../rpc/contract.ts';
import { secret } from '../rpc/secret.ts';

const One = z.object({ id: AccountId });
/** By the name of the field (`secretAccessKey`); they go into the vault and are never told again. One left out stays as it is, an empty one is removed. */
export const AccountSecrets = secret(z.record(z.string().regex(/^[a-zA-Z]{1,40}$/), z.string().max(20_000)));
export type AccountSecrets = z.infer<typeof AccountSecrets>;
const Given = z.object({ config: AccountConfig, secrets: AccountSecrets.default({}) });

/** What the computer knows already: nothing of it is copied. */
export interface KnownCredentials {
  /** profiles of ~/.aws/config and ~/.aws/credentials; sso: it logs in by single sign-on */
  readonly profiles: readonly { readonly name: string; readonly sso: boolean; readonly region: string }[];
  /** AWS_ACCESS_KEY_ID is set where the host runs */
  readonly environment: boolean;
}

export const accounts = {
  kinds: query('account:read', z.object({}), returns<readonly AccountKind[]>()),
  list: query('account:read', z.object({}), returns<readonly AccountState[]>()),
  /** the whole list at once and again after every change; a slow listener gets the newest */
  changes: stream('account:read', z.object({}), returns<readonly AccountState[]>()),
  known: query('account:write', z.object({ kind: CloudKind }), returns<KnownCredentials>()),
  add: action('account:write', Given, returns<AccountState>()),
  edit: action('account:write', One.extend(Given.shape), returns<AccountState>()),
  /** while it is paused not one call is made */
  pause: action('account:write', One.extend({ paused: z.boolean() }), returns<AccountState>()),
  remove: action('account:write', One, returns<null>()),
  /** for as long as the host runs */
  restore: action('account:write', One, returns<AccountState>()),
  /** lists all its regions now, and looks for new ones */
  refresh: action('account:write', One, returns<null>()),
  polling: action('account:write', One.extend({ polling: Polling }), returns<AccountState>()),
  /** asks for everything that a list needs; nothing is stored. `id` takes the stored secrets of that account where none are given */
  test: stream('account:write', Given.extend({ id: AccountId.optional() }), returns<AccountTestStep>()),
  /** regions that are switched on for these credentials */
  regions: query('account:write', Given.extend({ id: AccountId.optional() }), returns<readonly string[]>()),
  /** what fetching would cost in 30 days, for so many machines */
  price: query('account:read', z.object({ kind: CloudKind, polling: Polling, machines: z.int().min(0).max(1_000_000) }), returns<PollingPrice>()),
};
