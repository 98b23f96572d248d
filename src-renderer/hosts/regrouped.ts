import type { SshHostConfig } from '../../src-main/shared/model/sshhost.ts';
import { tagsOf } from '../ui/tags.ts';

/** The configuration with a group, unless that is empty, and with these tags beside its own; `name=` takes one away. */
export function regrouped(config: SshHostConfig, group: string, tags: readonly string[]): SshHostConfig {
  const given = tagsOf(tags);
  const kept = Object.entries(config.tags).filter(([name]) => !(name in given));
  const added = Object.entries(given).filter(([, value]) => value !== '');
  return { ...config, group: group.trim() || config.group, tags: Object.fromEntries([...kept, ...added]) };
}
