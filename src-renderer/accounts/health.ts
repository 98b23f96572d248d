import type { AccountState, RegionState } from '../../src-main/shared/model/cloud.ts';
import type { State } from '../ui/StateMark.tsx';

const MARKS: Readonly<Record<AccountState['health'], State>> = { ok: 'ok', partial: 'warn', failing: 'critical', unknown: 'unknown', paused: 'stopped' };

/** An account whose lists come while something else of it fails is not broken. */
export const markOf = ({ health, error, polling }: AccountState): State => health === 'ok' && (error !== null || polling.error !== null) ? 'warn' : MARKS[health];

export const regionMark = ({ health }: RegionState): State => health === 'ok' ? 'ok' : health === 'failing' ? 'critical' : 'unknown';

const RANK: Readonly<Record<State, number>> = { critical: 0, warn: 1, unknown: 2, maintenance: 3, ok: 4, stopped: 5 };
const NATURAL = new Intl.Collator(['en', 'zh'], { numeric: true, sensitivity: 'base' });

/** Worst first, then by name as people count. */
export const worstFirst = (accounts: readonly AccountState[]): readonly AccountState[] =>
  accounts.toSorted((a, b) => RANK[markOf(a)] - RANK[markOf(b)] || NATURAL.compare(a.config.name, b.config.name));

export const machinesIn = ({ regions }: AccountState): number => regions.reduce((sum, { machines }) => sum + machines, 0);
export const lastListed = ({ regions }: AccountState): number | null => regions.reduce<number | null>((last, { listedAt }) => listedAt === null ? last : Math.max(last ?? 0, listedAt), null);
export const callsOf = ({ usage }: AccountState): number => Object.values(usage.calls).reduce((sum, count) => sum + count, 0);

/** Failing ones first, then those with machines. */
export const regionsWorstFirst = (regions: readonly RegionState[]): readonly RegionState[] =>
  regions.toSorted((a, b) => RANK[regionMark(a)] - RANK[regionMark(b)] || b.machines - a.machines || NATURAL.compare(a.region, b.region));
