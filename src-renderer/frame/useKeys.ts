import { useEffect, useEffectEvent, useRef } from 'react';
import { useLocation } from 'wouter';
import { useLinkTo, useRange } from '../host/range.ts';
import { SCREENS } from './screens.ts';

const CHORD_MS = 1_200;

/** The page's own keys, silent while something is typed or a dialog is open. Ctrl K belongs to the search itself. */
export function useKeys({ openSearch, openHelp }: { openSearch: () => void; openHelp: () => void }): void {
  const range = useRange();
  const linkTo = useLinkTo();
  const [, go] = useLocation();
  const chord = useRef(0);

  const press = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || document.querySelector('[role="dialog"]')) return;
    const screen = SCREENS.find(({ key }) => key === event.key);
    const chorded = performance.now() - chord.current < CHORD_MS;
    chord.current = event.key === 'g' ? performance.now() : 0;
    const act = chorded && screen ? () => go(linkTo(screen.path)) : KEYS[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
  const KEYS: Readonly<Record<string, () => void>> = {
    '/': () => (focusFirst('[data-filter]') || openSearch()),
    '?': openHelp,
    '[': () => range.shift(-1),
    ']': () => range.shift(1),
    r: range.refresh,
    j: () => focusFirst('[data-list]'),
    k: () => focusFirst('[data-list]'),
  };
  useEffect(() => {
    const listen = (event: KeyboardEvent) => press(event);
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, []);
}

function focusFirst(selector: string): boolean {
  const found = document.querySelector<HTMLElement>(`main ${selector}`);
  found?.focus();
  return found !== null;
}

const isTyping = (target: EventTarget | null): boolean => target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea, select'));
