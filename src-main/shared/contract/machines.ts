import { z } from 'zod';
import { type MachineCourses, MachineId, type MachineRow, SourceName, type Spreads } from '../model/machine.ts';
import { query, returns } from '../rpc/contract.ts';

/** Length of the courses, ms. */
const WindowMs = z.int().min(60_000).max(31 * 86_400_000).default(3_600_000);

export const machines = {
  /** every machine, worst first */
  list: query('machine:read', z.object({}), returns<readonly MachineRow[]>()),
  get: query('machine:read', z.object({ id: MachineId }), returns<MachineRow>()),
  /** the courses of these machines' figures; ids that name no machine are left out */
  courses: query('machine:read', z.object({ ids: z.array(MachineId).max(500), windowMs: WindowMs }), returns<readonly MachineCourses[]>()),
  /** the machines that are well, but this computer, as one: of a job, of a source, or of all */
  spread: query('machine:read', z.object({ job: z.string().max(1000).optional(), source: SourceName.optional(), windowMs: WindowMs }), returns<Spreads>()),
};
