import { gauge, measure, words, type Measurement } from './measurement.ts';

/** A unit of systemd. `load`: loaded, not-found, masked, …; `active`: one of the states below, or reloading, maintenance. */
export interface Unit { readonly name: string; readonly load: string; readonly active: string; readonly sub: string }

const STATES = ['active', 'activating', 'deactivating', 'inactive', 'failed'] as const;
const STATE = gauge('node_systemd_unit_state', 'Systemd unit', ['name', 'state', 'type']);

/** Units from lines of `systemctl list-units --plain --no-legend`: name, load, active, sub, description. Others, as a complaint, are left out. */
export function parseUnits(text: string): Unit[] {
  const units: Unit[] = [];
  for (const line of text.split('\n')) {
    const [name = '', load, active, sub] = words(line.replace(/^[●×*○↻] /u, ''));
    if (/\.[a-z]+$/.test(name) && load !== undefined && active !== undefined && sub !== undefined && LOAD.has(load)) units.push({ name, load, active, sub });
  }
  return units;
}
const LOAD: ReadonlySet<string> = new Set(['loaded', 'not-found', 'bad-setting', 'error', 'masked', 'merged', 'stub']);

/** What is wrong or at work comes first, what is off last. */
const RANK: Readonly<Record<string, number>> = { failed: 0, activating: 1, deactivating: 1, reloading: 1, active: 2, inactive: 3 };

/**
 * A series a unit and state, 1 for the state it is in, as node_exporter has it. `type`, which systemd tells only unit by unit, is left out.
 * most  units at most; the failed ones go first
 */
export function unitMeasurements(units: readonly Unit[], most: number): Measurement[] {
  const loaded = units.filter(({ load }) => load === 'loaded');
  const chosen = loaded.length <= most ? loaded : [...loaded].sort((a, b) => rank(a) - rank(b)).slice(0, most);
  const out: Measurement[] = [];
  for (const { name, active } of chosen) for (const state of STATES) measure(out, STATE, active === state ? 1 : 0, [name, state, '']);
  return out;
}
const rank = ({ active }: Unit): number => RANK[active] ?? 1;
