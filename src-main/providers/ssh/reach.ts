import type { Duplex } from 'node:stream';
import type { Client } from 'ssh2';
import type { Clock } from '../../base/clock.ts';
import { withDeadline } from '../../base/deadline.ts';
import type { KnownHostKey } from '../../formats/knownhosts.ts';
import type { HostSecrets } from '../../shared/contract/hosts.ts';
import type { SshStep } from '../../shared/model/sshhost.ts';
import type { HostKeyStore } from '../../store/hostkeys.ts';
import { openChannel } from './command.ts';
import { failureAt, SshFailure } from './failure.ts';
import { handshake, type Opened } from './handshake.ts';
import type { FileCache } from './home.ts';
import { trustedKeys } from './hostkeys.ts';
import { prepareOffers } from './offers.ts';
import type { OpenedKeys } from './openedkeys.ts';
import type { Hop } from './route.ts';
import { type Slots, Turn } from './slots.ts';
import { openTcp, resolve } from './tcp.ts';
import { Tunnel } from './tunnel.ts';

/** What every attempt to get somewhere uses. */
export interface Ground {
  readonly clock: Clock;
  readonly home: string;
  readonly agentSocket: string | undefined;
  readonly hostKeys: HostKeyStore;
  known(): Promise<readonly KnownHostKey[]>;
  readonly keys: OpenedKeys;
  readonly texts: FileCache<string>;
  readonly handshakes: Slots;
}

export type Passed = (step: SshStep, detail: string) => void;

const NAME_MS = 5_000, TCP_MS = 10_000, LOGIN_MS = 20_000;
/** A server that has not greeted us by then may wait for us to begin; we go on without its word, and without a place among the handshakes. */
const GREETING_MS = 3_000;
/** How long a place among the handshakes is kept for a server that is still to greet us, and for one that has. */
const GREETING_TURN_MS = 300, LOGIN_TURN_MS = 2_000;

/**
 * Gets into one host, directly or through one that we are in already.
 * via      null: over the network
 * passed   told at the end of each step but the last that failed
 * errors   SshFailure with the step; the signal's reason
 */
export async function reach(hop: Hop, via: Client | null, ground: Ground, passed: Passed, signal: AbortSignal): Promise<Opened> {
  using turn = new Turn(ground.handshakes, ground.clock);
  await turn.begin(GREETING_TURN_MS, signal);
  const stream = via === null ? await direct(hop, ground, passed, signal) : await through(via, hop, ground, passed, signal);
  try {
    if (await greeting(stream, ground.clock, signal)) await turn.begin(LOGIN_TURN_MS, signal);
    const known = await ground.known();
    let at: SshStep = 'kex';
    const late = () => new SshFailure(at, `No answer within ${LOGIN_MS / 1000} s.`, { code: 'timeout' });
    return await withDeadline(ground.clock, LOGIN_MS, signal, late, within => {
      const { secrets, clean } = remembered(hop.secrets);
      return handshake(stream, {
        user: hop.user, address: hop.address, port: hop.port, clean,
        trusted: trustedKeys(hop.address, hop.port, ground.hostKeys, known),
        offers: () => prepareOffers({ user: hop.user, auth: hop.auth, secrets, home: ground.home, agentSocket: ground.agentSocket, keys: ground.keys, texts: ground.texts, signal: within }),
        passed: (step, detail) => {
          at = step === 'kex' ? 'hostkey' : 'login';
          passed(step, detail);
        },
      }, within);
    });
  } catch (error) {
    stream.destroy();
    signal.throwIfAborted();
    throw failureAt('kex', error);
  }
}

async function direct({ address, port }: Hop, { clock }: Ground, passed: Passed, signal: AbortSignal): Promise<Duplex> {
  const addresses = await withDeadline(clock, NAME_MS, signal, () => new SshFailure('name', `${address}: the name server does not answer within ${NAME_MS / 1000} s`, { code: 'timeout' }), within => resolve(address, within));
  passed('name', addresses.map(each => each.address).join(', '));
  const late = () => new SshFailure('tcp', `${address} port ${port}: no answer within ${TCP_MS / 1000} s`, { code: 'timeout' });
  const socket = await withDeadline(clock, TCP_MS, signal, late, within => openTcp(addresses, port, within));
  passed('tcp', `${socket.remoteAddress ?? address} port ${port}`);
  return socket;
}

async function through(via: Client, { address, port }: Hop, { clock }: Ground, passed: Passed, signal: AbortSignal): Promise<Duplex> {
  const late = () => new SshFailure('tcp', `${address} port ${port}: no answer within ${TCP_MS / 1000} s, asked from the jump host`, { code: 'timeout' });
  try {
    const channel = await withDeadline(clock, TCP_MS, signal, late, within => openChannel(via, within, open => via.forwardOut('127.0.0.1', 0, address, port, open), channel => channel.destroy()));
    passed('tcp', `${address} port ${port}, from the jump host`);
    return new Tunnel(via, channel);
  } catch (error) {
    if (!(error instanceof SshFailure) || error.step !== 'command') throw error;
    const isName = /not known|resolve|No address|nodename|unknown host/i.test(error.message);
    throw new SshFailure(isName ? 'name' : 'tcp', `${address} port ${port}: ${error.message}, says the jump host`, { cause: error });
  }
}

/** Waits for the server's first word, so that one that says nothing does not take up a place among the handshakes: resolves with false then. */
function greeting(stream: Duplex, clock: Clock, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const done = (give: () => void) => {
      timer[Symbol.dispose]();
      stream.off('readable', heard).off('close', heard);
      signal.removeEventListener('abort', abort);
      give();
    };
    const heard = () => done(() => resolve(true));
    const abort = () => done(() => reject(signal.reason));
    const timer = clock.setTimer(GREETING_MS, () => done(() => resolve(false)));
    stream.on('error', heard).once('readable', heard).once('close', heard);
    signal.addEventListener('abort', abort, { once: true });
  });
}

/** Secrets that are asked for once, and a pen that strikes them out of what a server says. */
function remembered(ask: () => Promise<HostSecrets>): { secrets(): Promise<HostSecrets>; clean(text: string): string } {
  let asked: Promise<HostSecrets> | null = null;
  let words: string[] = [];
  return {
    secrets: () => asked ??= ask().then(secrets => {
      words = [secrets.password, secrets.passphrase, secrets.privateKey, ...secrets.answers ?? []].flatMap(word => word !== undefined && word.length >= 4 ? word : []);
      return secrets;
    }),
    clean: text => words.reduce((cleaned, word) => cleaned.replaceAll(word, '•••'), text),
  };
}
