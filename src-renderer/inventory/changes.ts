import type { MachineEvent } from '../../src-main/shared/contract/events.ts';

/** Changes that stand so close on the axis that they are told together. `at`: 0..1 of the range. */
export interface Bunch { readonly at: number; readonly events: readonly MachineEvent[] }

/**
 * Events along the range, left to right; those closer than `apart` (a share of the range) to the first of a bunch join it.
 * Times in unix ms; events outside of the range are left out.
 */
export function bunches(events: readonly MachineEvent[], from: number, to: number, apart: number): readonly Bunch[] {
  const found: { at: number; events: MachineEvent[] }[] = [];
  for (const event of events.toSorted((a, b) => a.at - b.at)) {
    const at = (event.at - from) / (to - from);
    if (at < 0 || at > 1) continue;
    const last = found.at(-1);
    if (last && at - last.at < apart) last.events.push(event);
    else found.push({ at, events: [event] });
  }
  return found;
}
