import { type LabelPairs, toPairs } from '../../shared/model/labels.ts';
import type { SshHostConfig } from '../../shared/model/sshhost.ts';

/**
 * What every series of a host carries: `job`; `instance`, which is its name; `group` when it has one; and `tag_<name>` for each tag, where what can't stand in
 * the name of a label becomes an underscore.
 */
export function hostLabels({ job, name, group, tags }: SshHostConfig): LabelPairs {
  const tagged = Object.entries(tags).map(([tag, value]) => [`tag_${tag.replace(/[^a-zA-Z0-9_]/g, '_')}`, value]);
  return toPairs({ ...Object.fromEntries(tagged), job, instance: name, group });
}
