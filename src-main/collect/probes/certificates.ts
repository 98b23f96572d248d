import type { DetailedPeerCertificate, TLSSocket } from 'node:tls';

/** What a server showed of itself. Times in unix ms. */
export interface Shown {
  /** as `TLS 1.3` */
  readonly version: string;
  /** null when it showed no certificate */
  readonly firstExpires: number | null;
  /** when the verified chain ends to be one; null for one that is not verified */
  readonly chainExpires: number | null;
  /** who it is issued to */
  readonly subject: string;
}

const MAX_CHAIN = 20;
const MAX_SUBJECT = 100;

export function shownBy(socket: TLSSocket): Shown {
  const chain = chainOf(socket.getPeerCertificate(true));
  const ends = chain.map(({ valid_to: until }) => Date.parse(until)).filter(time => !Number.isNaN(time));
  const firstExpires = ends.length === 0 ? null : Math.min(...ends);
  return {
    version: (socket.getProtocol() ?? 'unknown').replace(/^TLSv1$/, 'TLS 1.0').replace(/^TLSv/, 'TLS '),
    firstExpires, chainExpires: socket.authorized ? firstExpires : null, subject: subjectOf(chain[0]),
  };
}

/** The server's own certificate, then each that signed the one before, the root too where it is known. */
function chainOf(leaf: DetailedPeerCertificate): DetailedPeerCertificate[] {
  const chain: DetailedPeerCertificate[] = [];
  for (let one: DetailedPeerCertificate | undefined = leaf; one?.raw !== undefined && !chain.includes(one) && chain.length < MAX_CHAIN; one = one.issuerCertificate) chain.push(one);
  return chain;
}

function subjectOf(certificate: DetailedPeerCertificate | undefined): string {
  const name = certificate?.subject?.CN ?? certificate?.subjectaltname ?? '';
  const first = Array.isArray(name) ? name.join(', ') : name;
  return first === '' ? 'an unnamed subject' : first.slice(0, MAX_SUBJECT);
}
