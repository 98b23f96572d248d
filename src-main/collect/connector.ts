import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { buildConnector } from 'undici';
import { AppError } from '../shared/model/errors.ts';
import type { TargetConfig } from '../shared/model/target.ts';
import { ScrapeFailure } from './failure.ts';
import { hostOf } from './targetlabels.ts';
import type { Tunnels } from './tunnels.ts';

/** How undici gets its connections: from here, from a unix socket, or through an SSH host. clientKey: PEM text, for a configuration with a certificate. */
export function connectorFor(config: TargetConfig, clientKey: string | undefined, tunnels: Tunnels | null): buildConnector.connector {
  const { timeoutMs, via, unixSocket } = config;
  const direct = buildConnector({ allowH2: false, timeout: timeoutMs, ...tlsOptions(config, clientKey), ...(via === '' && unixSocket !== '' ? { socketPath: unixSocket } : {}) });
  if (via === '') return direct;
  return (options, done) => {
    const deadline = AbortSignal.timeout(timeoutMs);
    openTunnel(config, tunnels, { hostname: options.hostname, port: portOf(options) }, deadline).then(tunnel => {
      const socket = tunnel as Socket; // undici asks no more of it than what every stream has
      if (options.protocol === 'https:') direct({ ...options, httpSocket: socket }, done);
      else done(null, socket);
    }, (error: Error) => done(deadline.aborted ? new ScrapeFailure('timeout', `no connection to ${placeOf(config, tunnels)} within ${timeoutMs / 1000} s`, { cause: error }) : error, null));
  };
}

/** A stream to the other side of the SSH host. Errors: ScrapeFailure 'ssh'; the signal's reason */
export async function openTunnel({ via, unixSocket }: TargetConfig, tunnels: Tunnels | null, to: { readonly hostname: string; readonly port: number }, signal: AbortSignal): Promise<Duplex> {
  if (via === '' || tunnels === null) throw new ScrapeFailure('ssh', 'this target is reached through an SSH host, and none is known here');
  try {
    return await (unixSocket === '' ? tunnels.dial(via, to.hostname.replace(/^\[(.*)\]$/, '$1'), to.port, signal) : tunnels.dialUnix(via, unixSocket, signal));
  } catch (cause) {
    if (cause instanceof AppError) throw new ScrapeFailure(cause.code === 'locked' ? 'locked' : 'ssh', `through ${tunnels.nameOf(via)}: ${cause.message}`, { cause });
    signal.throwIfAborted();
    throw cause;
  }
}

/** What a message calls the other side. */
export function placeOf({ url, via, unixSocket }: TargetConfig, tunnels: Tunnels | null): string {
  const place = unixSocket === '' ? hostOf(url) : unixSocket;
  return via === '' || tunnels === null ? place : `${place} through ${tunnels.nameOf(via)}`;
}

const portOf = ({ port, protocol }: buildConnector.Options): number => Number(port) || (protocol === 'https:' ? 443 : 80);

/** What TLS needs to know besides the name it connects to. */
export const tlsOptions = ({ tls }: TargetConfig, clientKey?: string) => ({
  rejectUnauthorized: !tls.insecureSkipVerify,
  ...(tls.ca === undefined || tls.ca === '' ? {} : { ca: tls.ca }),
  ...(tls.serverName === undefined || tls.serverName === '' ? {} : { servername: tls.serverName }),
  ...(tls.cert === undefined || tls.cert === '' || clientKey === undefined ? {} : { cert: tls.cert, key: clientKey }),
});
