import type { AuditTrail } from '../access/audit.ts';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import { Operations } from '../inventory/acting/operations.ts';
import { Inventory } from '../inventory/inventory.ts';
import { knownMachines } from '../inventory/knownmachines.ts';
import { machineRows } from '../inventory/machines.ts';
import { ourDeeds } from '../inventory/ourdeeds.ts';
import type { QueryPort } from '../inventory/readings.ts';
import type { SshHostState } from '../shared/model/sshhost.ts';
import type { TargetState } from '../shared/model/target.ts';
import type { EventTable } from '../store/events.ts';
import { machineTable } from '../store/machines.ts';
import { filterTable } from '../store/savedfilters.ts';
import type { WorkspaceDb } from '../store/workspace.ts';
import { type ActingParts, actingOn } from './actors.ts';
import type { Clouds } from './clouds.ts';

export interface MachineParts extends Pick<ActingParts, 'connections' | 'selfInstance'> {
  readonly db: WorkspaceDb;
  readonly clock: Clock;
  readonly log: Log;
  readonly audit: AuditTrail;
  readonly query: QueryPort;
  readonly events: EventTable;
  readonly clouds: Clouds;
  readonly targets: () => readonly TargetState[];
  readonly hosts: () => readonly SshHostState[];
}

export interface OpenInventory { readonly inventory: Inventory; close(): void }

/** The list of machines, what is observed of it, and what is done to it. */
export function openInventory({ db, clock, log, audit, query, events, clouds: { accounts }, targets, hosts, connections, selfInstance }: MachineParts): OpenInventory {
  const table = machineTable(db, (id, error) => log.error({ id, err: error }, 'a stored machine is unreadable and left out'));
  const deeds = ourDeeds(clock.now);
  const known = knownMachines({ table, deeds, events: news => events.add(news) });
  const unpolled = accounts.onPolled((accountId, region, outcome, at) => {
    if (!(outcome instanceof Error)) known.listed(accountId, region, outcome, at);
  });
  const machines = machineRows(query, targets, clock.now, hosts, {
    known: () => known.list(), links: () => table.links(),
    accounts: () => new Map(accounts.list().map(({ id, config }) => [id, config.name])),
  });
  const { actors, others } = actingOn({ accounts, hosts, connections, selfInstance });
  const operations = new Operations({
    clock, actors, deeds, onError: (error, what) => log.error({ err: error }, what),
    latest: subject => ({ ...subject, machine: subject.machine && (known.get(subject.machine.id)?.machine ?? subject.machine) }),
    record: ({ caller, via, path }, deed) => audit.write({ caller, via, path, ...deed }),
  });
  return {
    inventory: new Inventory({ machines, known, actors, others, operations, links: table, filters: filterTable(db) }),
    close: () => {
      unpolled();
      operations.close();
    },
  };
}
