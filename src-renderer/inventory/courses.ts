import { useEffect, useEffectEvent, useMemo, useState } from 'react';
import type { MachineCourses, MachineRow, SourceName, Spreads } from '../../src-main/shared/model/machine.ts';
import { type CallState, useCall, useHost } from '../host/hooks.ts';
import { useRange, useTick } from '../host/range.ts';

const SHORTEST_MS = 60_000;
const LONGEST_MS = 31 * 86_400_000;
/** Rows that stay in sight for so long are asked for: not those that only fly past. */
const SETTLE_MS = 60;
/** Courses of machines out of sight that are kept for the way back. */
const KEPT = 1_000;

/** How far back the courses reach: the length of the page's range. */
function useWindow(): number {
  const { from, to } = useRange();
  return Math.round(Math.min(LONGEST_MS, Math.max(SHORTEST_MS, to - from)) / SHORTEST_MS) * SHORTEST_MS;
}

type Courses = ReadonlyMap<string, MachineCourses>;
const NONE: Courses = new Map();

/** The courses of the machines in sight; asked for when they come there and with the page's refresh. What is known already stays until then. */
export function useCourses(inSight: readonly MachineRow['id'][]): Courses {
  const host = useHost();
  const windowMs = useWindow();
  const tick = useTick();
  const [known, setKnown] = useState<{ readonly windowMs: number; readonly tick: number; readonly courses: Courses }>({ windowMs, tick, courses: NONE });
  const text = inSight.join(' ');
  // biome-ignore lint/correctness/useExhaustiveDependencies: the same ids make the same list, whichever array they come in
  const ids = useMemo(() => inSight, [text]);
  const ask = useEffectEvent((ids: readonly MachineRow['id'][], signal: AbortSignal, windowMs: number, tick: number) => {
    const fresh = known.windowMs === windowMs && known.tick === tick ? known.courses : NONE;
    const wanted = ids.filter(id => !fresh.has(id));
    if (wanted.length === 0) return;
    host.machines.courses({ ids: wanted, windowMs }, signal).then(found => {
      if (!signal.aborted) setKnown({ windowMs, tick, courses: joined(fresh, found) });
    }, () => undefined); // the list itself says what is wrong with the host
  });
  useEffect(() => {
    const leaving = new AbortController();
    const timer = setTimeout(ask, SETTLE_MS, ids, leaving.signal, windowMs, tick);
    return () => { clearTimeout(timer); leaving.abort(); };
  }, [ids, windowMs, tick]);
  return known.courses;
}

function joined(before: Courses, found: readonly MachineCourses[]): Courses {
  const all = [...before, ...found.map((one): [string, MachineCourses] => [one.id, one])];
  return new Map(all.slice(-KEPT));
}

/** The healthy machines of a group as one. */
export function useSpread({ job, source }: { readonly job?: string; readonly source?: SourceName }): CallState<Spreads> {
  const windowMs = useWindow();
  const query = useMemo(() => ({ ...(job === undefined ? {} : { job }), ...(source === undefined ? {} : { source }), windowMs }), [job, source, windowMs]);
  return useCall(['machines', 'spread', query], (host, signal) => host.machines.spread(query, signal), { refresh: true });
}
