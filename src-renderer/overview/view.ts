import { useCallback, useEffect, useMemo, useState } from 'react';
import { useSearchParams } from 'wouter';
import { parseSort, sortText } from '../ui/columns.ts';
import { FOLD_FROM, type Grouping, type Order, STATES, type View } from './layout.ts';

const GROUPINGS = ['none', 'job', 'source'] as const satisfies readonly Grouping[];
const ORDERS = ['problem', 'name', 'cpu', 'memory', 'disk', 'network'] as const satisfies readonly Order[];
const WRITE_DELAY_MS = 300;
/** From this width on there is room for the healthy ones. CSS px */
const UNFOLDED = '(min-width: 2000px)';

/** How the reader looks at the list; all of it stands in the address, so that the view is a link. */
export interface ViewState {
  readonly view: View;
  setFilter(text: string): void;
  setState(state: View['state']): void;
  setGrouping(grouping: Grouping): void;
  /** figures begin with the greatest, names with A; the second time turns round, the third goes back to worst first */
  turnOrder(order: Order): void;
  clear(): void;
}

/** `count` machines: a short list is not grouped unless asked for. */
export function useView(count: number): ViewState {
  const [parameters, setParameters] = useSearchParams();
  const [filter, setFilter] = useState(() => parameters.get('machines.q') ?? '');
  const put = useCallback((name: string, value: string) => setParameters(now => {
    if (value === '') now.delete(name);
    else now.set(name, value);
    return now;
  }, { replace: true }), [setParameters]);
  useEffect(() => {
    const timer = setTimeout(() => put('machines.q', filter), WRITE_DELAY_MS);
    return () => clearTimeout(timer);
  }, [filter, put]);

  const sort = parseSort(parameters.get('machines.sort'));
  const order = ORDERS.find(known => known === sort?.id) ?? 'problem';
  const descending = sort === null || order === 'problem' ? true : sort.descending;
  const grouping = GROUPINGS.find(known => known === parameters.get('group')) ?? (count >= FOLD_FROM ? 'job' : 'none');
  const state = STATES.find(known => known === parameters.get('state')) ?? null;
  const folding = useWide();
  const view = useMemo((): View => ({ filter, state, grouping, order, descending, folding }), [filter, state, grouping, order, descending, folding]);
  return {
    view, setFilter,
    setState: next => put('state', next ?? ''),
    setGrouping: next => put('group', next),
    turnOrder: next => {
      const first = next !== 'name';
      if (next === 'problem' || next === order && descending !== first) return put('machines.sort', '');
      put('machines.sort', sortText({ id: next, descending: next === order ? !descending : first }));
    },
    clear: () => { setFilter(''); put('state', ''); },
  };
}

/** Whether healthy machines are folded: not on screens wide enough to show them. */
function useWide(): boolean {
  const [narrow, setNarrow] = useState(() => !matchMedia(UNFOLDED).matches);
  useEffect(() => {
    const query = matchMedia(UNFOLDED);
    const change = () => setNarrow(!query.matches);
    query.addEventListener('change', change);
    return () => query.removeEventListener('change', change);
  }, []);
  return narrow;
}
