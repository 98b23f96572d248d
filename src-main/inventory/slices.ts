/** Between two pauses of a long computation on this thread. */
const TURN_MS = 5;

/** Lets everybody else have this thread when the work since the last pause has taken its turn's time. */
export interface Turns { pause(): Promise<void> | undefined }

export function turns(now: () => number = () => performance.now()): Turns {
  let began = now();
  return {
    pause: () => {
      if (now() - began < TURN_MS) return undefined;
      return new Promise(resolve => setImmediate(() => { began = now(); resolve(); }));
    },
  };
}

/** Things handled between two looks at the clock. */
const STRIDE = 64;

/** `make` of each, in order, in turns. */
export async function mapInTurns<T, R>(things: Iterable<T>, make: (thing: T) => R, turn: Turns = turns()): Promise<R[]> {
  const made: R[] = [];
  for (const thing of things) {
    made.push(make(thing));
    if (made.length % STRIDE === 0) await turn.pause();
  }
  return made;
}

/** Sorted in turns, stable: a merge sort from the bottom up, whose shortest runs the engine sorts. */
export async function sortInTurns<T>(things: readonly T[], compare: (a: T, b: T) => number, turn: Turns = turns()): Promise<T[]> {
  let runs: T[][] = [];
  for (let at = 0; at < things.length; at += STRIDE) {
    runs.push(things.slice(at, at + STRIDE).sort(compare));
    await turn.pause();
  }
  while (runs.length > 1) {
    const merged: T[][] = [];
    for (let i = 0; i < runs.length; i += 2) merged.push(i + 1 < runs.length ? await merge(runs[i]!, runs[i + 1]!, compare, turn) : runs[i]!);
    runs = merged;
  }
  return runs[0] ?? [];
}

async function merge<T>(left: readonly T[], right: readonly T[], compare: (a: T, b: T) => number, turn: Turns): Promise<T[]> {
  const merged: T[] = [];
  for (let i = 0, j = 0; i < left.length || j < right.length;) {
    const fromLeft = j === right.length || i < left.length && compare(left[i]!, right[j]!) <= 0;
    merged.push(fromLeft ? left[i++]! : right[j++]!);
    if (merged.length % STRIDE === 0) await turn.pause();
  }
  return merged;
}
