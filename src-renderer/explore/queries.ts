import { useCallback, useEffect, useReducer } from 'react';
import { useSearchParams } from 'wouter';
import { type ExploreState, readAddress, writeAddress } from './address.ts';
import { changeRows, ranQueries, type Rows, type RowsAction, rowsOf } from './rows.ts';

const keyOf = (queries: ExploreState['queries']): string => JSON.stringify(queries.map(({ promql, off }) => [promql, off]));

/**
 * The queries on the screen, kept equal with the address: what is run, switched or removed is written there;
 * an address that comes from elsewhere (a link, Back) replaces them.
 */
export function useQueryRows() {
  const [parameters, setParameters] = useSearchParams();
  const { queries, view } = readAddress(parameters);
  const [state, dispatch] = useReducer(changeRows, queries, rowsOf);
  const addressKey = keyOf(queries);
  const ownKey = keyOf(ranQueries(state.rows));

  // biome-ignore lint/correctness/useExhaustiveDependencies: only another address replaces the rows, not their own change on its way there
  useEffect(() => { if (addressKey !== ownKey) dispatch({ kind: 'open', queries }); }, [addressKey]);

  const write = useCallback((next: ExploreState) => setParameters(now => writeAddress(now, next)), [setParameters]);
  const act = (action: RowsAction): Rows => {
    const next = changeRows(state, action);
    dispatch(action);
    const ran = ranQueries(next.rows);
    if (keyOf(ran) !== addressKey) write({ queries: ran, view });
    return next;
  };
  const setView = (next: ExploreState['view']) => write({ queries, view: next });
  return { rows: state.rows, act, view, setView };
}
