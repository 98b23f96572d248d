import type { DestinationSecrets } from '../../src-main/shared/contract/sending.ts';
import { DestinationConfig } from '../../src-main/shared/model/destination.ts';
import { parseTime } from '../host/range-text.ts';
import { linesOf } from './ExportForm.tsx';

/** What stands in the form of a destination. */
export interface DestinationDraft {
  readonly name: string;
  readonly url: string;
  readonly auth: 'none' | 'basic' | 'bearer';
  readonly username: string;
  readonly password: string;
  readonly bearer: string;
  readonly protocol: 'auto' | '2.0' | '1.0';
  readonly headers: string;
  readonly externalLabels: string;
  readonly selectors: string;
  readonly since: string;
  readonly resend: string;
  readonly ca: string;
  readonly insecure: boolean;
}
export type DestinationField = 'name' | 'url' | 'username' | 'headers' | 'externalLabels' | 'selectors' | 'since' | 'resend';

export const NEW_DESTINATION: DestinationDraft = { name: '', url: '', auth: 'none', username: '', password: '', bearer: '', protocol: 'auto', headers: '', externalLabels: '', selectors: '', since: '', resend: '', ca: '', insecure: false };

export const draftOf = ({ name, url, auth, protocol, headers, externalLabels, selectors, resendMs, tls }: DestinationConfig): DestinationDraft => ({
  name, url, auth: auth.kind, username: auth.username, password: '', bearer: '', protocol, selectors: selectors.join('\n'), since: '', resend: resendMs === 0 ? '' : `${resendMs / 1000}s`, ca: tls.ca, insecure: tls.insecureSkipVerify,
  headers: Object.entries(headers).map(([key, value]) => `${key}: ${value}`).join('\n'), externalLabels: Object.entries(externalLabels).map(([key, value]) => `${key}=${value}`).join('\n'),
});

/** The configuration that the draft names, or which fields keep it from naming one. before: what the form does not show stays. now: unix ms */
export function configOf(draft: DestinationDraft, before: DestinationConfig | undefined, now: number): { readonly config: DestinationConfig | null; readonly wrong: readonly DestinationField[] } {
  const since = draft.since.trim() === '' ? null : parseTime(draft.since, now);
  const resendMs = durationOf(draft.resend);
  const headers = pairsOf(draft.headers, ':'), externalLabels = pairsOf(draft.externalLabels, '=');
  const parsed = DestinationConfig.safeParse({
    ...before, name: draft.name, url: draft.url.trim(), protocol: draft.protocol, auth: { kind: draft.auth, username: draft.username }, headers: headers ?? { ' ': '' }, externalLabels: externalLabels ?? { ' ': '' },
    selectors: linesOf(draft.selectors), resendMs: resendMs ?? -1, tls: { ...before?.tls, ca: draft.ca, insecureSkipVerify: draft.insecure }, ...(before ? {} : { backfillFrom: since }),
  });
  const fields: Readonly<Record<string, DestinationField>> = { name: 'name', url: 'url', auth: 'username', headers: 'headers', externalLabels: 'externalLabels', selectors: 'selectors', resendMs: 'resend' };
  const wrong = new Set(parsed.success ? [] : parsed.error.issues.flatMap(({ path }) => fields[String(path[0])] ?? []));
  if (draft.since.trim() !== '' && since === null) wrong.add('since');
  return { config: parsed.success && wrong.size === 0 ? parsed.data : null, wrong: [...wrong] };
}

/** Fields that were left empty stay as they are in the vault. */
export const secretsOf = ({ auth, password, bearer }: DestinationDraft): DestinationSecrets =>
  ({ ...(auth === 'basic' && password !== '' ? { password } : {}), ...(auth === 'bearer' && bearer.trim() !== '' ? { bearer: bearer.trim() } : {}) });

/** null: a line is no pair */
function pairsOf(text: string, separator: string): Record<string, string> | null {
  const pairs = linesOf(text).map(line => [line.slice(0, Math.max(0, line.indexOf(separator))).trim(), line.slice(line.indexOf(separator) + 1).trim()] as const);
  return pairs.every(([name]) => name !== '') ? Object.fromEntries(pairs) : null;
}

/** ms; null: it is none */
function durationOf(text: string): number | null {
  if (text.trim() === '') return 0;
  const [, number = '', unit = ''] = /^(\d+)(ms|s|m)$/.exec(text.trim()) ?? [];
  return number === '' ? null : Number(number) * (unit === 'ms' ? 1 : unit === 's' ? 1000 : 60_000);
}
