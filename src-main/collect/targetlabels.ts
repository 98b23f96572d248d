import { relabel, type Relabeling } from '../formats/relabel.ts';
import { checkedPairs } from '../formats/seriesrules.ts';
import { addressOf } from '../formats/targeturl.ts';
import { type LabelPairs, toPairs } from '../shared/model/labels.ts';
import type { TargetConfig } from '../shared/model/target.ts';

/** What every series of a target carries where nothing is relabelled: job, instance, and the labels of its configuration, which win. */
export function targetLabels(config: TargetConfig): LabelPairs {
  return toPairs({ job: config.job, instance: config.instance || hostOf(config.url), ...config.labels });
}

/** host:port, the port also where the URL leaves it to its scheme. */
export const hostOf = (url: string): string => URL.canParse(url) ? withPort(addressOf(url), new URL(url).protocol.slice(0, -1)) : url;

/** An address with the port of its scheme, unless it has one. */
export const withPort = (address: string, scheme: string): string => /:\d+$/.test(address) ? address : `${address}:${scheme === 'https' ? 443 : 80}`;

/** What makes a page's series those that are stored: the target's labels, whether the page's own stand before them, and the rules for each series. */
export interface Naming { readonly labels: LabelPairs; readonly honorLabels: boolean; readonly relabeling: Relabeling }

/**
 * The labels of a page's series as they are stored; null when relabelling drops it, or leaves it no label.
 *
 * raw     as for `mergeLabels`
 * where   begins an error
 * errors  AppError 'bad-data': what no series may carry, before relabelling or after
 */
export function seriesLabels(raw: readonly string[], { labels, honorLabels, relabeling }: Naming, where: () => string): LabelPairs | null {
  const merged = checkedPairs(mergeLabels(raw, labels, honorLabels), where);
  if (relabeling.steps.length === 0) return merged;
  const left = relabel(relabeling, merged);
  return left === null || left.length === 0 ? null : checkedPairs(left, () => `${where()}, after relabelling`);
}

/**
 * The labels of a page's series together with its target's.
 *
 * raw      name, value, … as on the page, in any order, empty values included
 * target   the target's labels
 * honor    true: where both have a label the page's stands, an empty one too, which then keeps the target's away.
 *          false: the target's stands and the page's moves to `exported_<name>`, as often `exported_` as it takes
 * source   prometheus/scrape, mutateSampleLabels and resolveConflictingExposedLabels
 */
export function mergeLabels(raw: readonly string[], target: LabelPairs, honor: boolean): string[] {
  const merged = [...raw];
  for (let i = 0; i < target.length; i += 2) {
    const at = indexOfName(merged, target[i]!, raw.length);
    if (at < 0) merged.push(target[i]!, target[i + 1]!);
    else if (!honor) {
      const exposed = merged[at + 1]!;
      merged[at + 1] = target[i + 1]!;
      if (exposed !== '') merged.push(exportedName(merged, target, target[i]!), exposed);
    }
  }
  return merged;
}

function exportedName(taken: readonly string[], target: LabelPairs, name: string): string {
  let exported = `exported_${name}`;
  while (indexOfName(taken, exported, taken.length) >= 0 || indexOfName(target, exported, target.length) >= 0) exported = `exported_${exported}`;
  return exported;
}

function indexOfName(pairs: readonly string[], name: string, length: number): number {
  for (let i = 0; i < length; i += 2) if (pairs[i] === name) return i;
  return -1;
}
