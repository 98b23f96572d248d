import { isIP } from 'node:net';
import type { Duplex } from 'node:stream';
import type { HostId } from '../../shared/model/sshhost.ts';
import { isHost } from '../../shared/model/hostport.ts';
import { ScrapeFailure } from '../failure.ts';
import { ProbeFailure } from './failure.ts';
import type { Place, Vantage } from './vantage.ts';

/** The SSH hosts, as far as probes need them. Errors: AppError; one with a `step` says what the way failed at, one whose cause has a `reason` why the server opened no channel */
export interface Outposts {
  /** null when there is no such host any more */
  nameOf(host: HostId): string | null;
  /** whether the way to it is open now */
  connected(host: HostId): boolean;
  /** A TCP connection that the host makes; it looks up `address` itself. */
  dial(host: HostId, address: string, port: number, signal: AbortSignal): Promise<Duplex>;
  /** Runs a command in the login shell. */
  exec(host: HostId, command: string, options: { readonly timeoutMs: number; readonly maxBytes: number; readonly signal: AbortSignal }): Promise<{ readonly stdout: Uint8Array; readonly stderr: string; readonly code: number | null }>;
}

const MAX_OUTPUT_BYTES = 64 * 1024;
/** A command may end so much later than it should; the probe's own deadline comes first. */
const GRACE_MS = 2000;
const NO_SUCH_COMMAND = 127;
/** With which a server refuses a channel. Source: RFC 4254 5.1, SSH_OPEN_ADMINISTRATIVELY_PROHIBITED and SSH_OPEN_CONNECT_FAILED */
const PROHIBITED = 1;
const CONNECT_FAILED = 2;

/** A host we reach by SSH. Nothing is left on it. */
export function outpost(outposts: Outposts, host: HostId): Vantage {
  const name = () => outposts.nameOf(host) ?? 'an SSH host that is gone';
  const required = () => {
    if (outposts.nameOf(host) === null) throw new ScrapeFailure('source', 'the SSH host that this probe is made from is gone: choose another');
  };
  return {
    get name() { return name(); },
    ready: () => outposts.connected(host),
    lookup: null,
    connect: async (place, port, signal) => {
      required();
      const stream = await outposts.dial(host, place.host, port, signal).catch(error => { throw told(error, name(), signal); });
      return { stream, address: isIP(place.host) > 0 ? place.host : null };
    },
    exchange: async () => { throw new ScrapeFailure('source', 'UDP does not pass through SSH: a DNS probe from an SSH host goes over TCP'); },
    ping: async (place, timeoutMs, signal) => {
      required();
      const options = { timeoutMs: timeoutMs + GRACE_MS, maxBytes: MAX_OUTPUT_BYTES, signal };
      const { stdout, stderr, code } = await outposts.exec(host, pingCommand(place, timeoutMs), options).catch(error => { throw unreachable(error, name(), signal); });
      if (code === NO_SUCH_COMMAND) throw new ScrapeFailure('source', `there is no ping on ${name()}, and nothing else sends ICMP without root`);
      return `${Buffer.from(stdout).toString('utf8')}\n${stderr}`;
    },
  };
}

/** `env`, since not every login shell is a Bourne shell. The host is quoted, though what would need it is not let through. */
export function pingCommand({ host }: Place, timeoutMs: number): string {
  if (!isHost(host)) throw new ProbeFailure(`${JSON.stringify(host)} is no host`);
  return `env LC_ALL=C ping -n -c 1 -W ${Math.ceil(timeoutMs / 1000)} '${host.replaceAll("'", String.raw`'\''`)}'`;
}

/** The host was reached and could not connect: that is an answer. Not to have got there, or not to be allowed to connect, is none. */
function told(error: unknown, name: string, signal: AbortSignal): unknown {
  if (signal.aborted || !(error instanceof Error) || !isAnswer(error)) return unreachable(error, name, signal);
  return new ProbeFailure(`from ${name}: ${error.message}`, { cause: error });
}

function isAnswer(error: Error): boolean {
  if ('step' in error && error.step === 'command' && 'code' in error && error.code === 'timeout') return true;
  return reasonOf(error) === CONNECT_FAILED;
}

/** The number with which the server refused a channel. */
function reasonOf(error: unknown): unknown {
  for (let cause = error; cause instanceof Error; cause = cause.cause) if ('reason' in cause) return cause.reason;
  return null;
}

function unreachable(error: unknown, name: string, signal: AbortSignal): unknown {
  if (signal.aborted) return signal.reason;
  const hint = reasonOf(error) === PROHIBITED ? '; its sshd does not allow it (AllowTcpForwarding, PermitOpen)' : '';
  return new ScrapeFailure('source', `nothing can be probed from ${name}: ${error instanceof Error ? error.message : String(error)}${hint}`, { cause: error });
}
