import { z } from 'zod';
import { MachineId, type MachineRow } from '../model/machine.ts';
import { query, returns } from '../rpc/contract.ts';

export const machines = {
  /** every machine, worst first. `windowMs` is the length of the sparklines */
  list: query('machine:read', z.object({ windowMs: z.int().min(60_000).max(31 * 86_400_000).default(3_600_000) }), returns<readonly MachineRow[]>()),
  get: query('machine:read', z.object({ id: MachineId }), returns<MachineRow>()),
};
