import { AppError } from '../shared/model/errors.ts';
import type { MachineCourses, MachineId, MachineRow, SourceName, Spreads } from '../shared/model/machine.ts';
import type { SshHostState } from '../shared/model/sshhost.ts';
import type { TargetState } from '../shared/model/target.ts';
import { coursesOf, spreadOf } from './courses.ts';
import { Kept } from './kept.ts';
import { type CloudSide, type Measured, type Merged, merging, NO_CLOUDS } from './merge.ts';
import { type Course, type Facts, type MachineKey, type Moment, partsOf, type QueryPort, readCourse, readFacts, readLastAnswers, readMoment } from './readings.ts';
import { type Roster, rosterOf, type Watch, watchesOf } from './roster.ts';
import { byBadness, machineRow, type Readings, traced } from './row.ts';
import { mapInTurns, sortInTurns } from './slices.ts';

export interface Machines {
  /** every machine, worst first */
  list(): Promise<readonly MachineRow[]>;
  /** a stretch of that list; one that does not begin at 0 is of the list that was made last */
  stretch(offset: number, limit: number): Promise<readonly MachineRow[]>;
  /** errors: AppError 'not-found' */
  get(id: MachineId): Promise<MachineRow>;
  /** of these machines, over the last `windowMs`; ids that name none are left out */
  courses(ids: readonly MachineId[], windowMs: number): Promise<readonly MachineCourses[]>;
  /** of the machines of a job or source that are well, but this computer */
  spread(query: { readonly job?: string | undefined; readonly source?: SourceName | undefined; readonly windowMs: number }): Promise<Spreads>;
}

const POINTS = 60;
const HOUR_MS = 3_600_000;
const MOMENT_AGE = { leastMs: 2000, mostMs: 30_000 };
const COURSE_AGE = { leastMs: 3000, mostMs: 120_000 };
/** Windows whose courses are kept at once: one for the rules, the rest for pages. */
const COURSES_KEPT = 4;
/** Instances whose last answer is looked for in one question. */
const SILENT_AT_ONCE = 200;

/** The machines of this desk, computed from the stored metrics: a handful of questions over all of them at once, whose answers are kept a few seconds. */
export function machineRows(query: QueryPort, targets: () => readonly TargetState[], now: () => number, hosts: () => readonly SshHostState[] = () => [], clouds: CloudSide = NO_CLOUDS): Machines {
  const moment = new Kept(() => readMoment(query, now()), now, MOMENT_AGE);
  const facts = new Kept(() => readFacts(query, now()), now, COURSE_AGE);
  const courses = courseKeeper(query, now);
  const dropped = droppedWatches();
  const lastAnswers = lastAnswerKeeper(query);

  const gather = async (): Promise<{ roster: Roster; readings: Readings }> => {
    const [present, known, hour] = await Promise.all([moment.get(), facts.get(), courses(HOUR_MS)]);
    const watches = watchesOf(targets(), hosts());
    const roster = rosterOf(watches, present, known, dropped(watches));
    return { roster, readings: { moment: present, facts: known, hour, lastAnswers: await lastAnswers(roster, present, known) } };
  };
  const merge = merging(clouds);
  const merged = async (): Promise<Merged[]> => {
    const { roster, readings } = await gather();
    const measured = await mapInTurns(roster, ([key, watch]): Measured => ({ key, row: machineRow(key, watch, readings), traces: traced(key, watch, readings) }));
    return merge(measured);
  };
  const list = async () => (await sortInTurns(await merged(), (a, b) => byBadness(a.row, b.row))).map(({ row }) => row);
  let last: readonly MachineRow[] | null = null;
  return {
    list,
    stretch: async (offset, limit) => {
      if (offset === 0 || last === null) last = await list();
      return last.slice(offset, offset + limit);
    },
    get: async id => {
      const found = (await merged()).find(({ row }) => row.id === id || row.also.includes(id));
      if (found === undefined) throw new AppError('not-found', `No machine named ${id} has sent samples within a day, and no cloud has listed it.`);
      return found.row;
    },
    courses: async (ids, windowMs) => {
      const [rows, present, course] = await Promise.all([merged(), moment.get(), courses(windowMs)]);
      const wanted = new Set(ids);
      return rows.filter(({ row }) => wanted.has(row.id)).map(({ key, row }) => coursesOf(row.id, key, course, present));
    },
    spread: async ({ job, source, windowMs }) => {
      const [rows, course] = await Promise.all([merged(), courses(windowMs)]);
      return spreadOf(rows.filter(({ row }) => row.state === 'ok' && row.source !== 'self' && (job === undefined || row.job === job) && (source === undefined || row.source === source)), course);
    },
  };
}

/** Courses by the length of their step, the least recently asked one forgotten first. */
function courseKeeper(query: QueryPort, now: () => number): (windowMs: number) => Promise<Course> {
  const kept = new Map<number, Kept<Course>>();
  return windowMs => {
    const stepMs = Math.max(1000, Math.round(windowMs / POINTS / 1000) * 1000);
    const course = kept.get(stepMs) ?? new Kept(() => readCourse(query, now(), stepMs, POINTS), now, COURSE_AGE);
    kept.delete(stepMs);
    kept.set(stepMs, course);
    for (const oldest of kept.keys()) if (kept.size > COURSES_KEPT) kept.delete(oldest);
    return course.get();
  };
}

/** Remembers what was watched, so that a machine taken away is not reported as silent. */
function droppedWatches(): (watches: readonly Watch[]) => ReadonlySet<MachineKey> {
  const ever = new Set<MachineKey>();
  return watches => {
    const present = new Set(watches.map(({ key }) => key));
    for (const key of present) ever.add(key);
    return new Set([...ever].filter(key => !present.has(key)));
  };
}

/** The last answer of whoever does not answer now: looked for once, and forgotten when it answers again. */
function lastAnswerKeeper(query: QueryPort): (roster: Roster, moment: Moment, facts: Facts) => Promise<ReadonlyMap<MachineKey, number>> {
  const found = new Map<MachineKey, number>();
  const asked = new Set<MachineKey>();
  return async (roster, moment, facts) => {
    for (const key of asked) if (moment.answered.has(key) || !roster.has(key)) { asked.delete(key); found.delete(key); }
    const silent = [...roster.keys()].filter(key => !moment.answered.has(key) && (moment.up.has(key) || facts.roster.has(key)) && !asked.has(key)).slice(0, SILENT_AT_ONCE);
    if (silent.length === 0) return found;
    for (const key of silent) asked.add(key);
    const answers = await readLastAnswers(query, moment.time, [...new Set(silent.map(key => partsOf(key).instance))]).catch((error: unknown) => {
      for (const key of silent) asked.delete(key);
      throw error;
    });
    for (const key of silent) {
      const time = answers.get(key);
      if (time !== undefined) found.set(key, time);
    }
    return found;
  };
}
