import { z } from 'zod';
import { action, query, returns } from '../rpc/contract.ts';
import { secret } from '../rpc/secret.ts';

/** What can be wrong with a vault. file-open: others can read the key file; file-foreign: it holds another key; away: not from this door. */
export type VaultProblem = 'file-gone' | 'file-unreadable' | 'file-open' | 'file-damaged' | 'file-foreign' | 'keychain-away' | 'keychain-refused' | 'record-damaged' | 'entries-damaged';

/** keychain: the key lies in the operating system's. file: in a file of this user alone, outside of the workspace. passphrase: nowhere; asked for at start */
export interface VaultStatus { readonly kind: 'keychain' | 'file' | 'passphrase'; readonly locked: boolean; readonly entries: number; readonly keyFile: string | null; /** why it can't be opened, or what of it is damaged; null while all is well */ readonly trouble: string | null; /** `trouble` by its name */ readonly problem: VaultProblem | null; /** entries that have to be entered again */ readonly damaged: readonly string[] }
const Passphrase = secret(z.string().min(8).max(1000));

export const vault = {
  status: query('host:read', z.object({}), returns<VaultStatus>()),
  unlock: action('host:write', z.object({ passphrase: Passphrase }), returns<VaultStatus>()),
  lock: action('host:write', z.object({}), returns<VaultStatus>()),
  /** from now on under a passphrase, or under another one */
  protect: action('access:write', z.object({ passphrase: Passphrase }), returns<VaultStatus>()),
  /** back to the keychain or the key file */
  unprotect: action('access:write', z.object({}), returns<VaultStatus>()),
  /** a new key for everything; the old one opens nothing any more */
  rotate: action('access:write', z.object({}), returns<VaultStatus>()),
  /** gives up every entry of a vault that can't be opened: its key file is lost, its passphrase forgotten */
  startAnew: action('access:write', z.object({}), returns<VaultStatus>()),
};
