import { useRef } from 'react';

/**
 * The newest value, or while `held` the one from when holding began: what is pointed at must not move away under the hand.
 * key   what the reader changes himself (filter, order, an opened group): another one lets the new value through
 * fits  whether the kept value still tells the truth; asked only while held
 */
export function useHeld<T>(value: T, held: boolean, key: string, fits: (kept: T) => boolean): T {
  const kept = useRef({ value, key });
  if (!held || kept.current.key !== key || !fits(kept.current.value)) kept.current = { value, key };
  return kept.current.value;
}
