import type { SshHostState } from '../../src-main/shared/model/sshhost.ts';
import type { State } from '../ui/StateMark.tsx';

export type HostHealth = SshHostState['health'];

/** A host's mark: one whose key waits for the user's word is not broken, one whose key has changed is worse than broken. */
export function markOf(host: SshHostState): State {
  if (host.paused || host.health === 'paused') return 'stopped';
  if (host.question) return host.question.state === 'changed' ? 'critical' : 'warn';
  return host.health === 'down' ? 'critical' : host.health === 'up' ? 'ok' : 'unknown';
}

/** What waits for the user before what fails, changed keys first of all. */
function rank(host: SshHostState): number {
  const mark = markOf(host);
  if (mark === 'critical') return host.question ? 0 : 2;
  return mark === 'warn' ? 1 : mark === 'unknown' ? 3 : mark === 'ok' ? 4 : 5;
}

const NATURAL = new Intl.Collator(['en', 'zh'], { numeric: true, sensitivity: 'base' });

/** Worst first, then by name as people count. */
export const worstFirst = (hosts: readonly SshHostState[]): readonly SshHostState[] =>
  hosts.toSorted((a, b) => rank(a) - rank(b) || NATURAL.compare(a.config.name, b.config.name));

/** Groups that are in use, in natural order. */
export const groupsOf = (hosts: readonly SshHostState[]): readonly string[] =>
  [...new Set(hosts.map(host => host.config.group))].filter(group => group !== '').sort(NATURAL.compare);
