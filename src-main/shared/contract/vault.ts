import { z } from 'zod';
import { action, query, returns } from '../rpc/contract.ts';
import { secret } from '../rpc/secret.ts';

/** keychain: the key lies in the operating system's. file: in a file of this user alone, outside of the workspace. passphrase: nowhere; asked for at start */
export interface VaultStatus { readonly kind: 'keychain' | 'file' | 'passphrase'; readonly locked: boolean; readonly entries: number; readonly keyFile: string | null; /** why it can't be opened; null while all is well */ readonly trouble: string | null }
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
