import type { Caller } from '../access/caller.ts';
import type { Vault } from '../access/vault.ts';
import type { HostContract } from '../shared/contract/index.ts';
import type { Handlers } from '../shared/rpc/contract.ts';

export const vaultHandlers = (vault: Vault): Handlers<HostContract, Caller>['vault'] => {
  const statusAfter = async (change: Promise<void>) => {
    await change;
    return vault.status();
  };
  return {
    status: () => statusAfter(vault.retry()),
    unlock: ({ passphrase }) => statusAfter(vault.unlock(passphrase)),
    lock: () => statusAfter(vault.lock()),
    protect: ({ passphrase }) => statusAfter(vault.protect(passphrase)),
    unprotect: () => statusAfter(vault.unprotect()),
    rotate: () => statusAfter(vault.rotate()),
    startAnew: () => statusAfter(vault.startAnew()),
  };
};
