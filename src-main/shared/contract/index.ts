import { access } from './access.ts';
import { accounts } from './accounts.ts';
import { alerts } from './alerts.ts';
import { events } from './events.ts';
import { exports } from './exports.ts';
import { host } from './host.ts';
import { hosts } from './hosts.ts';
import { imports } from './imports.ts';
import { influx } from './influx.ts';
import { machines } from './machines.ts';
import { metrics } from './metrics.ts';
import { probes } from './probes.ts';
import { prometheus } from './prometheus.ts';
import { rules } from './rules.ts';
import { receivers } from './receivers.ts';
import { sending } from './sending.ts';
import { silences } from './silences.ts';
import { store } from './store.ts';
import { targets } from './targets.ts';
import { vault } from './vault.ts';

/** Everything a door can ask of the host. Each group has one file here and one file of handlers in src-main/api. */
export const contract = { access, alerts, accounts, events, exports, host, hosts, imports, influx, machines, metrics, probes, prometheus, rules, receivers, sending, silences, store, targets, vault };
export type HostContract = typeof contract;
