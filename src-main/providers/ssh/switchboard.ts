import type { Duplex } from 'node:stream';
import type { Client, ClientChannel } from 'ssh2';
import type { Clock } from '../../base/clock.ts';
import { withDeadline } from '../../base/deadline.ts';
import { AppError } from '../../shared/model/errors.ts';
import type { HostId, SshTestStep } from '../../shared/model/sshhost.ts';
import { openChannel, runCommand } from './command.ts';
import type { ConnectionState, ExecOptions, ExecResult, SshConnections, SshEndpoint, SshParts } from './connections.ts';
import { SshFailure } from './failure.ts';
import { FileCache, knownHostsOf, localUser, sshConfigOf } from './home.ts';
import { Link, type Plan } from './link.ts';
import { testLogin } from './logintest.ts';
import { OpenedKeys } from './openedkeys.ts';
import type { Ground } from './reach.ts';
import { type Atlas, type Hop, keyOfHost, routeTo } from './route.ts';
import { Slots } from './slots.ts';
import { Tunnel } from './tunnel.ts';

const DIAL_MS = 10_000;
/** A server that has not even acknowledged a command for this long is taken for dead. */
const SILENCE_MS = 3_000;
const IDLE: ConnectionState = { connection: 'idle', retryAt: null, hostKey: null, question: null };

const ALONE: Disposable = { [Symbol.dispose]: () => undefined };
/** Waits between attempts to open a session, ms: a server frees the place of one that has ended a moment later than it tells us. */
const REFUSED_WAITS_MS = [50, 150, 500, 1_000];
/** A command is begun anew after so many cuts. */
const MOST_CUTS = 3;

type Open = (error: Error | undefined, channel: ClientChannel) => void;

/** All kept connections: one for each host of ours, and one for each jump host that only ~/.ssh/config or a ProxyJump knows, while somebody goes through it. */
export class Switchboard implements SshConnections {
  private readonly parts: SshParts;
  private readonly ground: Ground;
  private readonly atlas: Atlas;
  private readonly links = new Map<string, Link>();
  private readonly listeners = new Set<(id: HostId) => void>();

  constructor(parts: SshParts) {
    const { clock, home, agentSocket, hostKeys, maxHandshakes = 8 } = parts;
    this.parts = parts;
    this.ground = { clock, home, agentSocket, hostKeys, known: knownHostsOf(home), keys: new OpenedKeys(parts.keyOpener), texts: new FileCache(text => text), handshakes: new Slots(maxHandshakes) };
    this.atlas = { endpoint: idOrName => parts.endpoint(idOrName), config: sshConfigOf(home), local: localUser(home) };
  }

  async exec(id: HostId, command: string, { timeoutMs, maxBytes, signal = new AbortController().signal, stdin, modest = false, repeatable = false }: ExecOptions): Promise<ExecResult> {
    const { clock } = this.parts;
    const link = this.linkOf(id);
    const asked = clock.monotonic();
    let begun: number | null = null;
    const late = () => begun === null ? link.late(timeoutMs) : new AppError('timeout', `The command did not end within ${timeoutMs} ms.`);
    const once = async (within: AbortSignal) => {
      begun = null;
      const client = await connected(clock, link, within);
      begun = clock.monotonic();
      using _among = modest ? await link.modest.take(within) : ALONE;
      using _place = await link.sessions.take(within);
      return await persistently(clock, within, () => link.abandoned > 0, () => runCommand(client, command, { maxBytes, stdin }, within));
    };
    try {
      const result = await withDeadline(clock, timeoutMs, signal, late, within => repeatable ? beyondCuts(() => once(within)) : once(within));
      link.proved();
      return { ...result, ms: clock.monotonic() - asked };
    } catch (error) {
      if (begun !== null) mistrust(link, begun, clock.monotonic(), error);
      throw error;
    }
  }

  dial(id: HostId, address: string, port: number, signal: AbortSignal): Promise<Duplex> {
    return this.stream(id, `${address} port ${port}`, signal, (client, open) => client.forwardOut('127.0.0.1', 0, address, port, open));
  }

  dialUnix(id: HostId, path: string, signal: AbortSignal): Promise<Duplex> {
    return this.stream(id, path, signal, (client, open) => client.openssh_forwardOutStreamLocal(path, open));
  }

  state(id: HostId): ConnectionState {
    return this.links.get(keyOfHost(id))?.state ?? IDLE;
  }

  onChange(listener: (id: HostId) => void): Disposable {
    this.listeners.add(listener);
    return { [Symbol.dispose]: () => { this.listeners.delete(listener); } };
  }

  drop(id: HostId): void {
    this.forget(keyOfHost(id));
  }

  test(endpoint: SshEndpoint, signal: AbortSignal): AsyncIterable<SshTestStep> {
    return testLogin(() => routeTo(endpoint, this.atlas), this.ground, signal);
  }

  async trust(address: string, port: number, type: string, fingerprint: string, replace: boolean): Promise<void> {
    const { hostKeys, clock } = this.parts;
    const pinned = hostKeys.of(address, port);
    const others = pinned.filter(key => key.fingerprint !== fingerprint);
    if (others.length > 0 && !replace) throw new AppError('conflict', `Another key is pinned for ${address} port ${port}: ${others.map(key => `${key.type} ${key.fingerprint}`).join(', ')}. Replace it only if the server has been set up anew.`);
    hostKeys.pin(address, port, { type, fingerprint }, Math.round(clock.now()), replace);
    for (const link of this.links.values()) if (link.question?.address === address && link.question.port === port) link.reconsider();
  }

  async close(): Promise<void> {
    for (const key of [...this.links.keys()]) this.forget(key);
  }

  private linkOf(id: HostId): Link {
    const endpoint = this.parts.endpoint(id);
    if (!endpoint) throw new AppError('not-found', `There is no host ${id}.`);
    return this.linkAt(keyOfHost(endpoint.id), id, async () => {
      const current = this.parts.endpoint(id);
      if (!current) throw new AppError('not-found', `There is no host ${id}.`);
      return routeTo(current, this.atlas);
    });
  }

  /** id: whose state it is; null for a jump host that is none of ours */
  private linkAt(key: string, id: HostId | null, route: () => Promise<readonly Hop[]>): Link {
    const kept = this.links.get(key);
    if (kept) return kept;
    const link = new Link({
      ground: this.ground, log: this.parts.log, name: key, random: Math.random,
      plan: async () => this.planFor(await route()),
      changed: () => { if (id !== null) for (const listener of this.listeners) listener(id); },
      unridden: () => { if (id === null) this.forget(key); },
    });
    this.links.set(key, link);
    return link;
  }

  private planFor(route: readonly Hop[]): Plan {
    const hop = route.at(-1)!;
    const before = route.slice(0, -1);
    const last = before.at(-1);
    if (!last) return { hop, via: null };
    const own = /^host ([a-z0-9-]+)$/.exec(last.key)?.[1];
    const endpoint = own === undefined ? null : this.parts.endpoint(own);
    return { hop, via: { name: last.name, link: endpoint ? this.linkOf(endpoint.id) : this.linkAt(last.key, null, async () => before) } };
  }

  private forget(key: string): void {
    const link = this.links.get(key);
    this.links.delete(key);
    link?.close();
  }

  private async stream(id: HostId, what: string, signal: AbortSignal, ask: (client: Client, open: Open) => void): Promise<Duplex> {
    const link = this.linkOf(id);
    const late = () => new SshFailure('command', `${what}: the host did not connect to it within ${DIAL_MS / 1000} s`, { code: 'timeout' });
    return withDeadline(this.parts.clock, DIAL_MS, signal, late, async within => {
      const client = await connected(this.parts.clock, link, within);
      try {
        const channel = await openChannel(client, within, open => ask(client, open), channel => channel.destroy());
        link.proved();
        return new Tunnel(client, channel);
      } catch (error) {
        if (error instanceof SshFailure && error.code === 'provider-refused') throw new SshFailure('command', `${what}: the host can't connect to it (${error.message})`, { cause: error });
        throw error;
      }
    });
  }
}

/** Gets in. A connection that served and was cut is sought again for a while, so that a short cut costs no more than time. */
async function connected(clock: Clock, link: Link, signal: AbortSignal): Promise<Client> {
  for (;;) {
    try {
      return await link.open();
    } catch (error) {
      const ms = link.resumesInMs;
      if (ms === null) throw error;
      await pause(clock, ms, signal);
    }
  }
}

/** Does again what the end of a connection broke off. */
async function beyondCuts<T>(run: () => Promise<T>): Promise<T> {
  for (let cuts = 0; cuts < MOST_CUTS; cuts++) {
    try {
      return await run();
    } catch (error) {
      if (!isCut(error)) throw error;
    }
  }
  return run();
}

const isCut = (error: unknown): boolean => error instanceof SshFailure && error.step === 'command' && error.code === 'unreachable';

/** Asks again when the server opens no session. isHopeless: places are taken by what never ends */
async function persistently<T>(clock: Clock, signal: AbortSignal, isHopeless: () => boolean, run: () => Promise<T>): Promise<T> {
  for (const ms of REFUSED_WAITS_MS) {
    try {
      return await run();
    } catch (error) {
      if (!isRefusal(error) || isHopeless()) throw error;
      await pause(clock, ms, signal);
    }
  }
  return run();
}

const isRefusal = (error: unknown): boolean => error instanceof SshFailure && error.code === 'provider-refused';

function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const abort = () => {
      timer[Symbol.dispose]();
      reject(signal.reason);
    };
    const timer = clock.setTimer(ms, () => {
      signal.removeEventListener('abort', abort);
      resolve();
    });
    signal.addEventListener('abort', abort, { once: true });
  });
}

/** What a command failed with may say more about its connection: that it is dead, or that it has no place left for want of those that never ended. */
function mistrust(link: Link, begun: number, now: number, error: unknown): void {
  if (error instanceof AppError && error.code === 'timeout') {
    link.abandoned++;
    if (link.heardAt < begun && now - link.heardAt >= SILENCE_MS) link.cut();
  } else if (isRefusal(error) && link.abandoned > 0) link.cut();
}
