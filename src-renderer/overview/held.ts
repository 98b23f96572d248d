import { useRef } from 'react';

/**
 * The newest value, or while `held` the one from when holding began: what is pointed at must not move away under the hand.
 * key  what the reader changes himself (filter, order, an opened group) or what makes the old value wrong: another one lets the new value through
 */
export function useHeld<T>(value: T, held: boolean, key: string): T {
  const kept = useRef({ value, key });
  if (!held || kept.current.key !== key) kept.current = { value, key };
  return kept.current.value;
}
