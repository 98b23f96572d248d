import { useState } from 'react';
import { useCall } from '../host/hooks.ts';
import { useNow } from './live.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** How far back a rule is tried. */
export const WINDOWS = { hour: HOUR, day: 24 * HOUR, week: 7 * 24 * HOUR, month: 30 * 24 * HOUR } as const;
export type WindowName = keyof typeof WINDOWS;
export const WINDOW_NAMES: readonly WindowName[] = ['hour', 'day', 'week', 'month'];

export interface TrialWindow { readonly from: number; readonly to: number }

/** The window up to now, both ends on whole minutes (of the hour: on 15 s), so that it moves now and then and not with every drawing. */
export function useWindow(name: WindowName): TrialWindow {
  const grain = name === 'hour' ? MINUTE / 4 : MINUTE;
  const to = Math.floor(useNow(grain) / grain) * grain;
  return { from: to - WINDOWS[name], to };
}

/** The week, or as much as makes sense of what a young workspace holds. ageMs: since its oldest sample */
export const windowFor = (ageMs: number): WindowName => ageMs < 3 * HOUR ? 'hour' : ageMs < 36 * HOUR ? 'day' : 'week';

/** The window that is looked back over: chosen by hand, else by the age of what is stored. */
export function useWindowChoice(): readonly [WindowName, (name: WindowName) => void] {
  const [chosen, choose] = useState<WindowName | null>(null);
  const { data } = useCall(['store', 'stats'], (host, signal) => host.store.stats({}, signal));
  return [chosen ?? (data?.oldest == null ? 'week' : windowFor(Date.now() - data.oldest)), choose];
}
