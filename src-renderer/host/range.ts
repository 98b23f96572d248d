import { createContext, useCallback, useContext } from 'react';
import { useSearch } from 'wouter';
import type { RawRange } from './range-text.ts';

/** The one time range of the whole page, as it stands in the address: `?from=now-1h&to=now&refresh=5s`. */
export interface Range {
  /** as written; the right part of a query's key */
  readonly raw: RawRange;
  /** unix ms, resolved at the last tick; they move with the refresh and hold still between */
  readonly from: number;
  readonly to: number;
  /** false for a fixed range, whose charts need no refresh: `useCall(…, { refresh: range.moving })` */
  readonly moving: boolean;
  /** ms between two refreshes, null when off */
  readonly refreshMs: number | null;
  /** counts refreshes, by the clock and by hand */
  readonly tick: number;
  /** a new range; the old one is kept for `back` */
  setRange(raw: RawRange): void;
  zoom(fromMs: number, toMs: number): void;
  /** the range before the last change; with none left, twice as wide around the same middle */
  back(): void;
  /** half a range earlier or later, never past now */
  shift(direction: -1 | 1): void;
  setRefresh(ms: number | null): void;
  /** refreshes now */
  refresh(): void;
}

const RangeContext = createContext<Range | null>(null);
const TickContext = createContext(0);
export const RangeContextProvider = RangeContext.Provider;
export const TickContextProvider = TickContext.Provider;

export function useRange(): Range {
  const range = useContext(RangeContext);
  if (!range) throw new Error('BUG: a screen outside of RangeProvider');
  return range;
}

/** The refresh counter alone: changes when there is something new to ask, not when the range does. */
export const useTick = (): number => useContext(TickContext);

export const RANGE_PARAMETERS = ['from', 'to', 'refresh'] as const;

/** Makes links to other screens that keep the range: `to('/explore', { q: 'up' })`. */
export function useLinkTo(): (path: string, parameters?: Readonly<Record<string, string>>) => string {
  const search = useSearch();
  return useCallback((path, parameters = {}) => {
    const now = new URLSearchParams(search);
    const kept = RANGE_PARAMETERS.flatMap(name => { const value = now.get(name); return value === null ? [] : [[name, value]]; });
    const text = new URLSearchParams([...kept, ...Object.entries(parameters)]).toString();
    return text === '' ? path : `${path}?${text}`;
  }, [search]);
}
