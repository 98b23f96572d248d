import type { LabelPairs } from '../../shared/model/labels.ts';
import { bare, type Call, type Expr } from '../ast.ts';
import { presences } from '../instants.ts';
import { type Column, constant, type Grid } from '../column.ts';
import { NO_LABELS, withLabel } from '../labelset.ts';
import { bytesFor, compacted, fullPresence, include, without } from '../presence.ts';
import { timesKernel } from './overtime.ts';
import { overWindows, rangeOf } from '../ranges.ts';
import type { Run } from '../run.ts';
import { NEWEST_TIME, rangeArgument } from './windows.ts';

/** 1 where the vector has no series at all. */
export function absent(call: Call, grid: Grid, run: Run): Column[] {
  return missing(call.args[0]!, presences(call.args[0]!, grid, run, []), grid);
}

/** 1 where no series has a sample in its window. */
export function absentOverTime(call: Call, grid: Grid, run: Run): Column[] {
  const present = overWindows(rangeOf(rangeArgument(call), grid, run, true, NEWEST_TIME), timesKernel(() => 1), grid.count, false, run.check);
  return missing(call.args[0]!, present, grid);
}

function missing(argument: Expr, columns: Iterable<Column>, { count }: Grid): Column[] {
  const seen = new Uint8Array(bytesFor(count));
  for (const { present } of columns) include(seen, present, count);
  const present = compacted(without(fullPresence(count), seen, count), count);
  if (present?.every(byte => byte === 0) === true) return [];
  return [{ labels: askedFor(argument), values: constant(1, count), present }];
}

/** The labels the missing series would have had: those a selector asks for by `=`, once. */
function askedFor(argument: Expr): LabelPairs {
  const node = bare(argument);
  const selector = node.kind === 'matrix-selector' ? node.selector : node;
  if (selector.kind !== 'vector-selector') return NO_LABELS;
  const seen = new Set<string>();
  let labels = NO_LABELS;
  for (const { name, op, value } of selector.matchers) {
    if (name === '__name__') continue;
    labels = withLabel(labels, name, op === '=' && !seen.has(name) ? value : '');
    if (op === '=') seen.add(name);
  }
  return labels;
}
