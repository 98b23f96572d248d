import { z } from 'zod';
import { query, returns } from '../rpc/contract.ts';

/** Something that changed on a machine. `subject`: the unit, the port (`tcp/5432`), the key; `before` and `after` are states as their source names them. */
export interface MachineEvent { readonly id: number; readonly at: number; readonly job: string; readonly instance: string; readonly kind: 'service' | 'port' | 'hostkey' | 'connection'; readonly subject: string; readonly before: string; readonly after: string }

export const events = {
  /** newest first; of one instance, or of all */
  list: query('machine:read', z.object({ job: z.string().max(200).default(''), instance: z.string().max(500).default(''), from: z.number().optional(), to: z.number().optional(), limit: z.int().min(1).max(1000).default(200) }), returns<readonly MachineEvent[]>()),
};
