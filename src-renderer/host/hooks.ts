import { keepPreviousData, type QueryKey, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useEffectEvent, useRef, useState, useSyncExternalStore } from 'react';
import { AppError } from '../../src-main/shared/model/errors.ts';
import type { Host } from './client.ts';
import { useHostConnection } from './context.ts';
import type { LinkState } from './link.ts';
import { useTick } from './range.ts';

/** Everything the host can be asked. For reading use `useCall` and `useStream`; this is for one-off calls. */
export const useHost = (): Host => useHostConnection().host;

export function useConnection(): { readonly state: LinkState; readonly retry: () => void } {
  const { link } = useHostConnection();
  return { state: useSyncExternalStore(link.subscribe, link.state), retry: link.retry };
}

/** Whatever was thrown, as the error a screen can show. */
export const toAppError = (error: unknown): AppError => error instanceof AppError ? error
  : new AppError(isAbort(error) ? 'canceled' : 'internal', error instanceof Error ? error.message : String(error), { cause: error });
const isAbort = (error: unknown): boolean => error instanceof DOMException && error.name === 'AbortError';

export interface CallState<T> {
  /** the newest answer; while a new one is fetched, or could not be, the last good one */
  readonly data: T | undefined;
  readonly error: AppError | null;
  /** nothing to show yet: draw the screen's frame */
  readonly loading: boolean;
  readonly fetching: boolean;
  /** `data` belongs to an earlier question, or the newest attempt failed */
  readonly stale: boolean;
  /** unix ms of `data` */
  readonly updatedAt: number;
  readonly refetch: () => void;
}

/**
 * Asks the host and keeps the answer under `key`; a call that is no longer wanted is cancelled at the far side.
 * refresh  asks anew with every tick of the page's refresh. A moving range belongs into `key` by its text (`range.raw`), not by its resolved times
 */
export function useCall<T>(key: QueryKey, call: (host: Host, signal: AbortSignal) => Promise<T>, options: { refresh?: boolean; enabled?: boolean } = {}): CallState<T> {
  const { host } = useHostConnection();
  const tick = useTick();
  const enabled = options.enabled ?? true;
  const query = useQuery({
    queryKey: key, queryFn: ({ signal }) => call(host, signal), enabled,
    placeholderData: keepPreviousData, gcTime: 60_000, retry: false, networkMode: 'always', structuralSharing: false,
  });
  const again = useEffectEvent(() => { if (options.refresh && enabled) void query.refetch({ cancelRefetch: false }); });
  useEffect(() => { if (tick > 0) again(); }, [tick]);
  const refetch = useCallback(() => { void query.refetch(); }, [query.refetch]);
  return {
    data: query.data, error: query.error ? toAppError(query.error) : null, loading: query.isPending && enabled, fetching: query.isFetching,
    stale: query.isPlaceholderData || (query.isError && query.data !== undefined), updatedAt: query.dataUpdatedAt, refetch,
  };
}

export interface StreamState<T> { readonly value: T | null; readonly error: AppError | null }

/** The newest item of a stream, opened anew when the link returns. `open` must be stable: a module's function or one from useCallback. */
export function useStream<T>(open: (host: Host, signal: AbortSignal) => AsyncIterable<T>): StreamState<T> {
  const { host } = useHostConnection();
  const { state } = useConnection();
  const [current, setCurrent] = useState<StreamState<T>>({ value: null, error: null });
  const live = state === 'open' || state === 'connecting';
  useEffect(() => {
    if (!live) return;
    const leaving = new AbortController();
    void (async () => {
      try {
        for await (const value of open(host, leaving.signal)) {
          if (leaving.signal.aborted) return;
          setCurrent({ value, error: null });
        }
      } catch (error) {
        if (!leaving.signal.aborted) setCurrent(({ value }) => ({ value, error: toAppError(error) }));
      }
    })();
    return () => leaving.abort();
  }, [host, live, open]);
  return current;
}

/** Something that changes the world: run it, then ask anew what it touched. Errors are AppErrors; `run` rejects with them. */
export function useAction<In, Out>(act: (host: Host, input: In) => Promise<Out>, touches: readonly QueryKey[] = []) {
  const { host } = useHostConnection();
  const queries = useQueryClient();
  const mutation = useMutation<Out, AppError, In>({
    networkMode: 'always',
    mutationFn: async input => { try { return await act(host, input); } catch (error) { throw toAppError(error); } },
    onSettled: () => Promise.all(touches.map(queryKey => queries.invalidateQueries({ queryKey }))),
  });
  return { run: mutation.mutateAsync, running: mutation.isPending, error: mutation.error, reset: mutation.reset };
}

/** Asks everything on screen anew when the link returns. Called once, by the frame. */
export function useReturn(): void {
  const { state } = useConnection();
  const queries = useQueryClient();
  const away = useRef(false);
  useEffect(() => {
    if (state === 'open' && away.current) void queries.invalidateQueries();
    away.current = state === 'lost' || state === 'refused';
  }, [state, queries]);
}
