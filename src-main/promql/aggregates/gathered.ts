import { pairsKey } from '../../shared/model/labels.ts';
import { AppError } from '../../shared/model/errors.ts';
import { goFloat } from '../../formats/promnumber.ts';
import type { Aggregate } from '../ast.ts';
import type { Column, Grid } from '../column.ts';
import { invalidQuantile, invalidRatio } from '../notes.ts';
import { dropping, keeping, withLabel } from '../labelset.ts';
import { quantileOf, sortedCount } from '../functions/ordered.ts';
import { isLabelName, textOf } from '../functions/relabel.ts';
import { quoted } from '../position.ts';
import { anyPresent, bytesFor, compacted, include, isPresent, setPresent } from '../presence.ts';
import type { Run } from '../run.ts';
import { groupingOf, groups } from './groups.ts';
import { countsOf, parameterOf } from './parameter.ts';

/** quantile(q, v): needs all values of a step at once, so the series of a group are held. */
export function* quantiles(aggregate: Aggregate, grid: Grid, run: Run): Generator<Column> {
  const wanted = parameterOf(aggregate, grid, run);
  for (const value of new Set(wanted)) if (!(value >= 0 && value <= 1)) run.notes.warn(invalidQuantile(value), aggregate.param!.span);
  const all = groups(groupingOf(aggregate), labels => ({ labels, members: [] as Column[] }));
  for (const column of run.columns(aggregate.expr, grid, true)) {
    run.budget.take(grid.count);
    all.of(column.labels).members.push(column);
  }
  for (const { labels, members } of all.all()) {
    run.check();
    const gathered = new Float64Array(members.length), values = new Float64Array(grid.count), present = new Uint8Array(bytesFor(grid.count));
    for (let i = 0; i < grid.count; i++) {
      let size = 0;
      for (const column of members) if (isPresent(column.present, i)) gathered[size++] = column.values[i]!;
      const { count, nans } = sortedCount(gathered, size);
      values[i] = quantileOf(wanted[i]!, gathered, count, nans);
    }
    for (const column of members) include(present, column.present, grid.count);
    run.budget.give(members.length * grid.count);
    yield { labels, values, present: compacted(present, grid.count) };
  }
}

/** count_values(label, v): how many series of a group have each value; the value becomes a label. */
export function countValues(aggregate: Aggregate, grid: Grid, run: Run): Column[] {
  const label = textOf(aggregate.param ?? undefined);
  if (!isLabelName(label)) throw new AppError('execution', `invalid label name ${quoted(label)}`);
  const { without, grouping } = aggregate;
  const relabel = without ? dropping(['__name__', ...grouping]) : keeping(grouping.filter(name => name !== label));
  const named = !(without && grouping.includes(label));
  const counts = new Map<string, Column & { readonly present: Uint8Array }>();
  const counterOf = (base: readonly string[], value: number): Column & { readonly present: Uint8Array } => {
    const labels = named ? withLabel(base, label, goFloat(value)) : base;
    const key = pairsKey(labels);
    let counter = counts.get(key);
    if (counter === undefined) {
      run.budget.take(grid.count);
      counts.set(key, counter = { labels, values: new Float64Array(grid.count), present: new Uint8Array(bytesFor(grid.count)) });
    }
    return counter;
  };
  for (const column of run.columns(aggregate.expr, grid, false)) tally(column, relabel(column.labels), grid.count, counterOf);
  run.budget.give(counts.size * grid.count);
  return Array.from(counts.values(), column => ({ ...column, present: compacted(column.present, grid.count) }));
}

function tally({ values, present }: Column, base: readonly string[], count: number, counterOf: (base: readonly string[], value: number) => Column & { readonly present: Uint8Array }): void {
  let last = NaN, counter: (Column & { readonly present: Uint8Array }) | null = null;
  for (let i = 0; i < count; i++) {
    if (!isPresent(present, i)) continue;
    const value = values[i]!;
    if (counter === null || !Object.is(value, last)) counter = counterOf(base, last = value);
    counter.values[i]!++;
    setPresent(counter.present, i);
  }
}

/** limitk(k, v): at each step k series of every group, whichever come first. */
export function* limited(aggregate: Aggregate, grid: Grid, run: Run, keep: boolean): Generator<Column> {
  const most = countsOf(aggregate, grid, run);
  const all = groups(groupingOf(aggregate), () => new Float64Array(grid.count));
  for (const column of run.columns(aggregate.expr, grid, keep)) {
    const taken = all.of(column.labels), present = new Uint8Array(bytesFor(grid.count));
    for (let i = 0; i < grid.count; i++) {
      if (!isPresent(column.present, i) || taken[i]! >= most[i]!) continue;
      taken[i]!++;
      setPresent(present, i);
    }
    if (anyPresent(present)) yield { ...column, present };
  }
}

/** limit_ratio(r, v): a share of all series, the same ones every time; a negative ratio takes the others. */
export function* sampled(aggregate: Aggregate, grid: Grid, run: Run, keep: boolean): Generator<Column> {
  const ratios = parameterOf(aggregate, grid, run);
  for (const ratio of new Set(ratios)) {
    if (Number.isNaN(ratio)) throw new AppError('execution', 'Ratio value is NaN');
    if (Math.abs(ratio) > 1) run.notes.warn(invalidRatio(ratio, Math.sign(ratio)), aggregate.param!.span);
  }
  for (const column of run.columns(aggregate.expr, grid, keep)) {
    const place = placeOf(pairsKey(column.labels)), present = new Uint8Array(bytesFor(grid.count));
    for (let i = 0; i < grid.count; i++) {
      const ratio = ratios[i]!;
      const chosen = ratio >= 0 ? place < ratio : place >= 1 + ratio;
      if (chosen && isPresent(column.present, i)) setPresent(present, i);
    }
    if (anyPresent(present)) yield { ...column, present };
  }
}

/** A number in [0, 1) that is a series' own: FNV-1a, its bits mixed once more. */
function placeOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}
