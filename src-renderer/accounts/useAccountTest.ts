import { useCallback, useEffect, useRef, useState } from 'react';
import type { AccountSecrets } from '../../src-main/shared/contract/accounts.ts';
import type { AppError } from '../../src-main/shared/model/errors.ts';
import type { AccountConfig, AccountId, AccountTestStep } from '../../src-main/shared/model/cloud.ts';
import { toAppError, useHost } from '../host/hooks.ts';

/** What is tried: a configuration with the secrets just typed; where none were, those stored for `id`. */
export interface Trial { readonly config: AccountConfig; readonly secrets: AccountSecrets; readonly id?: AccountId }
export interface TestProgress { readonly steps: readonly AccountTestStep[]; readonly running: boolean; readonly error: AppError | null }
export interface AccountTest { readonly progress: TestProgress | null; readonly running: boolean; readonly run: (trial: Trial) => void }

/** Tries an account; steps arrive as they end. Another run, or leaving, ends the one before. */
export function useAccountTest(): AccountTest {
  const host = useHost();
  const [progress, setProgress] = useState<TestProgress | null>(null);
  const current = useRef<AbortController>(undefined);
  useEffect(() => () => current.current?.abort(), []);
  const run = useCallback((trial: Trial) => {
    current.current?.abort();
    const leaving = new AbortController();
    current.current = leaving;
    const update = (change: (now: TestProgress) => TestProgress) => { if (!leaving.signal.aborted) setProgress(now => now && change(now)); };
    setProgress({ steps: [], running: true, error: null });
    const follow = async () => {
      try {
        for await (const step of host.accounts.test(trial, leaving.signal)) update(now => ({ ...now, steps: [...now.steps, step] }));
        update(now => ({ ...now, running: false }));
      } catch (error) {
        update(now => ({ ...now, running: false, error: toAppError(error) }));
      }
    };
    void follow();
  }, [host]);
  return { progress, running: progress?.running ?? false, run };
}

/** How many machines a finished test has found; null while that is not known. */
export const machinesFound = (progress: TestProgress | null): number | null =>
  progress === null || progress.running || !progress.steps.some(({ step }) => step === 'list') ? null : progress.steps.reduce((sum, { machines }) => sum + machines, 0);
