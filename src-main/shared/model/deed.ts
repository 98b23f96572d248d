import { z } from 'zod';
import type { WireError } from './errors.ts';
import { type MachineAction, MachineAction as Action } from './cloud.ts';
import { MachineId } from './machine.ts';

/** Machines that one plan or operation may be about. */
export const MOST_AT_ONCE = 500;
/** A tag of this name guards a machine, whatever its value but a plain no. */
export const PROTECTED_TAG = 'protected';
/** So long nothing is sent of what interrupts a machine, ms. */
export const UNDO_MS = 5_000;

/** What interrupts or ends a machine waits, so that it can be taken back; starting and tagging are undone by doing the opposite. */
export const waits = (action: MachineAction): boolean => action !== 'start' && action !== 'tag';

export const MachineIds = z.array(MachineId).min(1).max(MOST_AT_ONCE);
export const TagName = z.string().min(1).max(128);
export const TagChanges = z.object({ set: z.record(TagName, z.string().max(256)).default({}), remove: z.array(TagName).max(50).default([]) });
export type TagChanges = z.infer<typeof TagChanges>;
/** What can be asked for by `machines.act`; ending a machine and tags have procedures of their own. */
export const ActAction = Action.exclude(['terminate', 'tag']);

/** What guards a machine against being ended or stopped by accident: our tag, or its cloud's own switches. */
export type Guarded = 'tag' | 'terminate' | 'stop';

/** What would become of one machine. */
export interface PlanItem {
  readonly id: MachineId;
  readonly name: string;
  /** the account's name; '' for a machine that is in none */
  readonly account: string;
  readonly region: string;
  readonly power: string;
  readonly guarded: readonly Guarded[];
  /** why it would be refused; null: it would be done */
  readonly refused: WireError | null;
  /** its cloud was asked, and would permit it */
  readonly checked: boolean;
}

export interface MachinePlan {
  readonly action: MachineAction;
  readonly items: readonly PlanItem[];
  /** has to be typed as `confirm`; '' when nothing has to */
  readonly confirm: string;
  /** so long nothing is sent; 0: it is sent at once */
  readonly waitMs: number;
}

export type StepState = 'waiting' | 'sending' | 'done' | 'failed' | 'refused' | 'canceled';

/** How it goes with one machine of an operation. */
export interface OperationItem {
  readonly id: MachineId;
  readonly name: string;
  readonly state: StepState;
  /** what the provider answered, in words: `running -> stopping` */
  readonly detail: string;
  readonly error: WireError | null;
  readonly requestId: string;
  readonly durationMs: number | null;
  /** the call as a line for a shell, without keys */
  readonly receipt: string;
}

export interface Operation {
  readonly id: string;
  readonly action: MachineAction;
  readonly caller: string;
  /** why, in the caller's own words */
  readonly reason: string;
  /** unix ms */
  readonly askedAt: number;
  /** unix ms at which it is sent; until then it can be taken back */
  readonly sentAt: number;
  /** over: every machine has its result */
  readonly state: 'pending' | 'running' | 'over' | 'canceled';
  readonly items: readonly OperationItem[];
}

/** A filter of the list of machines under a name, shared by all doors. */
export const SavedFilter = z.object({
  name: z.string().trim().min(1).max(100),
  /** the words of the filter field */
  q: z.string().max(1000).default(''),
  group: z.string().max(100).default(''),
  /** columns' ids, and one to sort by as the address has it */
  sort: z.string().max(100).default(''),
});
export type SavedFilter = z.infer<typeof SavedFilter>;
