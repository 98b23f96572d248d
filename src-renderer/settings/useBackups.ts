import { useEffect, useRef, useState } from 'react';
import type { Backup, Backups } from '../../src-main/shared/contract/store.ts';
import type { AppError } from '../../src-main/shared/model/errors.ts';
import { toAppError, useCall, useHost } from '../host/hooks.ts';

const LOOK_MS = 500;

export interface BackupChoice { readonly folder?: string; readonly vault: boolean; readonly passphrase?: string }
export interface BackupsUse {
  readonly state: Backups | undefined;
  readonly error: AppError | null;
  /** begun on this page, so that it can be given up here */
  readonly mine: boolean;
  readonly made: Backup | null;
  /** why the newest one was not made */
  readonly failure: AppError | null;
  /** true when it was made */
  make(choice: BackupChoice): Promise<boolean>;
  giveUp(): void;
}

/** The host's backups, looked at again and again while one is made, by whomever. */
export function useBackups(): BackupsUse {
  const host = useHost();
  const list = useCall(['store.backups'], (asked, signal) => asked.store.backups({}, signal), { refresh: true });
  const [mine, setMine] = useState(false);
  const [made, setMade] = useState<Backup | null>(null);
  const [failure, setFailure] = useState<AppError | null>(null);
  const leaving = useRef<AbortController>(undefined);
  const busy = mine || list.data?.running != null;
  const { refetch } = list;
  useEffect(() => {
    if (!busy) return;
    const look = setInterval(refetch, LOOK_MS);
    return () => clearInterval(look);
  }, [busy, refetch]);

  const make = async (choice: BackupChoice): Promise<boolean> => {
    const mayLeave = leaving.current = new AbortController();
    setMine(true);
    setMade(null);
    setFailure(null);
    try {
      setMade(await host.store.backup(choice, mayLeave.signal));
      return true;
    } catch (error) {
      if (!mayLeave.signal.aborted) setFailure(toAppError(error));
      return false;
    } finally {
      setMine(false);
      refetch();
    }
  };
  return { state: list.data, error: list.error, mine, made, failure, make, giveUp: () => leaving.current?.abort() };
}
