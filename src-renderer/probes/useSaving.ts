import { useState } from 'react';
import type { AppError } from '../../src-main/shared/model/errors.ts';
import type { ProbeConfig, ProbeState } from '../../src-main/shared/model/probe.ts';
import { toAppError, useHost } from '../host/hooks.ts';

/** Saves one configuration after the other; those that are refused stay in the form, each with its reason. */
export function useSaving(probe: ProbeState | undefined, onDone: () => void, onFailed: (targets: readonly string[]) => void) {
  const host = useHost();
  const [running, setRunning] = useState(false);
  const [errors, setErrors] = useState<readonly { readonly target: string; readonly error: AppError }[]>([]);
  const save = async (configs: readonly ProbeConfig[]) => {
    setRunning(true);
    const failed: { target: string; error: AppError }[] = [];
    for (const config of configs) {
      try {
        await (probe ? host.probes.edit({ id: probe.id, config }) : host.probes.add({ config }));
      } catch (error) {
        failed.push({ target: config.target, error: toAppError(error) });
      }
    }
    setRunning(false);
    setErrors(failed);
    if (failed.length === 0) onDone();
    else onFailed(failed.map(({ target }) => target));
  };
  return { running, errors, save: (configs: readonly ProbeConfig[]) => void save(configs) };
}
