import type { InstantValue, Matrix } from '../../src-main/shared/contract/metrics.ts';
import type { ProbeConfig } from '../../src-main/shared/model/probe.ts';
import { useCall } from '../host/hooks.ts';
import { useRange } from '../host/range.ts';

const POINTS = 60;
const SHORTEST_STEP_MS = 1000;

/** How probes fared over the page's range, by the labels of their series. */
export interface Courses { readonly durations: ReadonlyMap<string, Float64Array>; readonly success: ReadonlyMap<string, number> }
const NONE: Courses = { durations: new Map(), success: new Map() };

/** Labels as a key; the metric's name is left out. */
export const labelsKey = (labels: Readonly<Record<string, string>>): string =>
  JSON.stringify(Object.entries(labels).filter(([name, value]) => name !== '__name__' && value !== '').sort(([a], [b]) => a < b ? -1 : 1));

/**
 * The key of a probe's series.
 * place  name of the SSH host it is made from, '' for this computer
 */
export const probeKey = ({ job, target, labels }: ProbeConfig, place: string): string => labelsKey({ job, instance: target, from: place, ...labels });

/** Durations as courses and success as a share, of all probes in two questions. */
export function useCourses(): Courses {
  const range = useRange();
  const stepMs = Math.max(SHORTEST_STEP_MS, Math.ceil((range.to - range.from) / POINTS / SHORTEST_STEP_MS) * SHORTEST_STEP_MS);
  const { data } = useCall(['probes.courses', range.raw, stepMs], async (host, signal) => {
    const to = Math.floor(range.to / stepMs) * stepMs;
    const seconds = Math.max(1, Math.round((range.to - range.from) / 1000));
    const [durations, success] = await Promise.all([
      host.metrics.range({ promql: 'probe_duration_seconds', from: to - (POINTS - 1) * stepMs, to, step: stepMs }, signal),
      host.metrics.instant({ promql: `avg_over_time(probe_success[${seconds}s])`, time: range.to }, signal),
    ]);
    return coursesOf(durations, success.value);
  }, { refresh: true });
  return data ?? NONE;
}

/** Absent steps are NaN: the sparkline breaks there. */
export function coursesOf(durations: Matrix, success: InstantValue): Courses {
  return {
    durations: new Map(durations.series.map(({ labels, values, present }) => [labelsKey(labels), present === null ? values : values.map((value, i) => (present[i >> 3]! >> (i & 7) & 1) === 1 ? value : Number.NaN)])),
    success: new Map(success.kind === 'vector' ? success.series.map(({ labels, value }) => [labelsKey(labels), value]) : []),
  };
}
