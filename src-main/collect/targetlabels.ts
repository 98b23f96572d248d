import type { LabelPairs } from '../shared/model/labels.ts';
import { toPairs } from '../shared/model/labels.ts';
import type { TargetConfig } from '../shared/model/target.ts';

/** What every series of a target carries: job, instance, and the labels of its configuration, which win. */
export function targetLabels(config: TargetConfig): LabelPairs {
  return toPairs({ job: config.job, instance: config.instance || hostOf(config.url), ...config.labels });
}

/** host:port, the port also where the URL leaves it to its scheme. */
export function hostOf(url: string): string {
  if (!URL.canParse(url)) return url;
  const { hostname, port, protocol } = new URL(url);
  return `${hostname}:${port !== '' ? port : protocol === 'https:' ? '443' : '80'}`;
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
