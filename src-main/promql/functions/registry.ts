import { bare, type Call } from '../ast.ts';
import { type Column, constant, type Grid, timeAt } from '../column.ts';
import { instants } from '../instants.ts';
import { NO_LABELS } from '../labelset.ts';
import { differWithoutName } from '../plan.ts';
import { isPresent } from '../presence.ts';
import type { Run } from '../run.ts';
import { OF_NATIVE_HISTOGRAMS } from '../signatures.ts';
import { absent, absentOverTime } from './absent.ts';
import { DATES } from './dates.ts';
import { nameless, type VectorFunction } from './elementwise.ts';
import { histogramFraction, histogramQuantile } from './histogram.ts';
import { MATH } from './math.ts';
import { labelJoin, labelReplace } from './relabel.ts';
import { sortByLabel, sortByValue } from './sorting.ts';
import { WINDOWS } from './windows.ts';

const nothing: VectorFunction = () => [];

/** Functions that give series. */
export const VECTOR_FUNCTIONS: ReadonlyMap<string, VectorFunction> = new Map<string, VectorFunction>([
  ...Object.entries(MATH), ...Object.entries(DATES), ...Object.entries(WINDOWS),
  ['absent', absent], ['absent_over_time', absentOverTime],
  ['histogram_quantile', histogramQuantile], ['histogram_fraction', histogramFraction],
  ['label_replace', labelReplace], ['label_join', labelJoin],
  ['sort', sortByValue(1)], ['sort_desc', sortByValue(-1)], ['sort_by_label', sortByLabel(1)], ['sort_by_label_desc', sortByLabel(-1)],
  ['timestamp', timestamps], ['vector', vectorOf],
  ...OF_NATIVE_HISTOGRAMS.map((name): [string, VectorFunction] => [name, nothing]),
]);

type ScalarFunction = (call: Call, grid: Grid, run: Run) => Float64Array;

/** Functions that give one number for each step. */
export const SCALAR_FUNCTIONS: ReadonlyMap<string, ScalarFunction> = new Map<string, ScalarFunction>([
  ['pi', (_, { count }) => constant(Math.PI, count)],
  ['time', (_, grid) => times(grid)],
  ['scalar', scalarOf],
  ['start', (_, { count }, { frame }) => constant(frame.from / 1000, count)],
  ['end', (_, { count }, { frame }) => constant(frame.to / 1000, count)],
  ['step', (_, { count }, { frame }) => constant(frame.stepMs / 1000, count)],
  ['range', (_, { count }, { frame }) => constant((frame.to - frame.from) / 1000, count)],
]);

const times = (grid: Grid): Float64Array => Float64Array.from({ length: grid.count }, (_, i) => timeAt(grid, i) / 1000);

function vectorOf(call: Call, grid: Grid, run: Run): Column[] {
  return [{ labels: NO_LABELS, values: run.scalar(call.args[0]!, grid), present: null }];
}

/** The only series' value, NaN where there is none or more than one. */
function scalarOf(call: Call, grid: Grid, run: Run): Float64Array {
  const values = constant(NaN, grid.count), seen = new Uint8Array(grid.count);
  for (const column of run.columns(call.args[0]!, grid, false)) {
    for (let i = 0; i < grid.count; i++) {
      if (!isPresent(column.present, i)) continue;
      values[i] = seen[i] === 0 ? column.values[i]! : NaN;
      seen[i] = 1;
    }
  }
  return values;
}

/** When a selector's samples were taken; for any other expression the time of evaluation. */
function timestamps(call: Call, grid: Grid, run: Run, keep: boolean): Iterable<Column> {
  const [argument] = call.args;
  const selector = bare(argument!);
  const columns = (kept: boolean): Iterable<Column> => (selector.kind === 'vector-selector' ? instants(selector, grid, run, kept, 'times') : timed(run.columns(argument!, grid, kept), grid));
  return nameless(columns, differWithoutName(argument!), grid, run, keep);
}

function* timed(columns: Iterable<Column>, grid: Grid): Generator<Column> {
  for (const column of columns) {
    for (let i = 0; i < grid.count; i++) column.values[i] = timeAt(grid, i) / 1000;
    yield column;
  }
}
