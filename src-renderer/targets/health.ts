import type { TargetHealth, TargetState } from '../../src-main/shared/model/target.ts';
import type { State } from '../ui/StateMark.tsx';

export const MARK_OF: Readonly<Record<TargetHealth, State>> = { unknown: 'unknown', up: 'ok', down: 'critical', paused: 'stopped' };

const RANK: Readonly<Record<TargetHealth, number>> = { down: 0, unknown: 1, up: 2, paused: 3 };

/** Worst first; within the same health by job, then by address. */
export const worstFirst = (targets: readonly TargetState[]): readonly TargetState[] => [...targets].sort((a, b) =>
  RANK[a.health] - RANK[b.health] || a.config.job.localeCompare(b.config.job) || instanceOf(a).localeCompare(instanceOf(b), undefined, { numeric: true }));

/** The `instance` label a target's series carry. */
export const instanceOf = ({ config }: Pick<TargetState, 'config'>): string => config.instance ?? (URL.canParse(config.url) ? hostOf(new URL(config.url)) : config.url);

/** host:port, the port spelled out, as Prometheus labels it. */
const hostOf = (url: URL): string => `${url.hostname}:${url.port || (url.protocol === 'https:' ? 443 : 80)}`;
