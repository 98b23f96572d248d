import { useCallback } from 'react';
import { useSearchParams } from 'wouter';

/** One parameter of the address as state, so that what is open is a link. Going there leaves no step to go back to. */
export function useParameter(name: string): [string | null, (value: string | null) => void] {
  const [parameters, setParameters] = useSearchParams();
  const set = useCallback((value: string | null) => setParameters(now => {
    if (value === null) now.delete(name);
    else now.set(name, value);
    return now;
  }, { replace: true }), [name, setParameters]);
  return [parameters.get(name), set];
}

/** Several parameters at once: changes made one after the other within a click would each start from the address as it was before. */
export function useSetParameters(): (changes: Readonly<Record<string, string | null>>) => void {
  const [, setParameters] = useSearchParams();
  return useCallback(changes => setParameters(now => {
    for (const [name, value] of Object.entries(changes)) if (value === null) now.delete(name); else now.set(name, value);
    return now;
  }, { replace: true }), [setParameters]);
}
