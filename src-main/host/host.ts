import { join } from 'node:path';
import { type AuditBook, openAuditBook } from '../access/audit.ts';
import type { Caller } from '../access/caller.ts';
import { guardWith } from '../access/guard.ts';
import { openTokens, type Tokens } from '../access/tokens.ts';
import type { Vault } from '../access/vault.ts';
import { accessHandlers } from '../api/access.ts';
import { alertsHandlers } from '../api/alerts.ts';
import { accountsHandlers } from '../api/accounts.ts';
import { eventsHandlers } from '../api/events.ts';
import { exportsHandlers } from '../api/exports.ts';
import { hostHandlers } from '../api/host.ts';
import { hostsHandlers } from '../api/hosts.ts';
import { importsHandlers } from '../api/imports.ts';
import { influxHandlers } from '../api/influx.ts';
import { machinesHandlers } from '../api/machines.ts';
import { metricsHandlers } from '../api/metrics.ts';
import { probesHandlers } from '../api/probes.ts';
import { prometheusHandlers } from '../api/prometheus.ts';
import { rulesHandlers } from '../api/rules.ts';
import { sendingHandlers } from '../api/sending.ts';
import { receiversHandlers } from '../api/receivers.ts';
import { silencesHandlers } from '../api/silences.ts';
import { storeHandlers } from '../api/store.ts';
import { targetsHandlers } from '../api/targets.ts';
import { vaultHandlers } from '../api/vault.ts';
import { systemClock } from '../base/clock.ts';
import { type Log, seldom } from '../base/log.ts';
import type { Registry } from '../base/registry.ts';
import { contract, type HostContract } from '../shared/contract/index.ts';
import type { HostInfo } from '../shared/contract/host.ts';
import type { ImportBook } from '../exports/imports/book.ts';
import type { Handlers } from '../shared/rpc/contract.ts';
import type { Journal, Service } from '../shared/rpc/server.ts';
import { auditTable } from '../store/audit.ts';
import { lockWorkspace } from '../store/lock.ts';
import { settingsTable } from '../store/settings.ts';
import { tokenTable } from '../store/tokens.ts';
import { openWorkspace, type WorkspaceDb } from '../store/workspace.ts';
import { openPool, type Pool } from '../workers/pool.ts';
import { structureCheck } from '../workers/structurecheck.ts';
import { type Alerting, openAlerting } from './alerting.ts';
import { checkWorkspace } from './check.ts';
import { type Clouds, openClouds } from './clouds.ts';
import { openCollection, type Collection } from './collection.ts';
import { openBackups, type OpenBackups } from './backups.ts';
import { prepareDataDir } from './config.ts';
import { diagnose } from './diagnostics.ts';
import { type Exporting, openExporting } from './exporting.ts';
import { openInventory, type OpenInventory } from './inventory.ts';
import { openImporting } from './importing.ts';
import type { Native } from './native.ts';
import { openProbing, type Probing } from './probing.ts';
import { openRemote, type Remote } from './remote.ts';
import { mendLogs } from './repair.ts';
import { heldFor, openSending, type Sending } from './sending.ts';
import { keepSettings, type SettingsKeeper } from './settings.ts';
import { statusFeed } from './status.ts';
import { openTelling, type Telling } from './telling.ts';
import { openWorkspaceVault } from './vault.ts';

export interface HostOptions {
  readonly dataDir: string;
  /** the workspace's name, and the one tenant that senders may name */
  readonly workspace: string;
  readonly door: HostInfo['door'];
  readonly version: string;
  /** programs of threads */
  readonly workers: { readonly storageUrl: URL; readonly queryUrl: URL; readonly outgoingUrl: URL; readonly snapshotUrl: URL; readonly structureUrl: URL; readonly keysUrl: URL };
  /** false: nothing is scraped or recorded, for a command that only reads */
  readonly collecting: boolean;
  /** false leaves out this computer and our own metrics */
  readonly self: boolean;
  /** each lets its bearer in as this computer's user */
  readonly ownerTokens: readonly string[];
  /** a link to the page that carries a one-time code; the door knows its own address */
  readonly linkWith: (code: string) => string;
  /** what a desktop shell can do for the host; absent behind the headless door */
  readonly native?: Native;
  /** folder of the ready rules; without it there are none */
  readonly readyRules?: string;
  /** where the page is, for links in messages; '' while no door is open */
  readonly externalUrl?: () => string;
  /** folder of the vault's key file, outside of `dataDir`; the platform's folder for settings when left out */
  readonly keyDir?: string;
  readonly log: Log;
}

/** Everything but the doors. */
export interface Host {
  readonly service: Service<HostContract, Caller>;
  readonly tokens: Tokens;
  readonly audit: AuditBook;
  readonly journal: Journal;
  /** Stops taking samples, flushes, closes, unlocks; in this order. */
  close(): Promise<void>;
}

/**
 * Builds every part once, from the bottom up; what was opened is closed again when a later part can't be.
 * errors  AppError 'conflict' when another host has the workspace, 'unavailable' when the store can't be opened
 */
export async function openHost(options: HostOptions): Promise<Host> {
  await using open = new AsyncDisposableStack();
  await prepareDataDir(options.dataDir);
  await mendLogs(options.dataDir, sentence => options.log.warn(sentence), systemClock.now);
  open.adopt(lockWorkspace(options.dataDir, join(options.dataDir, 'lock.db')), held => held.release());
  const db = open.adopt(openWorkspace(join(options.dataDir, 'stratoscope.db')), file => { file.close(); });
  const parts = await buildParts(options, db, open);
  const service = { contract, handlers: handlersOf(options, parts), guard: parts.collection.own.counted(guardWith(parts.audit)) };
  const all = open.move();
  return { service, tokens: parts.tokens, audit: parts.audit, journal: journalTo(options.log), close: () => all.disposeAsync() };
}

interface Parts {
  readonly audit: AuditBook;
  readonly tokens: Tokens;
  readonly pool: Pool;
  readonly vault: Vault;
  readonly settings: SettingsKeeper;
  readonly backups: OpenBackups;
  readonly remote: Remote;
  readonly probing: Probing;
  readonly clouds: Clouds;
  readonly machines: OpenInventory;
  readonly alerting: Alerting;
  readonly telling: Telling;
  readonly sending: Sending;
  readonly exporting: Exporting;
  readonly imports: ImportBook;
  readonly collection: Collection;
  readonly startedAt: number;
}

async function buildParts(options: HostOptions, db: WorkspaceDb, open: AsyncDisposableStack): Promise<Parts> {
  const clock = systemClock;
  const stored = settingsTable(db);
  const settings = keepSettings(stored, changed => pool.storage.configure({ settings: changed }));
  const pool = open.adopt(await openPool({ ...options.workers, heldFrom: heldFor(db), dataDir: options.dataDir, settings: settings.read(), log: options.log }), opened => opened.close());
  const vault = open.adopt(await openWorkspaceVault(db, { dataDir: options.dataDir, keyDir: options.keyDir, safeStorage: options.native?.safeStorage }), opened => opened.close());
  const { log, version, collecting, self, dataDir, workspace } = options;
  const backups = open.adopt(openBackups({ dataDir, workspace, version, snapshotUrl: options.workers.snapshotUrl, vault, settings: stored, now: clock.now }), opened => opened.close());
  const remote = open.adopt(openRemote({ db, clock, appender: pool.appender, vault, log, collecting, keyOpener: options.workers.keysUrl }), opened => opened.close());
  const probing = open.adopt(openProbing({ db, clock, appender: pool.appender, remote, log, collecting }), opened => opened.close());
  const clouds = open.adopt(openClouds({ db, clock, appender: pool.appender, events: remote.events, vault, log, collecting }), opened => opened.close());
  const telling = open.adopt(openTelling({ db, clock, vault, native: options.native, log, collecting, externalUrl: options.externalUrl ?? (() => '') }), opened => opened.close());
  const alerting = open.adopt(await openAlerting({ db, clock, pool, log, collecting, sink: telling.sink, readyRules: options.readyRules, externalUrl: options.externalUrl ?? (() => '') }), opened => opened.close());
  telling.watch(() => alerting.runner.instances().filter(({ state }) => state !== 'resolved'));
  const imports = open.adopt(openImporting({ db, clock, pool, log }), opened => opened.close());
  const sending = open.adopt(openSending({ db, clock, pool, vault, log, collecting }), opened => opened.close());
  const exporting = open.adopt(await openExporting({ dataDir, clock, pool, log }), opened => opened.close());
  const declare = (metrics: Registry) => { for (const part of [alerting, sending]) part.declare(metrics); };
  const collection = open.adopt(openCollection({ db, clock, pool, vault, remote, probing, log, version, collecting, self, declare }), opened => opened.close());
  const audit = openAuditBook(auditTable(db), clock.now);
  const machines = open.adopt(openInventory({ db, clock, log, audit, query: pool.query, events: remote.events, clouds, targets: () => collection.targets.list(), hosts: () => remote.hosts.list(), connections: remote.connections, selfInstance: collection.selfInstance }), opened => { opened.close(); });
  return {
    audit, tokens: openTokens(tokenTable(db), options.ownerTokens, clock.now),
    pool, vault, settings, backups, remote, probing, clouds, machines, alerting, telling, sending, exporting, imports, collection, startedAt: clock.now(),
  };
}

function handlersOf(options: HostOptions, { audit, tokens, pool, vault, settings, backups, remote, probing, clouds, machines, alerting, telling, sending, exporting, imports, collection, startedAt }: Parts): Handlers<HostContract, Caller> {
  const { now } = systemClock;
  const targets = () => collection.targets.list();
  const hosts = () => remote.hosts.list();
  const stats = () => pool.storage.stats({});
  return {
    access: accessHandlers({ tokens, audit, linkWith: options.linkWith }),
    alerts: alertsHandlers(alerting.runner, alerting.history),
    accounts: accountsHandlers(clouds.accounts, clouds.known),
    events: eventsHandlers(remote.events),
    exports: exportsHandlers(exporting),
    host: hostHandlers({
      info: {
        version: options.version, workspace: options.workspace, door: options.door, platform: process.platform, nodeVersion: process.version,
        startedAt, dataDir: options.dataDir, selfInstance: collection.selfInstance,
      },
      status: statusFeed({ stats, settings: settings.read, targets, hosts, probes: () => probing.probes.list(), vault: () => vault.status(), now }),
      settings,
      diagnostics: () => diagnose({ dataDir: options.dataDir, stats, audit, settings: settings.read, targets, hosts, vault: () => vault.status() }),
      exposition: collection.own.exposition,
    }),
    hosts: hostsHandlers(remote.hosts, tokens),
    imports: importsHandlers(imports),
    influx: influxHandlers({ intake: pool.intake, now, version: options.version, tenant: options.workspace }),
    machines: machinesHandlers(machines.inventory),
    metrics: metricsHandlers(pool.query),
    probes: probesHandlers(probing.probes),
    prometheus: prometheusHandlers({ query: pool.query, intake: pool.intake, targets, runner: alerting.runner, now, version: options.version, tenant: options.workspace }),
    rules: rulesHandlers(alerting.book, pool.query),
    receivers: receiversHandlers(telling),
    sending: sendingHandlers(sending.destinations),
    silences: silencesHandlers(telling.silences),
    store: storeHandlers(pool.storage, backups, signal => checkWorkspace(pool.storage.check({}, signal), structureCheck(options.workers.structureUrl, options.dataDir))),
    targets: targetsHandlers(collection.targets, collection.lists),
    vault: vaultHandlers(vault),
  };
}

const MALFORMED_EVERY_MS = 10_000;

function journalTo(log: Log): Journal {
  return {
    malformed: seldom(MALFORMED_EVERY_MS, Date.now, (reason, leftOut) => log.warn({ reason, leftOut }, 'a request that no client of ours sends')),
    unexpected: (path, error) => log.error({ path, err: error }, 'unexpected error'),
  };
}
