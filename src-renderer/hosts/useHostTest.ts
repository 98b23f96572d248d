import { useCallback, useEffect, useRef, useState } from 'react';
import type { HostSecrets } from '../../src-main/shared/contract/hosts.ts';
import type { AppError } from '../../src-main/shared/model/errors.ts';
import type { HostId, SshHostConfig, SshTestStep } from '../../src-main/shared/model/sshhost.ts';
import { toAppError, useHost } from '../host/hooks.ts';

/** What is tried: a configuration with the secrets just typed; where none were, those stored for `id`. */
export interface Trial { readonly config: SshHostConfig; readonly secrets: HostSecrets; readonly id?: HostId }
export interface TestProgress { readonly trial: Trial; readonly steps: readonly SshTestStep[]; readonly running: boolean; readonly error: AppError | null }
export interface HostTest { readonly progress: TestProgress | null; readonly running: boolean; readonly run: (trial: Trial) => void; readonly again: () => void }

/** Tries to get into a host; steps arrive as they end. Another run, or leaving, ends the one before. */
export function useHostTest(): HostTest {
  const host = useHost();
  const [progress, setProgress] = useState<TestProgress | null>(null);
  const current = useRef<AbortController>(undefined);
  const last = useRef<Trial>(undefined);
  useEffect(() => () => current.current?.abort(), []);
  const run = useCallback((trial: Trial) => {
    current.current?.abort();
    const leaving = new AbortController();
    current.current = leaving;
    last.current = trial;
    const update = (change: (now: TestProgress) => TestProgress) => { if (!leaving.signal.aborted) setProgress(now => now && change(now)); };
    setProgress({ trial, steps: [], running: true, error: null });
    const follow = async () => {
      try {
        for await (const step of host.hosts.test(trial, leaving.signal)) update(now => ({ ...now, steps: [...now.steps, step] }));
        update(now => ({ ...now, running: false }));
      } catch (error) {
        update(now => ({ ...now, running: false, error: toAppError(error) }));
      }
    };
    void follow();
  }, [host]);
  const again = useCallback(() => { if (last.current) run(last.current); }, [run]);
  return { progress, running: progress?.running ?? false, run, again };
}
