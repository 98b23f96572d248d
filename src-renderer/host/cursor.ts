import { createContext, useContext, useSyncExternalStore } from 'react';

/** Where the mouse is, in time: unix ms, null when over no chart. Pinned: stays until unpinned, moves ignored. */
export interface CursorAt { readonly time: number | null; readonly pinned: boolean }

/** One cursor for all charts of a page. Reading and moving it renders nothing; charts subscribe and draw by themselves. */
export interface Cursor {
  get(): CursorAt;
  /** ignored while pinned */
  set(time: number | null): void;
  pin(time: number): void;
  unpin(): void;
  subscribe(listener: () => void): () => void;
}

export function createCursor(): Cursor {
  const listeners = new Set<() => void>();
  let at: CursorAt = { time: null, pinned: false };
  const move = (next: CursorAt) => {
    if (next.time === at.time && next.pinned === at.pinned) return;
    at = next;
    for (const listener of listeners) listener();
  };
  return {
    get: () => at,
    set: time => { if (!at.pinned) move({ time, pinned: false }); },
    pin: time => move({ time, pinned: true }),
    unpin: () => move({ time: at.time, pinned: false }),
    subscribe: listener => { listeners.add(listener); return () => { listeners.delete(listener); }; },
  };
}

const CursorContext = createContext<Cursor | null>(null);
export const CursorProvider = CursorContext.Provider;

/** The page's cursor; its identity never changes, so using it causes no rendering. */
export function useCursor(): Cursor {
  const cursor = useContext(CursorContext);
  if (!cursor) throw new Error('BUG: a chart outside of CursorProvider');
  return cursor;
}

/** The cursor's place as state: renders with every move, for small parts only (a clock, one list). */
export function useCursorAt(): CursorAt {
  const cursor = useCursor();
  return useSyncExternalStore(cursor.subscribe, cursor.get);
}
