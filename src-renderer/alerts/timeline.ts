import { useMemo } from 'react';
import type { AlertLane } from '../../src-main/shared/contract/alerts.ts';
import { type CallState, useCall } from '../host/hooks.ts';
import { useRange } from '../host/range.ts';
import type { LaneSpan } from './lanes.ts';

interface Timeline { readonly lanes: readonly AlertLane[]; readonly leftOut: number }

/** Everything that fired in the page's range, a lane for each alert. */
export function useLanes(): CallState<Timeline> {
  const range = useRange();
  return useCall(['alerts', 'timeline', range.raw], (host, signal) => host.alerts.timeline({ from: range.from, to: range.to }, signal), { refresh: true });
}

/** A lane's stretches; what goes on goes on to `now`. */
export const spansOfLane = ({ spans }: Pick<AlertLane, 'spans'>, now: number): readonly LaneSpan[] => spans.flatMap(({ activeAt, from, to }): readonly LaneSpan[] => [
  ...(from > activeAt ? [{ from: activeAt, to: from, kind: 'pending' } as const] : []), { from, to: Math.max(from, to ?? now), kind: 'firing' },
]);

/** The same by fingerprint, for lanes beside rows. */
export function useTimeline(): ReadonlyMap<string, readonly LaneSpan[]> {
  const { data } = useLanes();
  return useMemo(() => new Map((data?.lanes ?? []).map((lane): [string, readonly LaneSpan[]] => [lane.fingerprint, spansOfLane(lane, Date.now())])), [data]);
}
