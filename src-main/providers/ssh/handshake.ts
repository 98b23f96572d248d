import type { Duplex } from 'node:stream';
import ssh2, { type Client } from 'ssh2';
import type { HostKey, SshStep } from '../../shared/model/sshhost.ts';
import { acceptCarriedKeys } from './carriedkey.ts';
import { failureAt, SshFailure } from './failure.ts';
import { checkHostKey, hostKeyAlgorithms, hostKeyOf, type Trusted } from './hostkeys.ts';
import { Login } from './login.ts';
import type { Offers } from './offers.ts';

export interface HandshakeParts {
  readonly user: string;
  readonly address: string;
  readonly port: number;
  readonly trusted: Trusted;
  offers(): Promise<Offers>;
  /** told at the end of each step, in order */
  passed(step: SshStep, detail: string): void;
  /** takes what must not be told out of the words of a server */
  clean(text: string): string;
}

export interface Opened { readonly client: Client; readonly hostKey: HostKey; /** what the client talks over */ readonly stream: Duplex }

const CLOSED = 'The server closed the connection before or during the key exchange: it may be overloaded, refuse this address, or not speak SSH.';
/** A server that says nothing for this long is asked whether it is still there; after two such silences the connection is given up. */
const KEEP_ALIVE_MS = 15_000;
const ALWAYS = { ident: 'Stratoscope', readyTimeout: 0, keepaliveInterval: KEEP_ALIVE_MS, keepaliveCountMax: 2 };

/**
 * Key exchange, host key and login over an open stream, which belongs to the client from now on.
 * errors  SshFailure 'kex', 'hostkey' or 'login'; the signal's reason. The stream is closed then.
 */
export function handshake(stream: Duplex, parts: HandshakeParts, signal: AbortSignal): Promise<Opened> {
  return new Promise((resolve, reject) => {
    const client = new ssh2.Client();
    const login = new Login(parts.user, () => parts.offers());
    let step: SshStep = 'kex';
    let hostKey: HostKey | null = null;
    const fail = (error: unknown) => {
      if (step === 'command') return; // it is open: whoever has it hears of its end
      signal.removeEventListener('abort', abort);
      client.destroy();
      stream.destroy();
      reject(error);
    };
    const abort = () => fail(signal.reason);
    const lost = (reason: string) => fail(step === 'login' ? login.refused(parts.clean(reason)) : new SshFailure(step, parts.clean(reason)));
    const verify = (blob: Buffer): boolean => {
      const shown = hostKeyOf(blob);
      if (hostKey !== null) return hostKey.fingerprint === shown.fingerprint; // a later exchange of new session keys
      parts.passed('kex', shown.type);
      step = 'hostkey';
      checkHostKey(shown, parts.address, parts.port, parts.trusted);
      hostKey = shown;
      parts.passed('hostkey', `${shown.type} ${shown.fingerprint}`);
      step = 'login';
      return true;
    };
    client.on('error', error => {
      if (step === 'login' && isOfOneKey(error)) return; // the next one is tried
      if (isOfExchange(error)) step = 'kex'; // a signature that does not fit the key that was shown
      lost(/lost before handshake/.test(error.message) ? CLOSED : error.message);
    });
    client.on('close', () => lost(step === 'kex' ? CLOSED : 'the server closed the connection'));
    client.on('change password', () => fail(login.refused('the server demands a new password')));
    client.on('ready', () => {
      signal.removeEventListener('abort', abort);
      step = 'command';
      parts.passed('login', login.way);
      resolve({ client, hostKey: hostKey!, stream });
    });
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) return abort();
    client.connect({
      ...ALWAYS, sock: stream, username: parts.user, algorithms: { serverHostKey: hostKeyAlgorithms(parts.trusted) },
      hostVerifier: (blob: Buffer) => orElse(() => verify(blob), fail),
      authHandler: (left, _partial, next) => { login.next(left).then(next, error => fail(failureAt('login', error))); },
    });
    acceptCarriedKeys(client);
  });
}

/** false when it throws, which is told. */
function orElse(judge: () => boolean, tell: (error: unknown) => void): boolean {
  try {
    return judge();
  } catch (error) {
    tell(error);
    return false;
  }
}

const isOfExchange = (error: Error): boolean => 'level' in error && error.level === 'handshake';

/** ssh2 reports a key that could not sign and goes on by itself. */
const isOfOneKey = (error: Error): boolean => 'level' in error && (error.level === 'client-authentication' || error.level === 'agent');
