import { parsePing } from '../../formats/ping.ts';
import { ScrapeFailure } from '../failure.ts';
import { ProbeFailure } from './failure.ts';
import { locate } from './locate.ts';
import type { Probing } from './vantage.ts';

const DURATION = 'probe_icmp_duration_seconds';

/** One echo request, sent by the system's ping, which needs no root where the kernel or the program's rights allow it. */
export async function probeIcmp(probing: Probing, signal: AbortSignal): Promise<string> {
  const { config: { target, timeoutMs }, findings, vantage } = probing;
  for (const phase of vantage.lookup === null ? ['rtt'] : ['resolve', 'rtt']) findings.set(DURATION, 0, ['phase', phase]);
  const { place, ms } = await locate(probing, target, signal);
  if (ms !== null) findings.set(DURATION, ms / 1000, ['phase', 'resolve']);
  const { reply, complaint, unusable } = parsePing(await vantage.ping(place, timeoutMs, signal));
  if (unusable !== null) throw new ScrapeFailure('source', `ping on ${vantage.name} ${unusable === 'denied' ? 'may not send ICMP as this user' : 'does not understand how we call it'}: ${complaint}`);
  if (reply === null) throw new ProbeFailure(`${target} gave no answer${complaint === '' ? ` within ${timeoutMs / 1000} s` : `: ${complaint}`}`);
  if (reply.rttMs !== null) findings.set(DURATION, reply.rttMs / 1000, ['phase', 'rtt']);
  if (reply.hopLimit !== null) findings.set('probe_icmp_reply_hop_limit', reply.hopLimit);
  return `${target} answered${reply.rttMs === null ? '' : ` in ${reply.rttMs} ms`}`;
}
