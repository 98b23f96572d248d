import { keepPreviousData, useQueries } from '@tanstack/react-query';
import { useEffect, useEffectEvent } from 'react';
import type { HostContract } from '../../src-main/shared/contract/index.ts';
import type { AppError } from '../../src-main/shared/model/errors.ts';
import type { Output } from '../../src-main/shared/rpc/contract.ts';
import { alignedSteps, stepFor } from '../charts/step.ts';
import type { Host } from '../host/client.ts';
import { toAppError, useHost } from '../host/hooks.ts';
import { useRange } from '../host/range.ts';
import type { RawRange } from '../host/range-text.ts';

export type RangeAnswer = Output<HostContract['metrics']['range']> & { readonly raw: RawRange; readonly from: number; readonly to: number };
export type InstantAnswer = Output<HostContract['metrics']['instant']>;

/** What came of one query. While a new answer is fetched, or could not be, `data` is the last good one. */
export interface Answer<T> {
  readonly data: T | undefined;
  readonly error: AppError | null;
  readonly fetching: boolean;
}

/** Answers over the page's range at the step that suits `widthPx`, by query; asked anew with every refresh. */
export function useRangeAnswers(queries: readonly string[], widthPx: number): ReadonlyMap<string, Answer<RangeAnswer>> {
  const { raw, from, to } = useRange();
  const step = stepFor(to - from, widthPx);
  const wanted = widthPx > 0 ? queries : [];
  return useAnswers(wanted, ['explore', raw, step], async (host, promql, signal) =>
    ({ ...await host.metrics.range({ promql, ...alignedSteps(from, to, widthPx) }, signal), raw, from, to }));
}

/** Answers for the end of the page's range. */
export function useInstantAnswers(queries: readonly string[]): ReadonlyMap<string, Answer<InstantAnswer>> {
  const { raw, to } = useRange();
  return useAnswers(queries, ['explore-instant', raw], (host, promql, signal) => host.metrics.instant({ promql, time: to }, signal));
}

function useAnswers<T>(queries: readonly string[], key: readonly unknown[], ask: (host: Host, promql: string, signal: AbortSignal) => Promise<T>): ReadonlyMap<string, Answer<T>> {
  const host = useHost();
  const { tick } = useRange();
  const different = [...new Set(queries)];
  const results = useQueries({
    queries: different.map(promql => ({
      queryKey: [...key, promql],
      queryFn: ({ signal }: { signal: AbortSignal }) => ask(host, promql, signal),
      placeholderData: keepPreviousData<T>, gcTime: 60_000, retry: false, networkMode: 'always' as const, structuralSharing: false as const,
    })),
  });
  const again = useEffectEvent(() => { for (const result of results) void result.refetch({ cancelRefetch: false }); });
  useEffect(() => { if (tick > 0) again(); }, [tick]);
  return new Map(different.map((promql, i) => {
    const { data, error, isFetching } = results[i]!;
    return [promql, { data, error: error ? toAppError(error) : null, fetching: isFetching }];
  }));
}
