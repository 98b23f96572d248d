import type { Labels } from '../shared/model/labels.ts';
import { CPU_HOLD_MS } from '../shared/model/limits.ts';
import { MachineId, type MachineRow, type Meter } from '../shared/model/machine.ts';
import { problemsOf, stateOf } from './problems.ts';
import type { Figure } from '../shared/model/questions.ts';
import { type Course, type Facts, type MachineKey, meanOver, type Moment, partsOf, since } from './readings.ts';
import type { Watch } from './roster.ts';
import { type Traces, tracesOf } from './traces.ts';

/** All that the rows of one answer are made from. */
export interface Readings {
  readonly moment: Moment;
  readonly facts: Facts;
  /** the last hour by the minute, which the rules look at */
  readonly hour: Course;
  /** last good sample of machines that do not answer now, unix ms */
  readonly lastAnswers: ReadonlyMap<MachineKey, number>;
}

export function machineRow(key: MachineKey, watch: Watch | null, readings: Readings): MachineRow {
  const { moment, facts, hour } = readings;
  const { job, instance } = partsOf(key);
  const seen = moment.answered.get(key) ?? readings.lastAnswers.get(key) ?? null;
  const heard = moment.answered.has(key);
  const problems = problemsOf(evidence(key, watch, readings, seen));
  const fullest = moment.fullest.get(key)?.[0];
  // a rate looks back: it would go on for two minutes after the last answer
  const figure = (name: Exclude<Figure, 'disk'>) => heard ? moment[name].get(key) : undefined;
  const disk = meter(hour, 'disk', key, heard ? fullest?.value : undefined);
  const uname = facts.uname.get(key);
  return {
    id: idOf(key, watch),
    name: nameOf(instance, uname),
    source: watch?.source ?? 'prometheus', job, instance,
    state: stateOf(problems, heard), problems, seen,
    cpu: meter(hour, 'cpu', key, figure('cpu')),
    memory: meter(hour, 'memory', key, figure('memory')),
    disk: disk === null ? null : { ...disk, subject: fullest?.mountpoint ?? '' },
    network: meter(hour, 'network', key, figure('network')),
    cores: facts.cores.get(key) ?? null,
    memoryBytes: facts.memoryBytes.get(key) ?? null,
    os: facts.os.get(key)?.['pretty_name'] ?? uname?.['sysname'] ?? null,
    kernel: uname?.['release'] ?? null,
    bootTime: inMs(facts.bootTime.get(key)),
    group: watch?.host?.group ?? '', tags: watch?.host?.tags ?? {}, addresses: [watch?.host?.address ?? hostOf(instance)], also: [], cloud: null,
  };
}

export function idOf(key: MachineKey, watch: Watch | null): MachineId {
  const { job, instance } = partsOf(key);
  return MachineId.parse(`${watch?.source ?? 'prometheus'}/${watch?.source === 'self' ? 'self' : encodeURIComponent(job || '-')}/${encodeURIComponent(instance || '-')}`);
}

function evidence(key: MachineKey, watch: Watch | null, { moment, facts, hour, lastAnswers }: Readings, answered: number | null) {
  return {
    time: moment.time, up: moment.up.get(key) ?? (watch?.health === 'down' ? 0 : null), paused: watch?.health === 'paused',
    heard: moment.answered.has(key), answered, known: facts.roster.has(key) || lastAnswers.has(key),
    cpu: moment.cpu.get(key) ?? null, cpuMean: meanOver(hour, 'cpu', key, CPU_HOLD_MS), memory: moment.memory.get(key) ?? null, swap: moment.swap.get(key) ?? null, pressure: moment.pressure.get(key) ?? null,
    crowded: moment.crowded.get(key) ?? [], filling: facts.filling.get(key) ?? [],
    since: (figure: Figure, floor: number) => since(hour, figure, key, floor),
  };
}

/** Null: neither known now nor within the last hour. */
const meter = (hour: Course, figure: Figure, key: MachineKey, now: number | undefined): Meter | null =>
  now === undefined && !hour.figures[figure].has(key) ? null : { last: now ?? null };

/** By what a cloud may know it; null for an exporter of something that is no machine. */
export function traced(key: MachineKey, watch: Watch | null, { facts, moment }: Readings): Traces | null {
  const machine = watch?.source === 'ssh' || facts.uname.has(key) || facts.bootTime.has(key) || moment.cpu.has(key) || moment.memory.has(key);
  if (!machine || watch?.source === 'self') return null;
  return tracesOf([hostOf(partsOf(key).instance), ...(watch?.host ? [watch.host.address] : [])], facts.uname.get(key), facts.dmi.get(key));
}

const hostOf = (instance: string): string => instance.replace(/:\d+$/, '');

/** An instance that is only an address says less than the name the machine gives itself. */
function nameOf(instance: string, uname: Labels | undefined): string {
  const host = hostOf(instance);
  const isAddress = host === 'localhost' || host === '' || /^[\d.]+$/.test(host) || host.startsWith('[');
  return isAddress ? uname?.['nodename'] ?? instance : host;
}

const inMs = (seconds: number | undefined) => seconds === undefined ? null : seconds * 1000;

const BADNESS = { critical: 0, warn: 1, unknown: 2, ok: 3 } as const;

/** Worst first; among equals this computer, then the fuller one, then by name. */
export function byBadness(a: MachineRow, b: MachineRow): number {
  return BADNESS[a.state] - BADNESS[b.state]
    || Number(b.source === 'self') - Number(a.source === 'self')
    || (b.problems[0]?.value ?? 0) - (a.problems[0]?.value ?? 0)
    || NATURAL.compare(a.name, b.name) || NATURAL.compare(a.id, b.id);
}
const NATURAL = new Intl.Collator('en', { numeric: true });
