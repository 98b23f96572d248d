import { once } from 'node:events';
import { isIP } from 'node:net';
import type { Duplex } from 'node:stream';
import { checkServerIdentity, connect, type ConnectionOptions, type TLSSocket } from 'node:tls';
import { type Shown, shownBy } from './certificates.ts';
import { ProbeFailure, probeFailure } from './failure.ts';
import type { Probing } from './vantage.ts';

export interface Secured { readonly socket: TLSSocket; readonly shown: Shown; readonly ms: number }

const WORDS: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'it has expired', CERT_NOT_YET_VALID: 'it is not valid yet', CERT_REVOKED: 'it was revoked',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'it is signed by itself', SELF_SIGNED_CERT_IN_CHAIN: 'its authority is not one that is trusted here',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its authority is not one that is trusted here', UNABLE_TO_GET_ISSUER_CERT: 'the server does not show by whom it is issued',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its authority is not one that is trusted here, or the server does not show the certificates between',
};

/**
 * Speaks TLS over a stream. The handshake is finished with any certificate, so that it is known when it expires; then it is judged.
 * host    who the certificate has to name, unless the configuration says otherwise
 * protocols  of ALPN
 * errors  ProbeFailure
 */
export async function secure(probing: Probing, stream: Duplex, host: string, protocols: readonly string[], signal: AbortSignal): Promise<Secured> {
  const { config, clock, findings } = probing;
  const start = clock.monotonic();
  const socket = connect(optionsFor(probing, stream, host, protocols));
  try {
    await once(socket, 'secureConnect', { signal });
  } catch (error) {
    socket.on('error', () => undefined).destroy();
    signal.throwIfAborted();
    throw tlsFailure(error, host);
  }
  socket.on('error', () => undefined); // whoever reads or writes is told
  const shown = shownBy(socket);
  findings.certificateExpires = shown.firstExpires;
  if (!socket.authorized && !config.http.insecureSkipVerify) {
    const problem = untrusted(socket, nameFor(probing, host));
    socket.destroy();
    throw new ProbeFailure(`the certificate of ${host} is not to be trusted: ${problem}`);
  }
  return { socket, shown, ms: clock.monotonic() - start };
}

/** What blackbox_exporter says of TLS. */
export function noteShown({ findings }: Probing, { firstExpires, chainExpires, version }: Shown): void {
  findings.set('probe_tls_version_info', 1, ['version', version]);
  if (firstExpires !== null) findings.set('probe_ssl_earliest_cert_expiry', firstExpires / 1000);
  if (chainExpires !== null) findings.set('probe_ssl_last_chain_expiry_timestamp_seconds', chainExpires / 1000);
}

/** For a sentence. */
export const tlsDetail = ({ version, subject, firstExpires }: Shown): string =>
  `${version}, certificate of ${subject}${firstExpires === null ? '' : ` until ${new Date(firstExpires).toISOString().slice(0, 10)}`}`;

const nameFor = ({ config }: Probing, host: string): string => config.serverName || host;

function optionsFor(probing: Probing, stream: Duplex, host: string, protocols: readonly string[]): ConnectionOptions {
  const { ca } = probing.config;
  const name = nameFor(probing, host);
  return {
    socket: stream, host: name, servername: isIP(name) > 0 ? '' : name, rejectUnauthorized: false,
    ...(protocols.length === 0 ? {} : { ALPNProtocols: [...protocols] }), ...(ca === '' ? {} : { ca }),
  };
}

function untrusted(socket: TLSSocket, name: string): string {
  const reason: unknown = socket.authorizationError;
  const code = reason instanceof Error ? reason.message : String(reason);
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return checkServerIdentity(name, socket.getPeerCertificate())?.message ?? code;
  return WORDS[code] ?? code;
}

function tlsFailure(error: unknown, host: string): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ECONNRESET' || code === 'EPIPE') return new ProbeFailure(`${host} closed the connection while TLS was being agreed on`, { cause: error });
  if (code.startsWith('ERR_SSL_') || code === 'EPROTO') return new ProbeFailure(`TLS with ${host} failed: ${reasonOf(error)}`, { cause: error });
  return probeFailure(error, host);
}

/** OpenSSL's reason, without the numbers around it: `wrong version number`. Its ASN.1 reads nothing but certificates here. */
function reasonOf(error: unknown): string {
  if (error instanceof Error && 'reason' in error && typeof error.reason === 'string') {
    return 'library' in error && /asn1/i.test(String(error.library)) ? `what it shows as its certificate is none (${error.reason})` : error.reason;
  }
  return error instanceof Error ? error.message.replaceAll(/\s+/g, ' ').slice(0, 200) : 'unknown';
}
