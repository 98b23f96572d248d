import { type LabelPairs, pairsKey, pairValue } from '../../shared/model/labels.ts';
import type { Call, Expr } from '../ast.ts';
import { type Column, constant, type Grid, timeAt } from '../column.ts';
import { merged } from '../distinct.ts';
import { dropping, withoutName } from '../labelset.ts';
import { badBucket, invalidQuantile } from '../notes.ts';
import { bytesFor, compacted, isPresent, setPresent } from '../presence.ts';
import type { Run } from '../run.ts';
import { bucketFraction, bucketQuantile, type Buckets } from './buckets.ts';

/** The series of one classic histogram, by rising bound. */
interface Family { readonly labels: LabelPairs; readonly members: { readonly bound: number; readonly column: Column }[] }

/** histogram_quantile(q, buckets) */
export function histogramQuantile(call: Call, grid: Grid, run: Run): Column[] {
  const [quantileArg, vector] = call.args;
  const quantiles = run.scalar(quantileArg!, grid);
  for (const value of new Set(quantiles)) if (!(value >= 0 && value <= 1)) run.notes.warn(invalidQuantile(value), quantileArg!.span);
  return ofFamilies(vector!, grid, run, (buckets, step) => {
    const { value, raised } = bucketQuantile(quantiles[step]!, buckets);
    if (raised !== null) run.notes.forcedMonotonic(vector!.span, { time: timeAt(grid, step), ...raised });
    return value;
  });
}

/** histogram_fraction(lower, upper, buckets) */
export function histogramFraction(call: Call, grid: Grid, run: Run): Column[] {
  const [lower, upper] = [run.scalar(call.args[0]!, grid), run.scalar(call.args[1]!, grid)];
  return ofFamilies(call.args[2]!, grid, run, (buckets, step) => bucketFraction(lower[step]!, upper[step]!, buckets));
}

function ofFamilies(vector: Expr, grid: Grid, run: Run, answer: (buckets: Buckets, step: number) => number): Column[] {
  const families = gathered(vector, grid, run);
  const columns = function* (): Generator<Column> {
    for (const family of families.values()) {
      run.check();
      const column = answered(family, grid.count, answer);
      if (column !== null) yield column;
    }
  };
  const answers = merged(columns(), grid.count, run);
  for (const { members } of families.values()) run.budget.give(members.length * grid.count);
  return answers;
}

const withoutBound = dropping(['le']);

function gathered(vector: Expr, grid: Grid, run: Run): Map<string, Family> {
  const families = new Map<string, Family>();
  for (const column of run.columns(vector, grid, true)) {
    const le = pairValue(column.labels, 'le');
    const bound = boundOf(le);
    if (bound === null) { run.notes.warn(badBucket(le, pairValue(column.labels, '__name__')), vector.span); continue; }
    run.budget.take(grid.count);
    const labels = withoutBound(column.labels), key = pairsKey(labels);
    const family = families.get(key);
    if (family === undefined) families.set(key, { labels, members: [{ bound, column }] });
    else family.members.push({ bound, column });
  }
  for (const { members } of families.values()) members.sort((a, b) => (a.bound === b.bound ? 0 : a.bound < b.bound ? -1 : 1));
  return families;
}

/** A bound as Go reads floats; null for what is none. */
function boundOf(le: string): number | null {
  if (/^[+-]?inf(?:inity)?$/i.test(le)) return le.startsWith('-') ? -Infinity : Infinity;
  return /^[+-]?(?:\d|\.\d)/.test(le) && !Number.isNaN(Number(le)) ? Number(le) : null;
}

function answered({ labels, members }: Family, count: number, answer: (buckets: Buckets, step: number) => number): Column | null {
  const values = constant(0, count), present = new Uint8Array(bytesFor(count));
  const buckets: Buckets = { bounds: new Float64Array(members.length), counts: new Float64Array(members.length), length: 0 };
  let any = false;
  for (let i = 0; i < count; i++) {
    buckets.length = 0;
    for (const { bound, column } of members) {
      if (!isPresent(column.present, i)) continue;
      buckets.bounds[buckets.length] = bound;
      buckets.counts[buckets.length++] = column.values[i]!;
    }
    if (buckets.length === 0) continue;
    values[i] = answer(buckets, i);
    setPresent(present, i);
    any = true;
  }
  return any ? { labels: withoutName(labels), values, present: compacted(present, count) } : null;
}
