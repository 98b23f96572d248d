import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import { ProbeRegistry } from '../collect/probes/registry.ts';
import { probeTable } from '../store/probes.ts';
import type { WorkspaceDb } from '../store/workspace.ts';
import type { Appender } from '../workers/appender.ts';
import type { Remote } from './remote.ts';

export interface ProbingParts {
  readonly db: WorkspaceDb;
  readonly clock: Clock;
  readonly appender: Appender;
  readonly remote: Pick<Remote, 'hosts' | 'outposts'>;
  readonly log: Log;
  /** false: the probes are known, but none is made */
  readonly collecting: boolean;
}

/** The probes, from here and from the hosts that are reached by SSH. */
export interface Probing { readonly probes: ProbeRegistry; close(): Promise<void> }

export function openProbing({ db, clock, appender, remote, log, collecting }: ProbingParts): Probing {
  const probes = new ProbeRegistry({
    clock, appender, outposts: remote.outposts,
    store: probeTable(db, (id, error) => log.error({ id, err: error }, 'a stored probe is unreadable and left out')),
    onError: (error, what) => log.error({ err: error }, what),
  });
  if (collecting) probes.start();
  const leaving = new AbortController();
  const following = (async () => { for await (const _ of remote.hosts.changes(leaving.signal)) await probes.hostsChanged(); })()
    .catch(error => log.error({ err: error }, 'following the names of SSH hosts'));
  return {
    probes,
    close: async () => {
      leaving.abort();
      await following;
      await probes.stop();
    },
  };
}
