import { useRef } from 'react';
import type { MachineRow } from '../../src-main/shared/model/machine.ts';
import type { Host } from '../host/client.ts';
import { type CallState, useCall } from '../host/hooks.ts';

/** The list is not asked for more often than this for each machine in it: 10,000 travel twice a minute at most. */
const REST_PER_MACHINE_MS = 3;

/** Rows asked for at a time: so many are written and read within a frame or two. */
const STRETCH = 2_000;

/** The whole list, piece by piece; a machine that changed its place meanwhile counts once. */
export async function allMachines(host: Host, signal: AbortSignal): Promise<readonly MachineRow[]> {
  const rows = new Map<string, MachineRow>();
  for (let offset = 0; ; offset += STRETCH) {
    const some = await host.machines.list({ offset, limit: STRETCH }, signal);
    for (const row of some) rows.set(row.id, row);
    if (some.length < STRETCH) return [...rows.values()];
  }
}

/** Every machine, worst first, with its figures of now; asked anew with the page's refresh. */
export function useMachines(): CallState<readonly MachineRow[]> {
  const last = useRef({ count: 0, at: 0 });
  const due = Date.now() - last.current.at >= last.current.count * REST_PER_MACHINE_MS;
  const call = useCall(['machines', 'list'], allMachines, { refresh: due });
  last.current = { count: call.data?.length ?? 0, at: call.updatedAt };
  return call;
}
