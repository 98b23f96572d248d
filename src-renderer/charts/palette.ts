import { useMemo, useSyncExternalStore } from 'react';
import type { SeriesColor } from './fold.ts';

/** The theme's colours as a canvas takes them. */
export interface Palette {
  readonly dark: boolean;
  /** 0-11 for tokens 1-12 */
  readonly series: readonly string[];
  readonly others: string;
  readonly panel: string;
  readonly text: string;
  readonly text2: string;
  readonly text3: string;
  readonly grid: string;
  readonly zero: string;
  readonly level: Readonly<Record<'warn' | 'critical', { readonly line: string; readonly soft: string }>>;
  /** a canvas font of the axis labels' size; CSS px */
  readonly font: (weight: number) => string;
  readonly fontPx: number;
}

export function readPalette(root: HTMLElement): Palette {
  const style = getComputedStyle(root);
  const token = (name: string) => style.getPropertyValue(name).trim();
  const fontPx = Number.parseFloat(token('--text-2xs')) || 11;
  const level = (name: string) => ({ line: token(`--${name}`), soft: token(`--${name}-soft`) });
  return {
    dark: root.dataset['theme'] !== 'light',
    series: Array.from({ length: 12 }, (_, i) => token(`--series-${i + 1}`)),
    others: token('--text-3'), panel: token('--bg-panel'),
    text: token('--text'), text2: token('--text-2'), text3: token('--text-3'),
    grid: token('--grid'), zero: token('--line-strong'),
    level: { warn: level('warn'), critical: level('critical') },
    font: weight => `${weight} ${fontPx}px ${token('--font-ui')}`, fontPx,
  };
}

/** The palette now; a new one when the theme or the language changes. */
export function usePalette(): Palette {
  const key = useSyncExternalStore(watchRoot, rootKey);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key says that the computed style is another
  return useMemo(() => readPalette(document.documentElement), [key]);
}

const rootKey = () => `${document.documentElement.dataset['theme']} ${document.documentElement.lang}`;

function watchRoot(changed: () => void): () => void {
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme', 'lang'] });
  return () => observer.disconnect();
}

export const strokeOf = (color: SeriesColor, palette: Palette): string =>
  color === 'others' ? palette.others : palette.series[color - 1] ?? palette.others;

/** The same colour in CSS, for what the browser draws. */
export const cssColor = (color: SeriesColor): string => color === 'others' ? 'var(--text-3)' : `var(--series-${color})`;

/** Colours 7-12 are dashed as well, since no more than six are told apart by everybody. */
export const isDashed = (color: SeriesColor): boolean => color !== 'others' && color > 6;

/** `#rrggbb` with an alpha 0..1. */
export const faded = (hex: string, alpha: number): string =>
  hex.slice(0, 7) + Math.round(alpha * 255).toString(16).padStart(2, '0');
