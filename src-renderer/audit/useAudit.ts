import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useSearchParams } from 'wouter';
import { AUDIT_OUTCOMES, type AuditQuery, type AuditRow } from '../../src-main/shared/contract/access.ts';
import { toAppError, useHost } from '../host/hooks.ts';
import { useRange } from '../host/range.ts';

const AT_ONCE = 200;
/** Asked for at a time when all of it is wanted. */
const STRETCH = 1_000;

/** Which records are looked for; all of it stands in the address. */
export interface AuditFilter {
  readonly query: Partial<AuditQuery>;
  readonly within: boolean;
  set(name: 'outcome' | 'via' | 'caller' | 'path' | 'target' | 'within', value: string | null): void;
  readonly isSet: boolean;
  clear(): void;
}

const NAMES = ['outcome', 'via', 'caller', 'path', 'target', 'within'] as const;

/** The words of the list's own filter are looked for by the host, too: not only among the records that have been fetched. */
export function useAuditFilter(): AuditFilter {
  const [parameters, setParameters] = useSearchParams();
  const { from, to } = useRange();
  const [q, outcome, via, caller, path, target] = ['audit.q', 'outcome', 'via', 'caller', 'path', 'target'].map(name => parameters.get(name) ?? '');
  const within = parameters.get('within') === '1';
  const query = useMemo((): Partial<AuditQuery> => {
    const known = AUDIT_OUTCOMES.find(one => one === outcome);
    return { q: q ?? '', via: via ?? '', caller: caller ?? '', path: path ?? '', target: target ?? '', ...(known ? { outcome: known } : {}), ...(within ? { from, to } : {}) };
  }, [q, outcome, via, caller, path, target, within, from, to]);
  const change = (edit: (now: URLSearchParams) => void) => setParameters(now => { edit(now); return now; }, { replace: true });
  return {
    query, within, isSet: NAMES.some(name => parameters.has(name)),
    set: (name, value) => change(now => { if (value === null || value === '') now.delete(name); else now.set(name, value); }),
    clear: () => change(now => { for (const name of NAMES) now.delete(name); }),
  };
}

/** Records, newest first, as far as they have been fetched. */
export function useAuditRows(query: Partial<AuditQuery>) {
  const host = useHost();
  const pages = useInfiniteQuery({
    queryKey: ['access.audit', query], initialPageParam: undefined as number | undefined, networkMode: 'always', retry: false, placeholderData: keepPreviousData,
    queryFn: ({ pageParam, signal }) => host.access.audit({ ...query, limit: AT_ONCE, ...(pageParam === undefined ? {} : { before: pageParam }) }, signal),
    getNextPageParam: page => page.length < AT_ONCE ? undefined : page.at(-1)?.id,
  });
  const rows = useMemo(() => pages.data?.pages.flat() ?? [], [pages.data]);
  return { rows, loaded: pages.data !== undefined, error: pages.error ? toAppError(pages.error) : null, refetch: () => void pages.refetch(), more: pages.hasNextPage ? () => void pages.fetchNextPage() : null, fetching: pages.isFetchingNextPage };
}

/** Every record that fits, as JSON lines, oldest first. */
export async function auditLines(ask: (before: number | undefined, limit: number) => Promise<readonly AuditRow[]>): Promise<Blob> {
  const parts: string[] = [];
  for (let before: number | undefined; ;) {
    const rows = await ask(before, STRETCH);
    parts.push(rows.toReversed().map(row => `${JSON.stringify(row)}\n`).join(''));
    before = rows.at(-1)?.id;
    if (rows.length < STRETCH || before === undefined) return new Blob(parts.reverse(), { type: 'application/jsonl' });
  }
}
