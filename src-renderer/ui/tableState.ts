import { type RefCallback, useCallback, useEffect, useMemo, useState } from 'react';
import { useSearchParams } from 'wouter';
import { type DataColumn, parseSort, type Sort, sortText } from './columns.ts';

const WRITE_DELAY_MS = 300;
export const WIDE = '(min-width: 1100px)';
/** CSS px a list needs for its wide columns: what a window of WIDE leaves it, unless something stands beside it. */
const ROOM_PX = 960;

export interface ListState {
  readonly filter: string;
  readonly setFilter: (text: string) => void;
  readonly sort: Sort | null;
  /** ascending, descending, none (the list's own order) */
  readonly turnSort: (id: string) => void;
}

/** Filter and sort of the list called `id`, kept in the address (`<id>.q`, `<id>.sort`), so that the view is a link. */
export function useListState(id: string, first: Sort | null): ListState {
  const [parameters, setParameters] = useSearchParams();
  const [filter, setFilter] = useState(() => parameters.get(`${id}.q`) ?? '');
  const [sort, setSort] = useState<Sort | null>(() => parseSort(parameters.get(`${id}.sort`)) ?? first);
  const [wantedFilter, wantedSort] = [filter, sortText(sort) === sortText(first) ? '' : sortText(sort) || 'none'];
  const written = (parameters.get(`${id}.q`) ?? '') === wantedFilter && (parameters.get(`${id}.sort`) ?? '') === wantedSort;
  useEffect(() => {
    if (written) return; // writing what is there already would undo a step to another screen taken meanwhile
    const timer = setTimeout(() => {
      setParameters(now => put(put(now, `${id}.q`, wantedFilter), `${id}.sort`, wantedSort), { replace: true });
    }, WRITE_DELAY_MS);
    return () => clearTimeout(timer);
  }, [id, wantedFilter, wantedSort, written, setParameters]);
  const turnSort = useCallback((column: string) => setSort(now => now?.id !== column ? { id: column, descending: false } : now.descending ? null : { id: column, descending: true }), []);
  return { filter, setFilter, sort, turnSort };
}

function put(parameters: URLSearchParams, name: string, value: string): URLSearchParams {
  if (value === '') parameters.delete(name);
  else parameters.set(name, value);
  return parameters;
}

export type Density = 'compact' | 'regular';

/** A choice kept on this computer under `key`; what can't be read counts as not chosen. */
export function useKept<T>(key: string, first: T, read: (stored: unknown) => T | undefined): [T, (value: T) => void] {
  const [value, setValue] = useState(() => readKept(key, read) ?? first);
  const keep = useCallback((next: T) => { localStorage.setItem(key, JSON.stringify(next)); setValue(next); }, [key]);
  return [value, keep];
}

function readKept<T>(key: string, read: (stored: unknown) => T | undefined): T | undefined {
  try {
    return read(JSON.parse(localStorage.getItem(key) ?? 'null'));
  } catch {
    return undefined; // written by another version or by hand
  }
}

const readDensity = (stored: unknown): Density | undefined => stored === 'compact' || stored === 'regular' ? stored : undefined;
export const useDensity = (): [Density, (density: Density) => void] => useKept<Density>('stratoscope.density', 'compact', readDensity);

type Choices = Readonly<Record<string, boolean>>;
const readChoices = (stored: unknown): Choices | undefined =>
  stored !== null && typeof stored === 'object' ? Object.fromEntries(Object.entries(stored).filter(([, on]) => typeof on === 'boolean')) : undefined;

/** Whether the element that gets the ref has room for wide columns; by the window until it has been measured. */
export function useRoom(): [RefCallback<HTMLElement>, boolean] {
  const [wide, setWide] = useState(() => matchMedia(WIDE).matches);
  const measure = useCallback((element: HTMLElement | null) => {
    if (element === null) return;
    const observer = new ResizeObserver(() => setWide(element.clientWidth >= ROOM_PX));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [measure, wide];
}

/** Which columns of the list `id` are on: as chosen before, else as each column says for this width. */
export function useColumnChoice<Row>(id: string, columns: readonly DataColumn<Row>[], wide: boolean) {
  const [choices, setChoices] = useKept<Choices>(`stratoscope.columns.${id}`, {}, readChoices);
  const isOn = useCallback((column: DataColumn<Row>) => column.fixed === true || (choices[column.id] ?? !(column.hidden || column.wide && !wide)), [choices, wide]);
  const shown = useMemo(() => columns.filter(isOn), [columns, isOn]);
  return { shown, isOn, toggle: (column: DataColumn<Row>) => setChoices({ ...choices, [column.id]: !isOn(column) }) };
}
