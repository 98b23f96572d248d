import { isSettled, type MachineAction, type PowerState } from '../shared/model/cloud.ts';
import type { MachineId } from '../shared/model/machine.ts';
import type { Observation } from './observations.ts';

/** So long after it was sent an action may explain what changes. Stopping a large machine takes that long. */
const SETTLING_MS = 15 * 60_000;

/** Where an action leads: while a machine is on its way there, and when it has come there. */
const WAY: Readonly<Record<Exclude<MachineAction, 'tag'>, readonly PowerState[]>> = {
  start: ['starting', 'running'], stop: ['stopping', 'stopped'], 'force-stop': ['stopping', 'stopped'],
  reboot: ['stopping', 'starting', 'running'], 'force-reboot': ['stopping', 'starting', 'running'], terminate: ['stopping', 'terminating', 'terminated'],
};

interface Deed { readonly action: MachineAction; readonly tags: ReadonlySet<string>; readonly until: number }

/** What we have done ourselves lately, so that it is not taken for somebody else's doing. */
export interface OurDeeds {
  /** tags: names of those that were set or removed. Returns what takes the note back, for a deed that failed */
  note(id: MachineId, action: MachineAction, tags?: readonly string[]): () => void;
  /** of what one list shows of a machine: which is our doing */
  explain(id: MachineId, observed: readonly Observation[]): readonly boolean[];
}

export function ourDeeds(now: () => number): OurDeeds {
  const deeds = new Map<MachineId, readonly Deed[]>();
  const lasting = (id: MachineId) => (deeds.get(id) ?? []).filter(({ until }) => until > now());
  return {
    note: (id, action, tags = []) => {
      for (const [other, list] of deeds) if (list.every(({ until }) => until <= now())) deeds.delete(other);
      const deed: Deed = { action, tags: new Set(tags), until: now() + SETTLING_MS };
      deeds.set(id, [...lasting(id), deed]);
      return () => { deeds.set(id, lasting(id).filter(one => one !== deed)); };
    },
    explain: (id, observed) => {
      const own = lasting(id);
      const causes = observed.map(one => own.find(deed => explainedBy(deed, one)));
      const over = new Set(causes.filter((cause, i) => cause !== undefined && cause.action !== 'terminate' && isOver(cause, observed[i]!)));
      if (over.size > 0) deeds.set(id, own.filter(deed => !over.has(deed)));
      return causes.map(cause => cause !== undefined);
    },
  };
}

function explainedBy({ action, tags }: Deed, { kind, subject, after }: Observation): boolean {
  if (action === 'tag') return kind === 'tag' && tags.has(subject);
  if (kind === 'power') return WAY[action].some(power => power === after);
  if (kind === 'address') return action !== 'reboot' && action !== 'force-reboot'; // a public address comes and goes with the power
  return kind === 'machine' && action === 'terminate' && after === '';
}

/** A deed that has come to its end explains nothing further: who starts a machine again that we have stopped, is somebody else. */
function isOver({ action }: Deed, { kind, after }: Observation): boolean {
  if (action === 'tag' || kind !== 'power') return false;
  const end = WAY[action].at(-1);
  return after === end && isSettled(end);
}
