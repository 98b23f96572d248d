import { SshReader } from './wire.ts';

/** A user certificate beside a key. */
export interface Certificate {
  /** `ssh-ed25519-cert-v01@openssh.com` */
  readonly type: string;
  readonly blob: Buffer;
  readonly keyId: string;
  /** unix s; 2^64 - 1 is for ever */
  readonly validBefore: bigint;
}

/** Fields between the nonce and the serial number, by what the certificate is for. */
const KEY_FIELDS: readonly { readonly type: RegExp; readonly fields: number }[] = [
  { type: /^ssh-ed25519-cert/, fields: 1 }, { type: /^ssh-rsa-cert/, fields: 2 }, { type: /^ecdsa-sha2-/, fields: 2 }, { type: /^sk-ssh-ed25519-cert/, fields: 2 }, { type: /^sk-ecdsa-sha2-/, fields: 3 },
];

/**
 * Reads the text of a `-cert.pub` file; undefined when it is none.
 * source  PROTOCOL.certkeys of OpenSSH
 */
export function parseCertificate(text: string): Certificate | undefined {
  const [type = '', base64 = ''] = text.trim().split(/\s+/);
  const fields = KEY_FIELDS.find(each => each.type.test(type) && type.includes('-cert-v01@'))?.fields;
  if (fields === undefined) return undefined;
  const blob = Buffer.from(base64, 'base64');
  try {
    const reader = new SshReader(blob);
    for (let skip = 0; skip < 2 + fields; skip++) reader.string(); // its type, the nonce, the key
    reader.u64(); // its serial number
    reader.u32(); // user or host
    const keyId = reader.text();
    reader.string(); // for whom
    reader.u64(); // not before
    return { type, blob, keyId, validBefore: reader.u64() };
  } catch {
    return undefined; // cut off in the middle
  }
}

/** The login algorithm of a certificate; RSA ones with SHA-512, as servers since OpenSSH 7.8 want it. */
export const certificateAlgorithm = (type: string): string => type === 'ssh-rsa-cert-v01@openssh.com' ? 'rsa-sha2-512-cert-v01@openssh.com' : type;
