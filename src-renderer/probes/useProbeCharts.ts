import { useMemo } from 'react';
import type { ProbeConfig } from '../../src-main/shared/model/probe.ts';
import type { ChartQuery } from '../charts/queries.ts';

interface ProbeCharts { readonly duration: readonly ChartQuery[]; readonly success: readonly ChartQuery[]; /** the phases add up to the whole */ readonly stacked: boolean; readonly selector: string }

const PHASES: Readonly<Partial<Record<ProbeConfig['kind'], string>>> = { http: 'probe_http_duration_seconds', icmp: 'probe_icmp_duration_seconds', dns: 'probe_dns_duration_seconds' };

/** A probe's two charts: how long it took, by phase where it has some, and the share of runs that succeeded. */
export function useProbeCharts(config: ProbeConfig, place: string): ProbeCharts {
  const matchers = matchersOf(config, place);
  const phases = PHASES[config.kind];
  return useMemo(() => ({
    duration: [phases === undefined ? { promql: `probe_duration_seconds{${matchers}}`, name: '', color: 1, fill: true } : { promql: `${phases}{${matchers}}`, name: '{{phase}}' }],
    success: [{ promql: `avg_over_time(probe_success{${matchers}}[$__interval])`, name: '', color: 1, fill: true }],
    stacked: phases !== undefined, selector: `{${matchers}}`,
  }), [matchers, phases]);
}

/** The inside of a selector that means this probe's series. place: the SSH host it is made from, '' for this computer */
export const matchersOf = ({ job, target, labels }: ProbeConfig, place: string): string =>
  Object.entries({ job, instance: target, from: place, ...labels }).map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(', ');
