import { useComputedColorScheme } from '@mantine/core';
import { useLayoutEffect } from 'react';

export type Scheme = 'dark' | 'light';

/** Where the library keeps the choice; read before it starts, so that the first drawing is already right. */
export const SCHEME_KEY = 'stratoscope.theme';

export function firstScheme(stored: string | null, prefersLight: boolean): Scheme {
  return stored === 'light' || stored === 'dark' ? stored : prefersLight ? 'light' : 'dark';
}

/** Puts the scheme on the document, where tokens.css looks for it. */
export function useTokens(): Scheme {
  const scheme = useComputedColorScheme('dark', { getInitialValueInEffect: false });
  useLayoutEffect(() => { document.documentElement.dataset.theme = scheme; }, [scheme]);
  return scheme;
}
