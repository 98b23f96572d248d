import { X509Certificate } from 'node:crypto';
import { encodeQuery } from '../../formats/dns.ts';
import { search } from '../../formats/search.ts';
import { AppError } from '../../shared/model/errors.ts';
import type { ProbeConfig } from '../../shared/model/probe.ts';
import { askedName } from './dns.ts';

/**
 * What the schema can't see.
 * errors  AppError 'invalid-input': a pattern that is none, a name that can't be asked for, an authority's certificate that can't be read
 */
export function checkProbe({ kind, http, dns, ca }: ProbeConfig): void {
  const parts: readonly (readonly [string, () => unknown])[] = [
    ['The pattern of the text that must be there', () => search(http.bodyMatches)],
    ['The pattern of the text that must not be there', () => search(http.bodyMustNotMatch)],
    ['The name to ask for', () => kind === 'dns' && encodeQuery(0, askedName(dns.name, dns.type), dns.type)],
    ["The authority's certificate", () => ca !== '' && new X509Certificate(ca)],
  ];
  for (const [what, attempt] of parts) {
    try {
      attempt();
    } catch (cause) {
      throw new AppError('invalid-input', `${what}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    }
  }
}
