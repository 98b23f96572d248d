import type { Clock } from '../../base/clock.ts';
import { withDeadline } from '../../base/deadline.ts';
import type { ProbeConfig } from '../../shared/model/probe.ts';
import { ScrapeFailure } from '../failure.ts';
import { probeDns } from './dns.ts';
import { ProbeFailure, probeFailure } from './failure.ts';
import { type Finding, Findings } from './findings.ts';
import { probeHttp } from './http.ts';
import { probeIcmp } from './icmp.ts';
import { probeTcp } from './tcp.ts';
import type { Probing, Vantage } from './vantage.ts';

/** What one run came to. */
export interface ProbeRun {
  readonly ok: boolean;
  /** what was found or why it failed, one sentence */
  readonly detail: string;
  readonly ms: number;
  /** unix ms */
  readonly certificateExpires: number | null;
  /** by how a page of metrics would write each */
  readonly series: ReadonlyMap<string, Finding>;
}

const PROBERS: Readonly<Record<ProbeConfig['kind'], (probing: Probing, signal: AbortSignal) => Promise<string>>> = { tcp: probeTcp, http: probeHttp, icmp: probeIcmp, dns: probeDns };

/** A run may take its timeout, at most until the next one is due. */
export const timeoutOf = ({ timeoutMs, intervalMs }: ProbeConfig): number => Math.min(timeoutMs, intervalMs);

/**
 * Makes a probe once. That it failed is an outcome like any other.
 * errors  ScrapeFailure when it could not be made; the signal's reason
 */
export async function runProbe(config: ProbeConfig, vantage: Vantage, clock: Clock, signal: AbortSignal): Promise<ProbeRun> {
  const findings = new Findings();
  const start = clock.monotonic();
  const { ok, detail } = await outcome({ config, vantage, findings, clock }, signal);
  const ms = clock.monotonic() - start;
  findings.set('probe_success', ok ? 1 : 0);
  findings.set('probe_duration_seconds', ms / 1000);
  return { ok, detail, ms, certificateExpires: findings.certificateExpires, series: findings.all() };
}

async function outcome(probing: Probing, signal: AbortSignal): Promise<{ ok: boolean; detail: string }> {
  const { config, vantage, clock } = probing;
  const timeoutMs = timeoutOf(config);
  const late = () => vantage.ready() ? new ProbeFailure(`no whole answer within ${timeoutMs / 1000} s`) : new ScrapeFailure('source', `the way to ${vantage.name} was not open within ${timeoutMs / 1000} s`);
  try {
    return { ok: true, detail: await withDeadline(clock, timeoutMs, signal, late, ending => PROBERS[config.kind](probing, ending)) };
  } catch (error) {
    signal.throwIfAborted();
    const named = probeFailure(error, placeOf(config));
    if (named instanceof ProbeFailure) return { ok: false, detail: named.message };
    throw named;
  }
}

/** Without what may stand behind a `?`. */
const placeOf = ({ kind, target }: ProbeConfig): string => kind === 'http' ? new URL(target).host : target;
