import type { InstantQuery, InstantValue, Matrix, RangeQuery, SeriesQuery } from '../shared/contract/metrics.ts';
import type { Labels } from '../shared/model/labels.ts';
import { FULL_SOON_MS, LIMITS } from '../shared/model/limits.ts';
import { ANSWERED, answeredBy, crowded, FACTS, type Figure, figures, fillingWithin, FULLEST, ROSTER, rateWindow, UP } from '../shared/model/questions.ts';

/** What the inventory needs of whoever evaluates PromQL; the query workers' client is one. */
export interface QueryPort {
  range(query: RangeQuery, signal?: AbortSignal): Promise<Matrix>;
  instant(query: InstantQuery, signal?: AbortSignal): Promise<{ readonly value: InstantValue }>;
  series(query: SeriesQuery, signal?: AbortSignal): Promise<readonly Labels[]>;
}

/** Which machine: its job and instance as one string. */
export type MachineKey = string;
const SEPARATOR = '\uffff';
export const keyOf = (job: string, instance: string): MachineKey => `${job}${SEPARATOR}${instance}`;
export function partsOf(key: MachineKey): { job: string; instance: string } {
  const at = key.indexOf(SEPARATOR);
  return { job: key.slice(0, at), instance: key.slice(at + 1) };
}
const labelled = (labels: Labels): MachineKey => keyOf(labels['job'] ?? '', labels['instance'] ?? '');

/** A file system and a number about it: its used share, or the seconds until it is full. */
export interface DiskFigure { readonly mountpoint: string; readonly value: number }

/** The figures of the moment. */
export interface Moment extends Readonly<Record<Exclude<Figure, 'disk'>, ReadonlyMap<MachineKey, number>>> {
  readonly time: number;
  readonly up: ReadonlyMap<MachineKey, number>;
  /** unix ms of the newest good sample */
  readonly answered: ReadonlyMap<MachineKey, number>;
  readonly fullest: ReadonlyMap<MachineKey, readonly DiskFigure[]>;
  readonly crowded: ReadonlyMap<MachineKey, readonly DiskFigure[]>;
}

/** The figures over a stretch of time: one value a step, NaN where there is none. `times` in unix ms. */
export interface Course { readonly times: Float64Array; readonly figures: Readonly<Record<Figure, Columns>> }
export type Columns = Pick<ReadonlyMap<MachineKey, Float64Array>, 'get' | 'has'>;

export interface Facts {
  readonly uname: ReadonlyMap<MachineKey, Labels>;
  readonly os: ReadonlyMap<MachineKey, Labels>;
  readonly dmi: ReadonlyMap<MachineKey, Labels>;
  readonly cores: ReadonlyMap<MachineKey, number>;
  readonly memoryBytes: ReadonlyMap<MachineKey, number>;
  /** seconds since 1970 */
  readonly bootTime: ReadonlyMap<MachineKey, number>;
  readonly filling: ReadonlyMap<MachineKey, readonly DiskFigure[]>;
  /** machines that had samples within ROSTER_MS */
  readonly roster: ReadonlySet<MachineKey>;
}

const DEADLINE_MS = 30_000;
const ROSTER_MS = 24 * 3_600_000;
const MINUTE_MS = 60_000;

export async function readMoment(port: QueryPort, time: number): Promise<Moment> {
  const ask = (promql: string) => vector(port, promql, time);
  const texts = figures(rateWindow(MINUTE_MS));
  const [up, answered, cpu, memory, swap, network, pressure, fullest, full] = await Promise.all([
    ask(UP), ask(ANSWERED), ask(texts.cpu), ask(texts.memory), ask(texts.swap), ask(texts.network), ask(texts.pressure), ask(FULLEST), ask(crowded(LIMITS.disk.warn)),
  ]);
  return {
    time, up: values(up), answered: values(answered, seconds => seconds * 1000), cpu: values(cpu), memory: values(memory), swap: values(swap),
    network: values(network), pressure: values(pressure), fullest: disks(fullest), crowded: disks(full),
  };
}

/** The course of all figures in `points` steps of `stepMs`, the last one the step that `time` stands in. */
export async function readCourse(port: QueryPort, time: number, stepMs: number, points: number): Promise<Course> {
  const to = Math.floor(time / stepMs) * stepMs;
  const from = to - (points - 1) * stepMs;
  const texts = figures(rateWindow(stepMs));
  const ask = async (figure: Figure) => columns(await port.range({ promql: texts[figure], from, to, step: stepMs, nocache: false }, AbortSignal.timeout(DEADLINE_MS)));
  const [cpu, memory, swap, disk, network, pressure] = await Promise.all([ask('cpu'), ask('memory'), ask('swap'), ask('disk'), ask('network'), ask('pressure')]);
  return { times: Float64Array.from({ length: points }, (_, i) => from + i * stepMs), figures: { cpu, memory, swap, disk, network, pressure } };
}

export async function readFacts(port: QueryPort, time: number): Promise<Facts> {
  const ask = (promql: string) => vector(port, promql, time);
  const today = (matchers: readonly string[]) => port.series({ matchers: [...matchers], from: time - ROSTER_MS, to: time, limit: 0 }, AbortSignal.timeout(DEADLINE_MS));
  const [uname, unameToday, os, osToday, dmi, cores, memoryBytes, bootTime, filling, roster] = await Promise.all([
    ask(FACTS.uname), today([FACTS.uname]), ask(FACTS.os), today([FACTS.os]), today([FACTS.dmi]), ask(FACTS.cores), ask(FACTS.memoryBytes), ask(FACTS.bootTime), ask(fillingWithin(FULL_SOON_MS.warn / 1000)), today(ROSTER),
  ]);
  return {
    // a machine keeps its name when it falls silent: what it was called today, then what it is called now
    uname: byMachine([...unameToday, ...uname.map(({ labels }) => labels)]), os: byMachine([...osToday, ...os.map(({ labels }) => labels)]),
    dmi: byMachine(dmi), cores: values(cores), memoryBytes: values(memoryBytes), bootTime: values(bootTime), filling: disks(filling),
    roster: new Set(roster.map(labelled)),
  };
}

/** When each of these machines last gave a good sample, unix ms, at most a minute too early; those without one in a day are left out. */
export async function readLastAnswers(port: QueryPort, time: number, instances: readonly string[]): Promise<Map<MachineKey, number>> {
  const to = Math.floor(time / MINUTE_MS) * MINUTE_MS;
  const matrix = await port.range({ promql: answeredBy(instances), from: to - ROSTER_MS, to, step: MINUTE_MS, nocache: false }, AbortSignal.timeout(DEADLINE_MS));
  const last = new Map<MachineKey, number>();
  for (const { labels, values: column, present } of matrix.series) {
    const seconds = (present === null ? column : withGaps(column, present)).findLast(value => !Number.isNaN(value));
    if (seconds !== undefined) last.set(labelled(labels), seconds * 1000);
  }
  return last;
}

/** Where the run of values at or above `floor` that lasts until now began; null when it began before the course did, undefined when there is none. */
export function since(course: Course, figure: Figure, key: MachineKey, floor: number): number | null | undefined {
  const column = course.figures[figure].get(key);
  if (column === undefined) return undefined;
  let i = column.length - 1;
  if (Number.isNaN(column[i])) i--; // the running step may still be empty
  const end = i;
  while (i >= 0 && column[i]! >= floor) i--;
  if (i === end) return undefined;
  return i < 0 || Number.isNaN(column[i]) ? null : course.times[i + 1]!;
}

/** The mean of a figure over the last `ms` of a course; null when a step of them is missing. The running step does not count while it is empty. */
export function meanOver(course: Course, figure: Figure, key: MachineKey, ms: number): number | null {
  const column = course.figures[figure].get(key);
  const stepMs = course.times[1]! - course.times[0]!;
  if (column === undefined) return null;
  const end = Number.isNaN(column.at(-1)) ? column.length - 1 : column.length;
  const last = column.subarray(Math.max(0, end - Math.round(ms / stepMs)), end);
  const mean = last.reduce((sum, value) => sum + value, 0) / last.length;
  return Number.isNaN(mean) ? null : mean;
}

type Vector = Extract<InstantValue, { kind: 'vector' }>['series'];

async function vector(port: QueryPort, promql: string, time: number): Promise<Vector> {
  const { value } = await port.instant({ promql, time, nocache: false }, AbortSignal.timeout(DEADLINE_MS));
  if (value.kind !== 'vector') throw new Error(`BUG: ${promql} answers a ${value.kind}, not a vector.`);
  return value.series;
}

const byMachine = (all: readonly Labels[]): Map<MachineKey, Labels> => new Map(all.map(labels => [labelled(labels), labels]));

const values = (series: Vector, scale = (value: number) => value): Map<MachineKey, number> =>
  new Map(series.map(({ labels, value }) => [labelled(labels), scale(value)]));

function disks(series: Vector): Map<MachineKey, DiskFigure[]> {
  const found = new Map<MachineKey, DiskFigure[]>();
  for (const { labels, value } of series) {
    const key = labelled(labels);
    const figure = { mountpoint: labels['mountpoint'] ?? '', value };
    const list = found.get(key);
    if (list === undefined) found.set(key, [figure]);
    else list.push(figure);
  }
  return found;
}

/** Columns by machine. Gaps are filled in when a column is first asked for: all of ten thousand at once would hold up the thread. */
function columns({ series }: Matrix): Columns {
  const raw = new Map(series.map(one => [labelled(one.labels), one]));
  const filled = new Map<MachineKey, Float64Array>();
  return {
    has: key => raw.has(key),
    get: key => {
      const one = raw.get(key);
      if (one === undefined || one.present === null) return one?.values;
      const column = filled.get(key) ?? withGaps(one.values, one.present);
      filled.set(key, column);
      return column;
    },
  };
}

/** Absent steps as NaN, which is how a sparkline shows a gap. */
function withGaps(column: Float64Array, present: Uint8Array): Float64Array {
  const filled = column.slice();
  for (let i = 0; i < filled.length; i++) if (((present[i >> 3]! >> (i & 7)) & 1) === 0) filled[i] = Number.NaN; // no callback: it runs for all machines at once
  return filled;
}
