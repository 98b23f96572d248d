import { useCallback } from 'react';
import { useKept } from '../ui/tableState.ts';

const MOST = 30;
const read = (stored: unknown): readonly string[] | undefined =>
  Array.isArray(stored) ? stored.filter(item => typeof item === 'string').slice(0, MOST) : undefined;

/** With `queries` in front, each once, at most 30. */
export const remembered = (kept: readonly string[], queries: readonly string[]): readonly string[] =>
  [...new Set([...queries.filter(query => query !== ''), ...kept])].slice(0, MOST);

/** Queries run on this computer, newest first. */
export function useRecent() {
  const [recent, keep] = useKept<readonly string[]>('stratoscope.explore.recent', [], read);
  const remember = useCallback((queries: readonly string[]) => keep(remembered(recent, queries)), [recent, keep]);
  return { recent, remember, forget: useCallback(() => keep([]), [keep]) };
}
