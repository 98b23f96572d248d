import type { ImportSecrets } from '../../src-main/shared/contract/imports.ts';
import { ImportSource, type ImportKind, type TimeUnit } from '../../src-main/shared/model/importsource.ts';
import { parseTime } from '../host/range-text.ts';

/** What stands in the form; a field that a kind has no use for is left alone. */
export interface ImportDraft {
  readonly kind: ImportKind;
  readonly path: string;
  readonly url: string;
  readonly match: string;
  readonly from: string;
  readonly to: string;
  readonly username: string;
  readonly password: string;
  readonly bearer: string;
  readonly delimiter: ',' | ';' | '\t';
  readonly time: string;
  readonly unit: TimeUnit;
  readonly shape: 'series' | 'rows';
  readonly metric: string;
  readonly values: readonly string[];
  readonly labels: readonly string[];
}

export const KINDS: readonly ImportKind[] = ImportSource.options.map(option => option.shape.kind.value);
export const NEW_DRAFT: ImportDraft = {
  kind: 'prometheus', path: '', url: '', match: '', from: 'now-30d', to: 'now', username: '', password: '', bearer: '',
  delimiter: ',', time: '', unit: 'iso', shape: 'series', metric: '', values: [], labels: [],
};

export type Field = 'path' | 'url' | 'from' | 'to' | 'time' | 'values';

/** The source that the draft names, or which fields keep it from naming one. `now`: unix ms */
export function sourceOf(draft: ImportDraft, now: number): { readonly source: ImportSource } | { readonly wrong: readonly Field[] } {
  const { kind } = draft;
  if (kind === 'prometheus') return serverOf(draft, now);
  const wrong: Field[] = draft.path.trim() === '' ? ['path'] : [];
  if (kind === 'csv' && draft.time === '') wrong.push('time');
  if (kind === 'csv' && draft.shape === 'rows' && draft.values.length === 0) wrong.push('values');
  if (wrong.length > 0) return { wrong };
  const path = draft.path.trim();
  return { source: kind === 'csv' ? { kind, path, mapping: mappingOf(draft) } : { kind, path } };
}

function serverOf({ url, match, from, to }: ImportDraft, now: number): { readonly source: ImportSource } | { readonly wrong: readonly Field[] } {
  const [begin, end] = [parseTime(from, now), parseTime(to, now, 'to')];
  const given = { kind: 'prometheus', url: url.trim(), ...(match.trim() === '' ? {} : { match: match.trim() }), from: begin, to: end };
  const { data } = ImportSource.safeParse(given);
  const wrong: Field[] = [];
  if (!ImportSource.safeParse({ ...given, from: 0, to: 1 }).success) wrong.push('url');
  if (begin === null) wrong.push('from');
  if (end === null || (begin !== null && end <= begin)) wrong.push('to');
  return data && wrong.length === 0 ? { source: data } : { wrong };
}

const mappingOf = ({ delimiter, time, unit, shape, metric, values, labels }: ImportDraft) =>
  ({ delimiter, time, unit, shape: shape === 'series' ? { kind: 'series' as const } : { kind: 'rows' as const, metric, values: [...values], labels: [...labels] } });

/** What a server asks for; nothing for a file. */
export const secretsOf = ({ kind, username, password, bearer }: ImportDraft): ImportSecrets =>
  kind !== 'prometheus' ? {} : { ...(bearer.trim() === '' ? {} : { bearer: bearer.trim() }), ...(username === '' ? {} : { username }), ...(password === '' ? {} : { password }) };

/** A first guess of which column is what, from the names. */
export function guessed(header: readonly string[]): Pick<ImportDraft, 'time' | 'shape' | 'metric' | 'values' | 'labels'> {
  const named = (pattern: RegExp) => header.find(name => pattern.test(name)) ?? '';
  const time = named(/^(time|timestamp|date|datetime|ts|when|zeit|时间)$/i) || (header[0] ?? '');
  const value = named(/^values?$/i);
  const metric = named(/^(metric|name|__name__|series)$/i);
  const rows = value !== '';
  return { time, shape: rows ? 'rows' : 'series', metric, values: rows ? [value] : [], labels: rows ? header.filter(name => name !== time && name !== value && name !== metric) : [] };
}
