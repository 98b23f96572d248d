import type { Provider } from '../../providers/provider.ts';
import type { CloudMachine, MachineAction } from '../../shared/model/cloud.ts';
import { PROTECTED_TAG } from '../../shared/model/deed.ts';
import { AppError } from '../../shared/model/errors.ts';
import type { MachineId } from '../../shared/model/machine.ts';

/** A machine that something is to be done to. machine: as whoever can act on it knows it; null: nobody can */
export interface Subject {
  readonly id: MachineId;
  readonly name: string;
  /** the account's name; '' for none */
  readonly account: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly machine: CloudMachine | null;
  /** its cloud does not list it any more */
  readonly missing: boolean;
}

/** Whoever can act on machines. */
export interface Actors {
  /** errors: AppError, when its account is paused or gone, or its secrets are locked */
  provider(machine: CloudMachine): Promise<Provider>;
  /** Something was sent: it is looked at more often until it has settled. */
  settle(machine: CloudMachine): void;
}

const NO = new Set(['false', 'no', '0', 'off']);

/** Whether our own tag guards it. */
export function isTagged(tags: Subject['tags']): boolean {
  const value = Object.entries(tags).find(([name]) => name.toLowerCase() === PROTECTED_TAG)?.[1];
  return value !== undefined && !NO.has(value.trim().toLowerCase()); // without a value it says yes by standing there
}

/** What is known against it before anybody is asked. */
export function impossible({ name, machine, missing }: Subject): AppError | null {
  if (machine === null) return new AppError('conflict', `${name} is known by its metrics alone: neither a cloud account nor an SSH host can act on it.`);
  if (missing) return new AppError('not-found', `${name} is not listed by its cloud any more.`);
  return null;
}

/** Whether its power state allows it. */
export function unfit({ actions }: Provider['capabilities'], action: MachineAction, { name, power }: CloudMachine): AppError | null {
  return actions[power].includes(action) ? null : new AppError('conflict', `${name} is ${power}: ${action} is not possible then.`);
}
