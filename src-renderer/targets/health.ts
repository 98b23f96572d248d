import type { TargetHealth, TargetState } from '../../src-main/shared/model/target.ts';
import type { State } from '../ui/StateMark.tsx';

export const MARK_OF: Readonly<Record<TargetHealth, State>> = { unknown: 'unknown', up: 'ok', down: 'critical', paused: 'stopped', dropped: 'stopped' };

const RANK: Readonly<Record<TargetHealth, number>> = { down: 0, unknown: 1, up: 2, paused: 3, dropped: 4 };

/** Worst first; within the same health by job, then by address. */
export const worstFirst = (targets: readonly TargetState[]): readonly TargetState[] => [...targets].sort((a, b) =>
  RANK[a.health] - RANK[b.health] || a.config.job.localeCompare(b.config.job) || instanceOf(a).localeCompare(instanceOf(b), undefined, { numeric: true }));

/** The `instance` label a target's series carry; relabelling may have taken it away. */
export const instanceOf = ({ labels, url }: Pick<TargetState, 'labels' | 'url'>): string => labels['instance'] ?? url;
