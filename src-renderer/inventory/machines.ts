import { useRef } from 'react';
import type { MachineRow } from '../../src-main/shared/model/machine.ts';
import { type CallState, useCall } from '../host/hooks.ts';

/** The list is not asked for more often than this for each machine in it: 10,000 travel twice a minute at most. */
const REST_PER_MACHINE_MS = 3;

/** Every machine, worst first, with its figures of now; asked anew with the page's refresh. */
export function useMachines(): CallState<readonly MachineRow[]> {
  const last = useRef({ count: 0, at: 0 });
  const due = Date.now() - last.current.at >= last.current.count * REST_PER_MACHINE_MS;
  const call = useCall(['machines', 'list'], (host, signal) => host.machines.list({}, signal), { refresh: due });
  last.current = { count: call.data?.length ?? 0, at: call.updatedAt };
  return call;
}
