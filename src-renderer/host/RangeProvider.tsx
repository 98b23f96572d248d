import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useSearchParams } from 'wouter';
import { type Range, RANGE_PARAMETERS, RangeContextProvider, TickContextProvider } from './range.ts';
import { DEFAULT_RANGE, durationText, isRelative, linkTime, parseDuration, type RawRange, resolveRange, shifted } from './range-text.ts';

const SHORTEST_MS = 1_000;
const SHORTEST_REFRESH_MS = 1_000;
const DEFAULT_REFRESH = '5s';

/** Keeps the range in the address and moves it with the clock; a page opened without one gets the last one used here. */
export function RangeProvider({ children }: { children: ReactNode }) {
  const { raw, refreshMs, write } = useAddress();
  const [ticked, setTicked] = useState(() => ({ tick: 0, now: Date.now() }));
  const before = useRef<RawRange[]>([]);
  const refresh = useCallback(() => setTicked(({ tick }) => ({ tick: tick + 1, now: Date.now() })), []);
  useClock(refreshMs, refresh);

  const { from, to } = useMemo(() => resolveRange(raw, ticked.now) ?? resolveRange(DEFAULT_RANGE, ticked.now)!, [raw, ticked.now]);

  const range = useMemo((): Range => {
    const go = (next: RawRange) => { setTicked(({ tick }) => ({ tick, now: Date.now() })); write({ from: next.from, to: next.to }); };
    const setRange = (next: RawRange) => {
      if (next.from === raw.from && next.to === raw.to) return;
      before.current.push(raw);
      go(next);
    };
    const around = (a: number, b: number) => ({ from: linkTime(a), to: linkTime(b) });
    return {
      raw, from, to, moving: isRelative(raw), refreshMs, tick: ticked.tick, refresh, setRange,
      zoom: (a, b) => setRange(around(Math.min(a, b), Math.max(a, b, Math.min(a, b) + SHORTEST_MS))),
      back: () => go(before.current.pop() ?? around(from - (to - from) / 2, Math.min(to + (to - from) / 2, Math.max(to, Date.now())))),
      shift: direction => setRange(shifted({ from, to }, direction, Date.now())),
      setRefresh: ms => write({ refresh: ms === null ? 'off' : durationText(ms) }),
    };
  }, [raw, from, to, refreshMs, ticked.tick, refresh, write]);

  return <TickContextProvider value={ticked.tick}><RangeContextProvider value={range}>{children}</RangeContextProvider></TickContextProvider>;
}

/** The range's part of the address, and how to change it. Other parameters stay. */
function useAddress() {
  const [parameters, setParameters] = useSearchParams();
  const last = useRef<Record<string, string>>({ from: DEFAULT_RANGE.from, to: DEFAULT_RANGE.to, refresh: DEFAULT_REFRESH });
  const value = (name: string) => parameters.get(name) ?? last.current[name] ?? '';
  const [from, to, refresh] = [value('from'), value('to'), value('refresh')];
  const raw = useMemo(() => resolveRange({ from, to }, Date.now()) ? { from, to } : DEFAULT_RANGE, [from, to]);
  useEffect(() => { last.current = { from, to, refresh }; }, [from, to, refresh]);

  const missing = RANGE_PARAMETERS.some(name => !parameters.has(name));
  useEffect(() => {
    if (!missing) return;
    setParameters(now => { for (const name of RANGE_PARAMETERS) if (!now.has(name)) now.set(name, last.current[name] ?? ''); return now; }, { replace: true });
  }, [missing, setParameters]);

  const write = useCallback((changes: Record<string, string>) => {
    setParameters(now => { for (const [name, text] of Object.entries(changes)) now.set(name, text); return now; });
  }, [setParameters]);
  const refreshMs = refresh === 'off' ? null : parseDuration(refresh);
  return { raw, refreshMs: refreshMs === null ? null : Math.max(refreshMs, SHORTEST_REFRESH_MS), write };
}

/** Calls `refresh` every `ms` while the page can be seen, and at once when it is seen again after a missed turn. */
function useClock(ms: number | null, refresh: () => void): void {
  useEffect(() => {
    if (ms === null) return;
    let last = Date.now();
    const turn = () => { if (!document.hidden) { last = Date.now(); refresh(); } };
    const timer = setInterval(turn, ms);
    const seen = () => { if (!document.hidden && Date.now() - last >= ms) turn(); };
    document.addEventListener('visibilitychange', seen);
    return () => { clearInterval(timer); document.removeEventListener('visibilitychange', seen); };
  }, [ms, refresh]);
}
