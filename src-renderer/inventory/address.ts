import type { MachineRow } from '../../src-main/shared/model/machine.ts';
import { MachineId } from '../../src-main/shared/model/machine.ts';

const ROOT = '/machines/';

/** The page of one machine. An id's parts are percent-encoded already, so it is a path as it stands. */
export const machinePath = (id: string): string => ROOT + id;

/**
 * The id in an address; null when it holds none.
 * pathname  as the browser has it: routers decode parts of it, and a job may hold a slash
 */
export function idOfPath(pathname: string): MachineId | null {
  const at = pathname.indexOf(ROOT);
  return at < 0 ? null : MachineId.safeParse(pathname.slice(at + ROOT.length)).data ?? null;
}

/** Everything a machine exports, as PromQL. */
export const selectorOf = ({ job, instance }: Pick<MachineRow, 'job' | 'instance'>): string => `{${matchersOf({ job, instance })}}`;

/** The inside of a selector that means this machine. */
export const matchersOf = ({ job, instance }: Pick<MachineRow, 'job' | 'instance'>): string => `job=${quoted(job)}, instance=${quoted(instance)}`;

/** A PromQL string: its escapes are Go's, which JSON's are among. */
const quoted = (text: string): string => JSON.stringify(text);
