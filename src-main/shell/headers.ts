import { randomBytes } from 'node:crypto';

/** On every answer, whatever it is. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=()',
};

/** What a page may load: its own files, and styles that carry this answer's nonce (Mantine and CodeMirror make some while they run). */
export const policyWith = (nonce: string): string => [
  "default-src 'none'", "script-src 'self'", `style-src 'self' 'nonce-${nonce}'`, "img-src 'self' data: blob:", "font-src 'self'",
  "connect-src 'self'", "worker-src 'self'", "manifest-src 'self'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'",
].join('; ');

/** For everything that is no page: nothing may run in it. */
export const CLOSED_POLICY = "default-src 'none'; frame-ancestors 'none'";

export const newNonce = (): string => randomBytes(18).toString('base64url');
