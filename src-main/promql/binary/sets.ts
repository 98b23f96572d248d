import type { LabelPairs } from '../../shared/model/labels.ts';
import type { Binary, Matching } from '../ast.ts';
import { type Column, type Grid, masked } from '../column.ts';
import { merged } from '../distinct.ts';
import { keyOf, keyWithout } from '../labelset.ts';
import { both, bytesFor, fullPresence, include, type Presence, without } from '../presence.ts';
import type { Run } from '../run.ts';

/** A key equal for series that belong together. The metric's name never counts, unless `on` names it. */
export const signatureOf = (matching: Matching | null): ((labels: LabelPairs) => string) =>
  matching?.on === true ? keyOf(matching.labels) : keyWithout(['__name__', ...(matching?.labels ?? [])]);

/** Steps at which a side has any series with a key. */
export class Occupied {
  readonly #byKey = new Map<string, Uint8Array>();
  readonly #count: number;
  constructor(count: number) { this.#count = count; }

  add(key: string, present: Presence): void {
    let steps = this.#byKey.get(key);
    if (steps === undefined) this.#byKey.set(key, steps = new Uint8Array(bytesFor(this.#count)));
    include(steps, present, this.#count);
  }

  of(key: string): Uint8Array | undefined { return this.#byKey.get(key); }
}

/** and, unless: the left side's series where the right side has, or has not, one that belongs to them. */
export function* intersected({ op, left, right, matching }: Binary, grid: Grid, run: Run, keep: boolean): Generator<Column> {
  const signature = signatureOf(matching);
  const occupied = new Occupied(grid.count);
  for (const { labels, present } of run.columns(right, grid, false)) occupied.add(signature(labels), present);
  for (const column of run.columns(left, grid, keep)) {
    const steps = occupied.of(signature(column.labels));
    if (steps === undefined) { if (op === 'unless') yield column; continue; }
    const present = op === 'and' ? both(column.present, steps) : without(column.present, steps, grid.count);
    const part = masked(column, present ?? fullPresence(grid.count), grid.count);
    if (part !== null) yield part;
  }
}

/** or: everything of the left side, and of the right side what belongs to nothing there. */
export function united({ left, right, matching }: Binary, grid: Grid, run: Run): Column[] {
  const signature = signatureOf(matching);
  const occupied = new Occupied(grid.count);
  const columns = function* (): Generator<Column> {
    for (const column of run.columns(left, grid, true)) {
      occupied.add(signature(column.labels), column.present);
      yield column;
    }
    for (const column of run.columns(right, grid, true)) {
      const steps = occupied.of(signature(column.labels));
      const part = steps === undefined ? column : masked(column, without(column.present, steps, grid.count), grid.count);
      if (part !== null) yield part;
    }
  };
  return merged(columns(), grid.count, run);
}
