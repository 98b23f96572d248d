import { setTimeout } from 'node:timers/promises';
import type { HostStatus, Settings } from '../shared/contract/host.ts';
import type { StoreStats } from '../shared/contract/store.ts';
import type { VaultStatus } from '../shared/contract/vault.ts';
import type { ProbeState } from '../shared/model/probe.ts';
import type { SshHostState } from '../shared/model/sshhost.ts';
import type { TargetState } from '../shared/model/target.ts';

export interface StatusParts {
  readonly stats: () => Promise<StoreStats>;
  readonly settings: () => Settings;
  readonly targets: () => readonly TargetState[];
  readonly hosts: () => readonly SshHostState[];
  readonly probes: () => readonly ProbeState[];
  readonly vault: () => VaultStatus;
  readonly now: () => number;
}

const EVERY_MS = 2_000;
/** The rate is taken over this time, so that targets of 15 s don't make it flicker. */
const RATE_OVER_MS = 60_000;
/** Below so many samples the bytes a sample takes are mostly the empty file's. */
const ENOUGH_SAMPLES = 100_000;
const DAY_SECONDS = 86_400;

interface Mark { readonly time: number; readonly appended: number }

/** What the status bar shows, now and every two seconds. All listeners share one look at the store. */
export function statusFeed(parts: StatusParts): (signal: AbortSignal) => AsyncIterable<HostStatus> {
  const marks: Mark[] = [];
  let newest: { readonly time: number; readonly status: Promise<HostStatus> } | undefined;
  const look = async (): Promise<HostStatus> => {
    const stats = await parts.stats();
    marks.push({ time: parts.now(), appended: stats.samplesAppended });
    while (marks.length > 2 && parts.now() - marks[0]!.time > RATE_OVER_MS) marks.shift();
    return statusOf(stats, rateOf(marks), parts);
  };
  const current = (): Promise<HostStatus> => {
    if (!newest || parts.now() - newest.time >= EVERY_MS / 2) newest = { time: parts.now(), status: look() };
    return newest.status;
  };
  return async function* (signal) {
    while (!signal.aborted) {
      yield await current();
      await setTimeout(EVERY_MS, undefined, { signal }).catch(() => undefined); // aborted: the loop's condition ends it
    }
  };
}

function rateOf(marks: readonly Mark[]): number {
  const first = marks[0];
  const last = marks.at(-1);
  return first && last && last.time > first.time ? Math.max(0, last.appended - first.appended) / (last.time - first.time) * 1000 : 0;
}

function statusOf(stats: StoreStats, samplesPerSecond: number, { settings, targets, hosts, probes, vault, now }: StatusParts): HostStatus {
  const { budgetBytes } = settings();
  const { kind, locked, entries, problem } = vault();
  const [fromTargets, fromHosts, fromProbes] = [counted(targets()), counted(hosts()), counted(probes())];
  const bytesPerSecond = stats.samples >= ENOUGH_SAMPLES ? samplesPerSecond * stats.fileBytes / stats.samples : 0;
  return {
    time: now(), series: stats.series, samplesPerSecond, storeBytes: stats.fileBytes, budgetBytes,
    daysLeft: bytesPerSecond > 0 ? Math.max(0, budgetBytes - stats.fileBytes) / bytesPerSecond / DAY_SECONDS : null,
    targetsUp: fromTargets.up, targetsTotal: fromTargets.total, hostsUp: fromHosts.up, hostsTotal: fromHosts.total, probesUp: fromProbes.up, probesTotal: fromProbes.total, vault: { kind, locked, entries, problem },
    trouble: stats.damagedRows > 0 ? `${stats.damagedRows} stored rows are damaged and are left out of every answer.` : null,
  };
}

/** How many are at work, and how many of those are well. */
function counted(sources: readonly { readonly health: string }[]): { readonly up: number; readonly total: number } {
  const active = sources.filter(({ health }) => health !== 'paused' && health !== 'dropped');
  return { up: active.filter(({ health }) => health === 'up').length, total: active.length };
}
