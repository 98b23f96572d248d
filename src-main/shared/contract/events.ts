import { z } from 'zod';
import { query, returns } from '../rpc/contract.ts';

/**
 * Something that changed on a machine. `subject`: the unit, the port (`tcp/5432`), the key, the tag; `before` and `after` are states as their source names them.
 * lost: metrics (`subject`) that no source keeps any more, between two times in ISO 8601; it stands where those of a cloud's list do.
 * What a cloud's list shows (kinds machine, power, size, tag, address) stands under job `machine` with the machine's id as its instance.
 */
export interface MachineEvent {
  readonly id: number;
  readonly at: number;
  readonly job: string;
  readonly instance: string;
  readonly kind: 'service' | 'port' | 'hostkey' | 'connection' | 'machine' | 'power' | 'size' | 'tag' | 'address' | 'lost';
  readonly subject: string;
  readonly before: string;
  readonly after: string;
  /** whether an action of ours explains it; '' where that can't be asked */
  readonly origin: '' | 'ours' | 'outside';
}
/** The job under which what a cloud's list shows is written down. */
export const MACHINE_JOB = 'machine';

export const events = {
  /** newest first; of one instance, or of all */
  list: query('machine:read', z.object({ job: z.string().max(200).default(''), instance: z.string().max(500).default(''), from: z.number().optional(), to: z.number().optional(), limit: z.int().min(1).max(1000).default(200) }), returns<readonly MachineEvent[]>()),
};
