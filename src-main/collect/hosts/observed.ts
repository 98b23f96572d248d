import type { Listener } from '../../formats/proc/listening.ts';
import type { Unit } from '../../formats/proc/units.ts';
import type { Findings } from './hostsource.ts';

/** Something of a machine that is another way than before; '' stands for not being there. */
export interface Change { readonly kind: 'service' | 'port'; readonly subject: string; readonly before: string; readonly after: string }

/** Changes told of one scrape: more at a time are a machine that was exchanged, not events. */
const MOST_CHANGES = 100;

type States = ReadonlyMap<string, string>;

/** What was last seen of a machine's services and ports, to tell what has changed. What can't be told now keeps its last state. */
export class Observed {
  private services: States | null = null;
  private ports: States | null = null;

  /** None for what is seen for the first time. */
  changes({ units, listeners }: Findings): Change[] {
    const services = units === null ? null : statesOfUnits(units);
    const ports = listeners === null ? null : statesOfPorts(listeners);
    const changes = [...difference('service', this.services, services), ...difference('port', this.ports, ports)];
    this.services = services ?? this.services;
    this.ports = ports ?? this.ports;
    return changes.slice(0, MOST_CHANGES);
  }
}

function statesOfUnits(units: readonly Unit[]): States {
  return new Map(units.filter(({ load }) => load === 'loaded').map(({ name, active }) => [name, active]));
}

/** A port's state is the addresses it is open at. */
function statesOfPorts(listeners: readonly Listener[]): States {
  const states = new Map<string, string>();
  for (const { proto, port, address } of listeners) {
    const subject = `${proto}/${port}`;
    const before = states.get(subject);
    states.set(subject, before === undefined ? address : `${before} ${address}`);
  }
  return states;
}

function difference(kind: Change['kind'], before: States | null, after: States | null): Change[] {
  if (before === null || after === null) return [];
  const changes: Change[] = [];
  for (const [subject, state] of after) if (before.get(subject) !== state) changes.push({ kind, subject, before: before.get(subject) ?? '', after: state });
  for (const [subject, state] of before) if (!after.has(subject)) changes.push({ kind, subject, before: state, after: '' });
  return changes;
}
