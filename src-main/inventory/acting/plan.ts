import type { CloudMachine, MachineAction, PowerAction, Protection } from '../../shared/model/cloud.ts';
import { type Guarded, type PlanItem, type TagChanges, UNDO_MS, waits } from '../../shared/model/deed.ts';
import { AppError, toWire } from '../../shared/model/errors.ts';
import type { Provider } from '../../providers/provider.ts';
import { atMost } from './atmost.ts';
import { type Actors, impossible, isTagged, type Subject, unfit } from './subject.ts';

export interface Wanted { readonly action: MachineAction; readonly tags: TagChanges }
/** dryRun: clouds that can are asked whether they would permit it */
export interface Checks { readonly dryRun: boolean; readonly busy: (id: Subject['id']) => boolean }
export interface Planned { readonly subject: Subject; readonly item: PlanItem }

/** A cloud is asked about so many machines of a plan, at so many at a time: it answers one call for each, and one for its protection. */
const MOST_ASKED = 20;
const ASKED_AT_ONCE = 5;

/** What would become of each machine, in the order they were named. */
export async function planned(actors: Actors, subjects: readonly Subject[], wanted: Wanted, checks: Checks, signal: AbortSignal): Promise<Planned[]> {
  return atMost(ASKED_AT_ONCE, subjects, async (subject, i) => {
    const { id, name, account, machine } = subject;
    const item = { id, name, account, region: machine?.region ?? '', power: machine?.power ?? '', guarded: isTagged(subject.tags) ? ['tag' as const] : [], refused: null, checked: false };
    const refused = impossible(subject) ?? (checks.busy(id) ? new AppError('conflict', `Something is being done to ${name} already.`) : null);
    if (refused !== null || machine === null) return { subject, item: { ...item, refused: refused && toWire(refused) } };
    const found = await looked(await given(() => actors.provider(machine)), machine, wanted, i < MOST_ASKED ? checks : { ...checks, dryRun: false }, i < MOST_ASKED, signal);
    return { subject, item: { ...item, ...found, guarded: [...item.guarded, ...found.guarded] } };
  });
}

type Found = Pick<PlanItem, 'guarded' | 'refused' | 'checked'>;

async function looked(provider: Provider | AppError, machine: CloudMachine, { action, tags }: Wanted, checks: Checks, asking: boolean, signal: AbortSignal): Promise<Found> {
  if (provider instanceof AppError) return { guarded: [], refused: toWire(provider), checked: false };
  const wrong = unfit(provider.capabilities, action, machine);
  if (wrong !== null) return { guarded: [], refused: toWire(wrong), checked: false };
  const guarded = asking && waits(action) ? guardsOf(await given(() => provider.protection(machine, signal))) : [];
  const stands = guarded.includes(action === 'terminate' ? 'terminate' : 'stop') && (action === 'terminate' || action === 'stop' || action === 'force-stop');
  if (stands) return { guarded, refused: toWire(protectedError(machine, action)), checked: true };
  if (!checks.dryRun || !provider.capabilities.dryRun) return { guarded, refused: null, checked: false };
  const answer = await given(() => action === 'tag' ? provider.setTags(machine, tags, { dryRun: true }, signal) : provider.act(action satisfies PowerAction, machine, { dryRun: true }, signal));
  return { guarded, refused: answer instanceof AppError ? toWire(answer) : null, checked: !(answer instanceof AppError) };
}

const guardsOf = (protection: Protection | AppError): Guarded[] => protection instanceof AppError ? [] // who may not ask is told by the action itself
  : [...(protection.terminate === true ? ['terminate' as const] : []), ...(protection.stop === true ? ['stop' as const] : [])];

const protectedError = ({ name }: CloudMachine, action: MachineAction): AppError =>
  new AppError('conflict', `${name} is protected by its cloud against ${action === 'terminate' ? 'termination' : 'being stopped'}. Switch that off there first.`);

/** A value, or the AppError in its place. */
async function given<T>(get: () => Promise<T>): Promise<T | AppError> {
  try {
    return await get();
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
}

/** What has to be typed: ending a machine, and interrupting one that is guarded, takes its name; more than one take the action and their number. */
export function confirmOf(action: MachineAction, items: readonly PlanItem[]): string {
  const able = items.filter(({ refused }) => refused === null);
  const needed = action === 'terminate' || waits(action) && able.some(({ guarded }) => guarded.length > 0);
  if (!needed || able.length === 0) return '';
  return able.length === 1 ? able[0]!.name : `${action} ${able.length}`;
}

export const waitOf = (action: MachineAction): number => waits(action) ? UNDO_MS : 0;
