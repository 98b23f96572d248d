import { useRef } from 'react';
import type { MachineRow } from '../../src-main/shared/model/machine.ts';
import { type CallState, useCall } from '../host/hooks.ts';
import { useRange } from '../host/range.ts';

const SHORTEST_MS = 60_000;
const LONGEST_MS = 31 * 86_400_000;
/** The list is not asked for more often than this for each machine in it: 10,000 travel twice a minute at most. */
const REST_PER_MACHINE_MS = 3;

/** Every machine, worst first, asked anew with the page's refresh. The length of the page's range is the length of the courses; the figures are always of now. */
export function useMachines(): CallState<readonly MachineRow[]> {
  const { from, to } = useRange();
  const windowMs = Math.round(Math.min(LONGEST_MS, Math.max(SHORTEST_MS, to - from)) / SHORTEST_MS) * SHORTEST_MS;
  const last = useRef({ count: 0, at: 0 });
  const due = Date.now() - last.current.at >= last.current.count * REST_PER_MACHINE_MS;
  const call = useCall(['machines', 'list', windowMs], (host, signal) => host.machines.list({ windowMs }, signal), { refresh: due });
  last.current = { count: call.data?.length ?? 0, at: call.updatedAt };
  return call;
}
