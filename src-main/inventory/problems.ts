import { CPU_DIP, FULL_SOON_MS, LIMITS, levelOf, SWAP_COUNTS_FROM_MEMORY } from '../shared/model/limits.ts';
import type { MachineState, Problem } from '../shared/model/machine.ts';
import type { DiskFigure } from './readings.ts';

/**
 * Since when a figure has been at or above a floor without a break.
 * null: longer than is known; undefined: it is not now.
 */
export type Since = (figure: 'cpu' | 'memory' | 'swap' | 'disk' | 'pressure', floor: number) => number | null | undefined;

/** What is known of one machine when it is judged. Shares 0..1; null: not measured. */
export interface Evidence {
  readonly time: number;
  /** the newest `up`: 0 or 1; null when there is none */
  readonly up: number | null;
  /** its scraping was switched off by the user */
  readonly paused: boolean;
  /** any sample of the machine within the lookback */
  readonly heard: boolean;
  /** unix ms of the last good sample; null when unknown */
  readonly answered: number | null;
  /** it has been known to give samples before */
  readonly known: boolean;
  readonly cpu: number | null;
  /** its mean over CPU_HOLD_MS; null before it is known for so long */
  readonly cpuMean: number | null;
  readonly memory: number | null;
  readonly swap: number | null;
  readonly pressure: number | null;
  /** file systems at or above the warning limit */
  readonly crowded: readonly DiskFigure[];
  /** file systems that will be full soon, with the seconds left */
  readonly filling: readonly DiskFigure[];
  readonly since: Since;
}

/** What is wrong with a machine, worst first. A machine that does not answer has that one problem: its last figures say nothing about now. */
export function problemsOf(evidence: Evidence): Problem[] {
  const gone = absence(evidence);
  if (gone !== null) return [gone];
  if (!evidence.heard) return [];
  return [...memoryAndSwap(evidence), ...cpu(evidence), ...disk(evidence), ...pressure(evidence)].sort((a, b) => RANK[a.level] - RANK[b.level] || (b.value ?? 0) - (a.value ?? 0));
}

export function stateOf(problems: readonly Problem[], heard: boolean): MachineState {
  const worst = problems[0]?.level;
  if (worst !== undefined) return worst;
  return heard ? 'ok' : 'unknown';
}

const RANK = { critical: 0, warn: 1, unknown: 2 } as const;

function absence({ up, paused, heard, answered, known }: Evidence): Problem | null {
  const last = answered === null ? {} : { since: answered };
  if (paused) return { kind: 'paused', level: 'unknown', ...last };
  if (up === 0) return { kind: 'down', level: 'critical', ...last };
  if (!heard && known) return { kind: 'silent', level: 'unknown', ...last };
  return null;
}

function cpu({ cpu: value, cpuMean, since }: Evidence): Problem[] {
  if (value === null || cpuMean === null || levelOf(LIMITS.cpu, cpuMean) === null) return [];
  return [{ kind: 'cpu', level: 'warn', value, ...lasting(since('cpu', CPU_DIP)) }];
}

function memoryAndSwap({ memory, swap, since }: Evidence): Problem[] {
  const found: Problem[] = [];
  const level = memory === null ? null : levelOf(LIMITS.memory, memory);
  if (memory !== null && level !== null) found.push({ kind: 'memory', level, value: memory, ...lasting(since('memory', LIMITS.memory.warn)) });
  const short = memory !== null && memory >= SWAP_COUNTS_FROM_MEMORY;
  if (swap !== null && short && levelOf(LIMITS.swap, swap) !== null) found.push({ kind: 'swap', level: 'warn', value: swap, ...lasting(since('swap', LIMITS.swap.warn)) });
  return found;
}

function disk({ crowded, filling, time }: Evidence): Problem[] {
  const left = new Map(filling.map(({ mountpoint, value }) => [mountpoint, value * 1000]));
  const full = crowded.map(({ mountpoint, value }): Problem => ({ kind: 'disk', level: worse(levelOf(LIMITS.disk, value) ?? 'warn', hurry(left.get(mountpoint))), value, subject: mountpoint, ...until(time, left.get(mountpoint)) }));
  const alsoFilling = filling.filter(({ mountpoint }) => !crowded.some(other => other.mountpoint === mountpoint));
  return [...full, ...alsoFilling.map(({ mountpoint, value }): Problem => ({ kind: 'disk', level: hurry(value * 1000), subject: mountpoint, ...until(time, value * 1000) }))];
}

function pressure({ pressure: value, since }: Evidence): Problem[] {
  if (value === null) return [];
  const level = levelOf(LIMITS.pressure, value);
  return level === null ? [] : [{ kind: 'pressure', level, value, subject: 'memory', ...lasting(since('pressure', LIMITS.pressure.warn)) }];
}

const hurry = (leftMs: number | undefined): 'warn' | 'critical' => leftMs !== undefined && leftMs < FULL_SOON_MS.critical ? 'critical' : 'warn';
const worse = (a: 'warn' | 'critical', b: 'warn' | 'critical') => a === 'critical' ? a : b;
const until = (time: number, leftMs: number | undefined) => leftMs === undefined ? {} : { until: time + leftMs };
const lasting = (began: number | null | undefined) => began === null || began === undefined ? {} : { since: began };
