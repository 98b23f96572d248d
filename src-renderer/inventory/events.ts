import type { TFunction } from 'i18next';
import { MACHINE_JOB, type MachineEvent } from '../../src-main/shared/contract/events.ts';
import type { MachineRow } from '../../src-main/shared/model/machine.ts';
import { useCall, type CallState } from '../host/hooks.ts';
import { useRange } from '../host/range.ts';
import { dateTimeText } from '../ui/clock.ts';
import type { State } from '../ui/StateMark.tsx';

type Words = TFunction<'inventory'>;
/** As many as are shown at once. */
const MOST = 1000;

/** What changed on a machine within the page's range, newest first: what was seen on it, and what its cloud's lists showed. */
export function useEvents({ job, instance, cloud }: Pick<MachineRow, 'job' | 'instance' | 'cloud'>): CallState<readonly MachineEvent[]> {
  const range = useRange();
  const id = cloud?.id ?? null;
  return useCall(['events', job, instance, id, range.raw], async (host, signal) => {
    const ask = (of: { job: string; instance: string }) => host.events.list({ ...of, from: range.from, to: range.to, limit: MOST }, signal);
    const lists = await Promise.all([ask({ job, instance }), ...(id === null ? [] : [ask({ job: MACHINE_JOB, instance: id })])]);
    return lists.flat().sort((one, other) => other.at - one.at || other.id - one.id);
  }, { refresh: true });
}

/** How bad a change is: what broke, what mended, and what is only told. */
export function levelOfEvent({ kind, before, after }: MachineEvent): State {
  switch (kind) {
    case 'service': return after === 'failed' ? 'critical' : after === 'active' ? 'ok' : 'stopped';
    case 'connection': return after === 'down' ? 'critical' : 'ok';
    case 'hostkey': return before === '' ? 'ok' : 'warn';
    case 'port': case 'size': case 'tag': case 'address': return 'stopped';
    case 'machine': return after === '' ? 'warn' : 'ok';
    case 'lost': return 'warn';
    case 'power': return after === 'running' ? 'ok' : after === 'terminated' ? 'warn' : 'stopped';
  }
}

/** What happened, as a sentence without its subject: `failed, was active`, `opened at 0.0.0.0`. */
export function eventWords({ kind, subject, before, after }: MachineEvent, t: Words): string {
  switch (kind) {
    case 'service': return after === '' ? t('event.unitGone', { before: unitWord(before, t) }) : before === '' ? t('event.unitNew', { after: unitWord(after, t) }) : t('event.unit', { before: unitWord(before, t), after: unitWord(after, t) });
    case 'port': return before === '' ? t('event.portOpened', { at: places(after) }) : after === '' ? t('event.portClosed', { at: places(before) }) : t('event.portMoved', { before: places(before), after: places(after) });
    case 'hostkey': return before === '' ? t('event.keyFirst', { after }) : t('event.keyChanged', { before, after });
    case 'machine': return before === '' ? t('event.created', { after: powerWord(after, t) }) : t('event.gone', { before: powerWord(before, t) });
    case 'lost': return t('event.metricsLost', { before: dateTimeText(Date.parse(before)), after: dateTimeText(Date.parse(after)) });
    case 'power': return t('event.changed', { before: powerWord(before, t), after: powerWord(after, t) });
    case 'size': return t('event.changed', { before, after });
    case 'tag': return after === '' ? t('event.tagGone', { before }) : before === '' ? t('event.tagSet', { after }) : t('event.changed', { before, after });
    case 'address': return after === '' ? t('event.addressGone', { before: places(before) }) : before === '' ? t('event.addressNew', { after: places(after) }) : t('event.changed', { before: places(before), after: places(after) });
    case 'connection': return after === 'down' ? t('event.lost', { step: stepWord(subject, t) }) : t(before === '' ? 'event.first' : 'event.back');
  }
}

/** Programs that leave the choice to the kernel get a port from here on, another one each time. Source: ip(7), ip_local_port_range */
const FIRST_OF_CHANCE = 32_768;
/** Whether a change is worth a mark on every chart: a port that was given by chance is not. */
export const isTelling = ({ kind, subject }: MachineEvent): boolean => kind !== 'port' || Number(subject.slice(subject.indexOf('/') + 1)) < FIRST_OF_CHANCE;

/** What it happened to. */
export function subjectOf({ kind, subject }: MachineEvent, t: Words): string {
  switch (kind) {
    case 'connection': return t('event.kind.connection');
    case 'power': return t('event.powerSubject');
    case 'size': return t('event.size');
    case 'lost': return t('event.metrics');
    case 'address': return subject === 'public' || subject === 'private' ? t(`event.address.${subject}`) : subject;
    default: return subject;
  }
}

const POWERS = ['running', 'stopped', 'starting', 'stopping', 'terminating', 'terminated', 'unknown', 'missing'] as const;
/** A power state in the page's language; any other word stays as it is. */
export function powerWord(power: string, t: Words): string {
  const known = POWERS.find(one => one === power);
  return known ? t(`power.${known}`) : power;
}

const UNIT_STATES = ['active', 'inactive', 'failed', 'activating', 'deactivating', 'reloading'] as const;
/** A unit's state in the page's language; one that systemd has invented since stays as it is. */
export function unitWord(state: string, t: Words): string {
  const known = UNIT_STATES.find(one => one === state);
  return known ? t(`unit.${known}`) : state;
}

const STEPS = ['name', 'tcp', 'kex', 'hostkey', 'login', 'command', 'scrape', 'store'] as const;
function stepWord(step: string, t: Words): string {
  const known = STEPS.find(one => one === step);
  return known ? t(`event.step.${known}`) : step;
}

const places = (addresses: string): string => addresses.split(' ').join(', ');

/** Since when a subject is in the state it is in now, as far as the events tell; unix ms by subject. */
export const sinceOf = (events: readonly MachineEvent[], kind: MachineEvent['kind']): ReadonlyMap<string, number> =>
  new Map(events.filter(event => event.kind === kind).toReversed().map(({ subject, at }) => [subject, at]));
