import { useState } from 'react';
import type { VaultStatus } from '../../src-main/shared/contract/vault.ts';
import type { AppError } from '../../src-main/shared/model/errors.ts';
import type { Host } from '../host/client.ts';
import { toAppError, useCall, useHost } from '../host/hooks.ts';

/** The vault's state, and changes of it one at a time. A passphrase passes through and is kept nowhere, not even as a finished call's input. */
export function useVault() {
  const host = useHost();
  const call = useCall(['vault.status'], (from, signal) => from.vault.status({}, signal), { refresh: true });
  const [running, setRunning] = useState<string | null>(null);
  const [failure, setFailure] = useState<{ readonly act: string; readonly error: AppError } | null>(null);
  /** true when it was done */
  const run = async (act: string, change: (host: Host) => Promise<VaultStatus>): Promise<boolean> => {
    setRunning(act);
    setFailure(null);
    try {
      await change(host);
      return true;
    } catch (error) {
      setFailure({ act, error: toAppError(error) });
      return false;
    } finally {
      setRunning(null);
      call.refetch();
    }
  };
  return { status: call.data, error: call.error, refetch: call.refetch, running, failure, run };
}
export type VaultUse = ReturnType<typeof useVault>;
