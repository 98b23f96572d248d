import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** 256 random bits in the URL-safe alphabet; `prefix` says what it is when one turns up somewhere it shouldn't. */
export const newSecret = (prefix: string): string => prefix + randomBytes(32).toString('base64url');

/** What is kept of a secret. No salt: a secret of 256 random bits is in nobody's table. */
export const hashOf = (secret: string): Buffer => createHash('sha256').update(secret, 'utf8').digest();

/** Takes as long for a wrong secret as for a right one. Both are hashes, so their lengths are equal. */
export const sameHash = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && timingSafeEqual(a, b);
