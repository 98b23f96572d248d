/** Tells the first of many equal things from its repetitions, so that a loop can't fill the disk with what it does. */
export interface Damper<T> {
  /** True when nothing equal to `key` was seen for a while. A repetition is counted, and told of when the next first one comes. */
  isFirst(key: string, thing: T): boolean;
}

/** Things kept in mind at once; beyond, the oldest is forgotten. */
const MAX_KEYS = 1_000;

/**
 * everyMs  how long after a first one its repetitions are held back
 * tell     called for a thing whose repetitions were held back, before the next first one is let through
 */
export function createDamper<T>(everyMs: number, now: () => number, tell: (thing: T, repeats: number) => void): Damper<T> {
  const seen = new Map<string, { readonly since: number; readonly thing: T; repeats: number }>();
  const forget = (key: string) => {
    const entry = seen.get(key);
    seen.delete(key);
    if (entry && entry.repeats > 0) tell(entry.thing, entry.repeats);
  };
  const forgetOld = () => {
    for (const [key, { since }] of seen) { // in the order of `since`
      if (now() - since < everyMs && seen.size < MAX_KEYS) return;
      forget(key);
    }
  };
  return {
    isFirst: (key, thing) => {
      forgetOld();
      const entry = seen.get(key);
      if (entry) { entry.repeats++; return false; }
      seen.set(key, { since: now(), thing, repeats: 0 });
      return true;
    },
  };
}
