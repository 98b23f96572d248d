import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** AES-256-GCM, NIST SP 800-38D: 96 random bits as nonce, 128 bits of tag. */
const CIPHER = 'aes-256-gcm';
const FORMAT = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEAD_BYTES = 1 + NONCE_BYTES + TAG_BYTES;

export const KEY_BYTES = 32;
export const newKey = (): Buffer => randomBytes(KEY_BYTES);

/**
 * Closes `plain` with a key of 32 bytes and a nonce of its own.
 * about    what it is and where it belongs; it opens only there
 * returns  format, nonce, tag, closed bytes
 */
export function seal(key: Uint8Array, plain: Uint8Array, about: string): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES }).setAAD(Buffer.from(about, 'utf8'));
  const closed = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([Buffer.of(FORMAT), nonce, cipher.getAuthTag(), closed]);
}

/** What was closed; undefined when the key is another one, a bit has changed, or it belongs elsewhere. */
export function unseal(key: Uint8Array, sealed: Uint8Array, about: string): Buffer | undefined {
  if (sealed.length < HEAD_BYTES || sealed[0] !== FORMAT) return undefined;
  const decipher = createDecipheriv(CIPHER, key, sealed.subarray(1, 1 + NONCE_BYTES), { authTagLength: TAG_BYTES })
    .setAAD(Buffer.from(about, 'utf8')).setAuthTag(sealed.subarray(1 + NONCE_BYTES, HEAD_BYTES));
  const plain = decipher.update(sealed.subarray(HEAD_BYTES));
  try {
    return Buffer.concat([plain, decipher.final()]);
  } catch {
    return undefined; // the tag doesn't fit: what came out so far is worth nothing
  }
}
