import type { MachineEvent } from '../shared/contract/events.ts';
import type { WorkspaceDb } from './workspace.ts';

export type NewEvent = Omit<MachineEvent, 'id'>;
/** Empty texts and absent times choose everything. Times in unix ms, both ends included. */
export interface EventQuery { readonly job: string; readonly instance: string; readonly from?: number | undefined; readonly to?: number | undefined; readonly limit: number }

/** What changed on machines, newest first; so many are kept, of all and of one machine. */
export interface EventTable {
  add(events: readonly NewEvent[]): void;
  list(query: EventQuery): MachineEvent[];
}

const KEPT = 100_000;
const KEPT_PER_MACHINE = 5_000;
const COLUMNS = 'id, at, job, instance, kind, subject, was AS before, became AS after, origin';

type Bound = { readonly job: string; readonly instance: string; readonly from: number; readonly to: number; readonly limit: number };

export function eventTable(db: WorkspaceDb, kept = KEPT, keptPerMachine = KEPT_PER_MACHINE): EventTable {
  const insert = db.prepare<[NewEvent]>('INSERT INTO events (at, job, instance, kind, subject, was, became, origin) VALUES (@at, @job, @instance, @kind, @subject, @before, @after, @origin)');
  const trim = db.prepare<[number]>('DELETE FROM events WHERE id <= (SELECT max(id) FROM events) - ?');
  const trimMachine = db.prepare<[{ job: string; instance: string; kept: number }]>(`
    DELETE FROM events WHERE job = @job AND instance = @instance
      AND id <= (SELECT id FROM events WHERE job = @job AND instance = @instance ORDER BY id DESC LIMIT 1 OFFSET @kept)`);
  const all = db.prepare<[Bound], MachineEvent>(`SELECT ${COLUMNS} FROM events WHERE at BETWEEN @from AND @to ORDER BY id DESC LIMIT @limit`);
  const ofMachine = db.prepare<[Bound], MachineEvent>(`
    SELECT ${COLUMNS} FROM events WHERE (@job = '' OR job = @job) AND instance = @instance AND at BETWEEN @from AND @to ORDER BY id DESC LIMIT @limit`);
  const ofJob = db.prepare<[Bound], MachineEvent>(`SELECT ${COLUMNS} FROM events WHERE job = @job AND at BETWEEN @from AND @to ORDER BY id DESC LIMIT @limit`);
  return {
    add: db.transaction((events: readonly NewEvent[]) => {
      for (const event of events) insert.run(event);
      for (const { job, instance } of events) trimMachine.run({ job, instance, kept: keptPerMachine });
      trim.run(kept);
    }),
    list({ job, instance, from = Number.MIN_SAFE_INTEGER, to = Number.MAX_SAFE_INTEGER, limit }) {
      const bound = { job, instance, from: Math.ceil(from), to: Math.floor(to), limit };
      return (instance !== '' ? ofMachine : job !== '' ? ofJob : all).all(bound);
    },
  };
}
