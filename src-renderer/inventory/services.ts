import type { InstantValue } from '../../src-main/shared/contract/metrics.ts';
import { useCall, type CallState } from '../host/hooks.ts';
import { useRange } from '../host/range.ts';
import type { State } from '../ui/StateMark.tsx';
import { forMachine } from './panels.ts';

/** A systemd unit and the state it is in. */
export interface Service { readonly name: string; readonly state: string; /** what its name ends in: service, timer, socket */ readonly kind: string }

export const SERVICE_METRIC = 'node_systemd_unit_state';
const UNITS = `${SERVICE_METRIC}{$machine} == 1`;

/** Units of a machine at the end of the range; of one without any, an empty list. */
export function useServices(matchers: string): CallState<readonly Service[]> {
  const time = Math.floor(useRange().to / 1000) * 1000;
  return useCall(['services', matchers, time], async (host, signal) => servicesOf((await host.metrics.instant({ promql: forMachine(UNITS, matchers), time }, signal)).value));
}

const RANK: Readonly<Record<string, number>> = { failed: 0, activating: 1, deactivating: 1, reloading: 1, active: 2, inactive: 3 };
const NATURAL = new Intl.Collator('en', { numeric: true });

/** Failed first, then what is on its way, then what runs; what was stopped stands last. */
export function servicesOf(value: InstantValue): readonly Service[] {
  if (value.kind !== 'vector') return [];
  return value.series.map(({ labels }): Service => ({ name: labels['name'] ?? '', state: labels['state'] ?? '', kind: /\.([a-z]+)$/.exec(labels['name'] ?? '')?.[1] ?? '' }))
    .sort((a, b) => (RANK[a.state] ?? 1) - (RANK[b.state] ?? 1) || NATURAL.compare(a.name, b.name));
}

const MARK: Readonly<Record<string, State>> = { failed: 'critical', activating: 'warn', deactivating: 'warn', reloading: 'warn', active: 'ok', inactive: 'stopped' };
export const markOfUnit = (state: string): State => MARK[state] ?? 'unknown';
