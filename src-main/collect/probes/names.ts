import type { LookupAddress } from 'node:dns';
import { lookup, Resolver } from 'node:dns/promises';
import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { networkInterfaces } from 'node:os';
import type { ProbeConfig } from '../../shared/model/probe.ts';
import { networkFailure } from '../failure.ts';
import { ProbeFailure } from './failure.ts';

type Addresses = readonly LookupAddress[];

const HOSTS_FILE = process.platform === 'win32' ? `${process.env['SystemRoot'] ?? 'C:\\Windows'}\\System32\\drivers\\etc\\hosts` : '/etc/hosts';
/** The system's own lookup holds one of Node's four threads while it waits: files need the others. */
const MAX_SYSTEM_LOOKUPS = 2;
const TRY_MS = 2000;
/** What a name server says of a name that it doesn't have, and what is said where there is no name server. */
const PASSED_ON: ReadonlySet<string> = new Set(['ENOTFOUND', 'ENODATA', 'ECONNREFUSED', 'EBADNAME']);
const FAMILIES = { any: [4, 6], ip4: [4], ip6: [6] } as const;

/**
 * Names to addresses, in a way that lets no slow name hold up another: the hosts file, then the name servers themselves, and only for what they
 * don't know (names without a dot, of the local network) the system's lookup, of which few run at once and one for each name.
 */
export class Names {
  private readonly servers: readonly string[];
  private readonly asked = new Map<string, Promise<Addresses>>();
  private readonly waiting: (() => void)[] = [];
  private running = 0;

  /** servers: name servers to ask, host or host:port; none = those of the system */
  constructor(servers: readonly string[] = []) {
    this.servers = servers;
  }

  /** At least one address, the best first. Errors: ProbeFailure; the signal's reason */
  async lookup(host: string, ipProtocol: ProbeConfig['ipProtocol'], signal: AbortSignal): Promise<Addresses> {
    const literal = isIP(host);
    const all = literal > 0 ? [{ address: host, family: literal }] : await this.find(host, signal);
    const wanted = all.filter(({ family }) => FAMILIES[ipProtocol].some(one => one === family));
    if (wanted.length === 0) throw new ProbeFailure(`${host} has no IPv${ipProtocol.slice(2)} address`);
    const best = hasIpv6() ? 6 : 4;
    return [...wanted.filter(({ family }) => family === best), ...wanted.filter(({ family }) => family !== best)];
  }

  private async find(host: string, signal: AbortSignal): Promise<Addresses> {
    const listed = listedIn(await readFile(HOSTS_FILE, 'utf8').catch(() => ''), host);
    signal.throwIfAborted();
    if (listed.length > 0) return listed;
    const resolved = /\.(?!local\.?$)./.test(host) ? await askServers(host, this.servers, signal) : [];
    return resolved.length > 0 ? resolved : abortable(this.asSystem(host), signal);
  }

  private asSystem(host: string): Promise<Addresses> {
    const known = this.asked.get(host);
    if (known !== undefined) return known;
    const asking = this.turn().then(() => lookup(host, { all: true })).catch(cause => { throw new ProbeFailure(networkFailure(cause, host).message, { cause }); }).finally(() => {
      this.asked.delete(host);
      this.running--;
      this.waiting.shift()?.();
    });
    this.asked.set(host, asking);
    return asking;
  }

  private async turn(): Promise<void> {
    while (this.running >= MAX_SYSTEM_LOOKUPS) await new Promise<void>(resolve => { this.waiting.push(resolve); });
    this.running++;
  }
}

/** Empty when the servers don't know it. */
async function askServers(host: string, servers: readonly string[], signal: AbortSignal): Promise<Addresses> {
  const resolver = new Resolver({ timeout: TRY_MS, tries: 2 });
  if (servers.length > 0) resolver.setServers(servers);
  const cancel = () => resolver.cancel();
  signal.addEventListener('abort', cancel, { once: true });
  try {
    const [four, six] = await Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)]);
    signal.throwIfAborted();
    const found = [...given(six).map(address => ({ address, family: 6 })), ...given(four).map(address => ({ address, family: 4 }))];
    if (found.length === 0 && four.status === 'rejected') refuseUnlessPassedOn(four.reason, host);
    return found;
  } finally {
    signal.removeEventListener('abort', cancel);
  }
}

const given = (answer: PromiseSettledResult<string[]>): string[] => answer.status === 'fulfilled' ? answer.value : [];

function refuseUnlessPassedOn(error: unknown, host: string): void {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (PASSED_ON.has(code)) return;
  throw new ProbeFailure(code === 'ETIMEOUT' ? `the name server gave no answer for the host: ${host}` : `the name server could not say what ${host} is (${code})`, { cause: error });
}

/** Lines as `127.0.0.1 localhost desk # a comment`. Source: hosts(5) */
function listedIn(text: string, host: string): LookupAddress[] {
  const wanted = host.toLowerCase().replace(/\.$/, '');
  const listed = text.split('\n').flatMap(line => {
    const [address = '', ...names] = line.replace(/#.*/, '').trim().split(/\s+/);
    const family = isIP(address);
    return family > 0 && names.some(name => name.toLowerCase() === wanted) ? [{ address, family }] : [];
  });
  return listed.length === 0 && wanted === 'localhost' ? [{ address: '127.0.0.1', family: 4 }, { address: '::1', family: 6 }] : listed;
}

/** Whether this computer has an address that reaches beyond its own links. */
const hasIpv6 = (): boolean => Object.values(networkInterfaces()).some(addresses => addresses?.some(({ family, internal, address }) => family === 'IPv6' && !internal && !address.startsWith('fe80:')));

function abortable<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
