import { useState } from 'react';
import type { MachineAction } from '../../src-main/shared/model/cloud.ts';
import type { MachinePlan, Operation } from '../../src-main/shared/model/deed.ts';
import type { MachineId } from '../../src-main/shared/model/machine.ts';
import type { Host } from '../host/client.ts';
import { useAction, useCall } from '../host/hooks.ts';

/** What somebody is about to do, before it is confirmed. */
export interface Intent { readonly action: Exclude<MachineAction, 'tag'>; readonly ids: readonly MachineId[] }

/** One intent at a time; asking opens its plan. */
export function useIntent() {
  const [intent, setIntent] = useState<Intent | null>(null);
  return { intent, ask: setIntent, close: () => setIntent(null) };
}

/** What would happen; asked once for each intent. */
export const usePlan = ({ action, ids }: Intent) => useCall<MachinePlan>(['machines.plan', action, ids, useState(() => Date.now())[0]], (host, signal) => host.machines.plan({ ids: [...ids], action }, signal));

const begun = (host: Host, { action, ids }: Intent, confirm: string, reason: string): Promise<Operation> =>
  action === 'terminate' ? host.machines.terminate({ ids: [...ids], confirm, reason }) : host.machines.act({ ids: [...ids], action, confirm, reason });

export const useBegin = () => useAction((host, { intent, confirm, reason }: { intent: Intent; confirm: string; reason: string }) => begun(host, intent, confirm, reason), [['machines']]);
