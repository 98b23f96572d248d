import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

export type State = 'ok' | 'warn' | 'critical' | 'unknown' | 'maintenance' | 'stopped';

/** Disc, triangle, octagon, dashed ring, bars, hollow ring: told apart without colour. OK is the smallest, critical the largest. */
const SHAPES: Readonly<Record<State, ReactNode>> = {
  ok: <circle cx="8" cy="8" r="4.5" fill="currentColor" />,
  warn: <>
    <path d="M8 1.8L15 14H1z" fill="currentColor" stroke="currentColor" strokeLinejoin="round" />
    <path d="M8 6v4M8 12h.01" stroke="var(--bg-panel)" strokeWidth="1.8" strokeLinecap="round" />
  </>,
  critical: <>
    <path d="M5.2 1h5.6L15 5.2v5.6L10.8 15H5.2L1 10.8V5.2z" fill="currentColor" />
    <path d="M8 4.2v4.3M8 11.5h.01" stroke="var(--bg-panel)" strokeWidth="2" strokeLinecap="round" />
  </>,
  unknown: <>
    <circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" strokeWidth="1.6" strokeDasharray="2.6 2.1" />
    <path d="M6.3 6.5c.2-1 .9-1.4 1.7-1.4s1.7.5 1.7 1.4c0 1.2-1.7 1.2-1.7 2.5M8 11h.01" fill="none" stroke="currentColor" strokeWidth="1.4" strokeLinecap="round" />
  </>,
  maintenance: <>
    <rect x="2" y="2" width="12" height="12" rx="2" fill="none" stroke="currentColor" strokeWidth="1.6" />
    <path d="M6.2 5.5v5M9.8 5.5v5" stroke="currentColor" strokeWidth="2" strokeLinecap="round" />
  </>,
  stopped: <circle cx="8" cy="8" r="4.5" fill="none" stroke="currentColor" strokeWidth="1.6" />,
};

/** A state as shape and colour with its name for a screen reader; `silent` where the name stands beside it. */
export function StateMark({ state, size = 14, silent = false }: { state: State; size?: number; silent?: boolean }) {
  const { t } = useTranslation('ui');
  return (
    <svg className={`mark c-${state}`} width={size} height={size} viewBox="0 0 16 16" role="img" aria-hidden={silent || undefined} aria-label={t(`state.${state}`)}>
      {SHAPES[state]}
    </svg>
  );
}
