import type { LabelPairs } from '../shared/model/labels.ts';
import type { Expr } from './ast.ts';
import type { Column, Grid } from './column.ts';
import type { NoteBook } from './notes.ts';
import type { Parts } from './parts.ts';
import type { Presence } from './presence.ts';
import type { Run } from './run.ts';

/**
 * What one part of a plan gives for some of the series: a series of it, or a group of an aggregation as far as it has come.
 * columns  the values over the steps; of a group what its fold needs to go on (aggregates/fold.ts)
 */
export interface PartSeries { readonly labels: LabelPairs; readonly present: Presence; readonly columns: readonly Float64Array[] }

/** What all parts of a plan give for some of the series, in the order of the parts. Notes are whole, none left out. */
export interface HalfAnswer {
  readonly parts: readonly (readonly PartSeries[])[];
  readonly warnings: readonly string[];
  readonly infos: readonly string[];
  /** samples read */
  readonly samples: number;
}

/** The series that this evaluation does not read, because another one does. */
export interface Others {
  /** what they give for a part whose series stand for themselves; null for what is no such part */
  joining(expr: Expr): (() => readonly PartSeries[]) | null;
  /** what they give for an aggregation that is put together from both halves; nothing for one that is not */
  folding(expr: Expr): readonly PartSeries[];
  /** samples read for them so far */
  readonly samples: number;
}

/** ask: called once, when the first part has come so far that it needs them */
export function othersOf(parts: Parts, ask: () => HalfAnswer, notes: NoteBook): Others {
  let answer: HalfAnswer | null = null;
  const exprs = [...parts.ways.keys()];
  const of = (expr: Expr): readonly PartSeries[] => {
    if (answer === null) {
      answer = ask();
      notes.include(answer);
    }
    return answer.parts[exprs.indexOf(expr)]!;
  };
  return {
    joining: expr => (parts.ways.get(expr) === 'joined' ? () => of(expr) : null),
    folding: expr => (parts.ways.get(expr) === 'folded' ? of(expr) : []),
    get samples() { return answer?.samples ?? 0; },
  };
}

/** Our own series of a part, then the others'. */
export function* joinedHalves(ours: Iterable<Column>, theirs: () => readonly PartSeries[]): Generator<Column> {
  yield* ours;
  for (const { labels, present, columns } of theirs()) yield { labels, values: columns[0]!, present };
}

/** The series of a part that stand for themselves, held. */
export function heldPart(expr: Expr, grid: Grid, run: Run): PartSeries[] {
  const held: PartSeries[] = [];
  for (const { labels, present, values } of run.columns(expr, grid, true)) {
    run.budget.take(grid.count);
    held.push({ labels, present, columns: [values] });
  }
  return held;
}
