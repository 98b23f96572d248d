import type { InstantValue } from '../../src-main/shared/contract/metrics.ts';
import { machinePath } from '../inventory/address.ts';

/** How far a machine that was told to push has come; times in unix ms. `reached`: it was let in, before it has sent any figure of its own. */
export interface PushProgress { readonly reached: number | null; readonly first: { readonly time: number; readonly path: string } | null }
export const NOTHING_YET: PushProgress = { reached: null, first: null };

/** How far a machine's clock may be behind ours for its samples still to count as new ones. */
const SKEW_MS = 60_000;

/** What the pasted command says along with what it sends: `started` alone, the others with the machine's figures. */
const WITH_FIGURES: ReadonlySet<string | undefined> = new Set(['read', 'sent']);

/**
 * What has come from a machine by the newest samples of its `push_step`.
 * value  times in unix s by job, instance and step
 * since  unix ms; what a machine of the same name sent before does not count
 */
export function progressOf(value: InstantValue, since: number): PushProgress {
  if (value.kind !== 'vector') return NOTHING_YET;
  const fresh = value.series.map(({ labels, value: seconds }) => ({ time: seconds * 1000, labels })).filter(({ time }) => time >= since - SKEW_MS).sort((a, b) => a.time - b.time);
  const figures = fresh.find(({ labels }) => WITH_FIGURES.has(labels['step']));
  const path = figures && machinePath(`prometheus/${encodeURIComponent(figures.labels['job'] || '-')}/${encodeURIComponent(figures.labels['instance'] || '-')}`);
  return { reached: fresh[0]?.time ?? null, first: figures && path !== undefined ? { time: figures.time, path } : null };
}
