import { createPrivateKey, createPublicKey, sign, type KeyObject } from 'node:crypto';
import ssh2 from 'ssh2';
import { sshString } from './wire.ts';

/** A private key, opened. type: of its public half, as `ssh-rsa`. */
export interface PrivateKey { readonly type: string; readonly blob: Buffer; readonly key: KeyObject }

/** Why a private key can not be opened; the message holds nothing of the key or its passphrase. */
export class KeyTrouble extends Error {
  readonly needsPassphrase: boolean;

  constructor(message: string, needsPassphrase = false) {
    super(message);
    this.needsPassphrase = needsPassphrase;
  }
}

/**
 * Opens a private key in OpenSSH's own format, in PEM (PKCS#1, SEC 1, PKCS#8) or in PuTTY's.
 * errors  KeyTrouble
 */
export function openPrivateKey(text: string, passphrase: string | undefined): PrivateKey {
  const isPem = /-----BEGIN (?:(?:RSA|EC|ENCRYPTED) )?PRIVATE KEY-----/.test(text);
  const key = isPem ? fromPem(text, passphrase) : fromPem(decoded(text, passphrase), undefined);
  const blob = publicBlob(key);
  return { key, blob, type: blob.toString('latin1', 4, 4 + blob.readUInt32BE(0)) };
}

function decoded(text: string, passphrase: string | undefined): string {
  const [parsed] = [ssh2.utils.parseKey(text, passphrase === '' ? undefined : passphrase)].flat();
  if (parsed === undefined || parsed instanceof Error) {
    const why = parsed?.message ?? '';
    if (/no passphrase given/.test(why)) throw new KeyTrouble('it has a passphrase, which is not given', true);
    if (/bad passphrase|integrity|decrypt|Unsupported state|auth/i.test(why)) throw new KeyTrouble('its passphrase is another one');
    throw new KeyTrouble(/^Unsupported (?:cipher|kdf)|Malformed/.test(why) ? why : 'it is no private key that can be read');
  }
  if (!parsed.isPrivateKey()) throw new KeyTrouble('it is a public key');
  return parsed.getPrivatePEM();
}

function fromPem(pem: string, passphrase: string | undefined): KeyObject {
  try {
    return createPrivateKey({ key: pem, ...passphrase !== undefined && { passphrase } });
  } catch (error) {
    if (!/BEGIN ENCRYPTED|Proc-Type: 4,ENCRYPTED/.test(pem)) throw new KeyTrouble('it is damaged');
    const missing = passphrase === undefined || (error instanceof Error && 'code' in error && error.code === 'ERR_MISSING_PASSPHRASE');
    throw missing ? new KeyTrouble('it has a passphrase, which is not given', true) : new KeyTrouble('its passphrase is another one');
  }
}

const CURVES: Record<string, string> = { 'P-256': 'nistp256', 'P-384': 'nistp384', 'P-521': 'nistp521' };

/** source: RFC 4253, 6.6; RFC 5656, 3.1; RFC 8709, 4 */
function publicBlob(key: KeyObject): Buffer {
  const { kty, crv = '', n = '', e = '', x = '', y = '' } = createPublicKey(key).export({ format: 'jwk' });
  const bytes = (text: string) => Buffer.from(text, 'base64url');
  const curve = CURVES[crv];
  if (kty === 'RSA') return Buffer.concat([sshString('ssh-rsa'), mpint(bytes(e)), mpint(bytes(n))]);
  if (kty === 'EC' && curve) return Buffer.concat([sshString(`ecdsa-sha2-${curve}`), sshString(curve), sshString(Buffer.concat([Buffer.from([4]), bytes(x), bytes(y)]))]);
  if (crv === 'Ed25519') return Buffer.concat([sshString('ssh-ed25519'), sshString(bytes(x))]);
  throw new KeyTrouble(`keys of kind ${crv || kty} are not for SSH`);
}

/** A whole number as SSH writes it: no zeros in front, but one where the first bit would look like a sign. */
function mpint(bytes: Buffer): Buffer {
  let from = 0;
  while (from < bytes.length && bytes[from] === 0) from++;
  const bare = bytes.subarray(from);
  return sshString((bare[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.from([0]), bare]) : bare);
}

const HASHES: Record<string, string> = { 'ssh-rsa': 'sha1', 'rsa-sha2-256': 'sha256', 'rsa-sha2-512': 'sha512', 'ecdsa-sha2-nistp256': 'sha256', 'ecdsa-sha2-nistp384': 'sha384', 'ecdsa-sha2-nistp521': 'sha512' };

/** A whole signature: the algorithm, then what belongs to it. algorithm: without what makes it a certificate's, as `rsa-sha2-512` */
export function signWith(key: KeyObject, algorithm: string, data: Buffer): Buffer {
  const raw = sign(HASHES[algorithm] ?? null, data, { key, dsaEncoding: 'ieee-p1363' });
  const half = raw.length / 2;
  const value = algorithm.startsWith('ecdsa-') ? Buffer.concat([mpint(raw.subarray(0, half)), mpint(raw.subarray(half))]) : raw;
  return Buffer.concat([sshString(algorithm), sshString(value)]);
}
