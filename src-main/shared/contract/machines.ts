import { z } from 'zod';
import { ActAction, type MachinePlan, MachineIds, type Operation, SavedFilter, TagChanges } from '../model/deed.ts';
import { MachineAction } from '../model/cloud.ts';
import { type MachineCourses, type MachineDetail, MachineId, type MachineRow, SourceName, type Spreads } from '../model/machine.ts';
import { action, query, returns, stream } from '../rpc/contract.ts';

/** Length of the courses, ms. */
const WindowMs = z.int().min(60_000).max(31 * 86_400_000).default(3_600_000);
/** confirm: what the plan says has to be typed. reason: why, for the audit */
const Asked = z.object({ ids: MachineIds, confirm: z.string().max(500).default(''), reason: z.string().trim().max(500).default('') });

/** An id may be any of those that mean a machine. */
export const machines = {
  /** every machine, worst first; or a stretch of that list. One that does not begin at 0 goes on with the list that was made last: what is long is asked for piece by piece, so that writing it holds up nobody */
  list: query('machine:read', z.object({ offset: z.int().min(0).default(0), limit: z.int().min(1).max(1_000_000).default(1_000_000) }), returns<readonly MachineRow[]>()),
  get: query('machine:read', z.object({ id: MachineId }), returns<MachineRow>()),
  detail: query('machine:read', z.object({ id: MachineId }), returns<MachineDetail>()),
  /** the courses of these machines' figures; ids that name no machine are left out */
  courses: query('machine:read', z.object({ ids: z.array(MachineId).max(500), windowMs: WindowMs }), returns<readonly MachineCourses[]>()),
  /** the machines that are well, but this computer, as one: of a job, of a source, or of all */
  spread: query('machine:read', z.object({ job: z.string().max(1000).optional(), source: SourceName.optional(), windowMs: WindowMs }), returns<Spreads>()),

  /** what would happen, machine by machine; clouds are asked whether they would permit it, and nothing is changed */
  plan: query('machine:write', z.object({ ids: MachineIds, action: MachineAction, tags: TagChanges.prefault({}) }), returns<MachinePlan>()),
  /** begins at once, or after a wait in which `cancel` takes it back and nothing has been sent */
  act: action('machine:write', Asked.extend({ action: ActAction }), returns<Operation>()),
  /** ends machines for good, after a wait in which `cancel` takes it back */
  terminate: action('machine:destroy', Asked, returns<Operation>()),
  tag: action('machine:write', z.object({ ids: MachineIds, tags: TagChanges, reason: z.string().trim().max(500).default('') }), returns<Operation>()),
  cancel: action('machine:write', z.object({ id: z.string().max(100) }), returns<Operation>()),
  /** what is being done and was done lately, newest first; at once and again after every change */
  operations: stream('machine:read', z.object({}), returns<readonly Operation[]>()),
  /** the same, once */
  operationList: query('machine:read', z.object({}), returns<readonly Operation[]>()),

  /** takes machines off the list that their clouds do not list any more */
  forget: action('machine:write', z.object({ ids: MachineIds }), returns<null>()),
  /** these are one machine */
  join: action('machine:write', z.object({ ids: z.array(MachineId).min(2).max(10) }), returns<MachineRow>()),
  /** `id` is another machine than `from`, of which it is a part now */
  split: action('machine:write', z.object({ from: MachineId, id: MachineId }), returns<null>()),
  /** what was said of two machines by `join` or `split` is taken back */
  unlink: action('machine:write', z.object({ a: MachineId, b: MachineId }), returns<null>()),

  filters: query('machine:read', z.object({}), returns<readonly SavedFilter[]>()),
  saveFilter: action('machine:write', z.object({ filter: SavedFilter }), returns<null>()),
  removeFilter: action('machine:write', z.object({ name: z.string().max(100) }), returns<null>()),
};
