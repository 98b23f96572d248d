import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { fitsPatterns } from './sshpattern.ts';

/** A line of known_hosts. cert-authority: signs keys of hosts; revoked: must never be accepted. */
export interface KnownHostKey {
  readonly marker: '' | 'cert-authority' | 'revoked';
  /** as written: patterns divided by commas, or one hashed name */
  readonly hosts: string;
  readonly type: string;
  /** `SHA256:…` as ssh-keygen -l prints it */
  readonly fingerprint: string;
}

/** SHA-256 of a public key's blob in base64 without padding, as OpenSSH shows it. */
export const fingerprintOf = (key: Uint8Array): string => `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;

/** The name under which known_hosts keeps a server: the port is told unless it is 22. */
export const knownName = (address: string, port: number): string => (port === 22 ? address : `[${address}]:${port}`).toLowerCase();

/**
 * The keys of a known_hosts file; comments and lines that make no sense are left out.
 * source  sshd(8), SSH_KNOWN_HOSTS FILE FORMAT
 */
export function parseKnownHosts(text: string): KnownHostKey[] {
  return text.split(/\r?\n/).flatMap(line => {
    const words = line.trim().split(/[ \t]+/);
    if (words[0]?.startsWith('#')) return [];
    const marker = words[0]?.startsWith('@') ? words.shift()!.slice(1) : '';
    const [hosts, type, key] = words;
    if (marker !== '' && marker !== 'cert-authority' && marker !== 'revoked') return [];
    if (!hosts || !type || !key || !/^[A-Za-z0-9+/]+=*$/.test(key)) return [];
    return [{ marker, hosts, type, fingerprint: fingerprintOf(Buffer.from(key, 'base64')) }];
  });
}

/** Whether a line speaks of the server of this name, which comes from `knownName`. */
export function namesHost({ hosts }: KnownHostKey, name: string): boolean {
  if (!hosts.startsWith('|')) return fitsPatterns(name, hosts.toLowerCase().split(','));
  const [, magic, salt, hash] = hosts.split('|');
  if (magic !== '1' || !salt || !hash) return false;
  const expected = Buffer.from(hash, 'base64');
  const actual = createHmac('sha1', Buffer.from(salt, 'base64')).update(name).digest();
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}

/** Names that a line tells without hashing and that are no pattern, each with its port. */
export function plainNames({ hosts }: KnownHostKey): { readonly address: string; readonly port: number }[] {
  if (hosts.startsWith('|')) return [];
  return hosts.split(',').filter(name => !/[*?!]/.test(name)).map(name => {
    const [, address, port] = /^\[(.+)\]:(\d+)$/.exec(name) ?? [];
    return address !== undefined && port !== undefined ? { address, port: Number(port) } : { address: name, port: 22 };
  });
}
