import type { ProbeState } from '../../src-main/shared/model/probe.ts';
import type { State } from '../ui/StateMark.tsx';
import { certificateLevel } from './certificate.ts';

const MARK: Readonly<Record<ProbeState['health'], State>> = { unknown: 'unknown', up: 'ok', down: 'critical', paused: 'stopped' };

/** A probe's mark: one that succeeds over a certificate that is about to expire is a warning already. */
export function markOf(probe: ProbeState, now: number): State {
  if (probe.health !== 'up' || probe.certificateExpires === null) return MARK[probe.health];
  return certificateLevel(probe.certificateExpires, now) ?? 'ok';
}

const RANK: Readonly<Record<State, number>> = { critical: 0, warn: 1, unknown: 2, maintenance: 3, ok: 4, stopped: 5 };
const NATURAL = new Intl.Collator(['en', 'zh'], { numeric: true, sensitivity: 'base' });

/** Worst first, then by what they are aimed at. */
export const worstFirst = (probes: readonly ProbeState[], now: number): readonly ProbeState[] =>
  probes.toSorted((a, b) => RANK[markOf(a, now)] - RANK[markOf(b, now)] || NATURAL.compare(a.config.target, b.config.target));
