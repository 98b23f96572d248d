import { RE2JS } from 're2js';
import { AppError } from '../../shared/model/errors.ts';
import { type LabelPairs, pairValue } from '../../shared/model/labels.ts';
import { bare, type Call, type Expr } from '../ast.ts';
import type { Column, Grid } from '../column.ts';
import { merged } from '../distinct.ts';
import { type Relabel, withLabel } from '../labelset.ts';
import type { Run } from '../run.ts';

/** The text of a string argument. */
export function textOf(expr: Expr | undefined): string {
  const node = expr === undefined ? null : bare(expr);
  if (node?.kind !== 'string') throw new Error('BUG: a string argument that is none');
  return node.text;
}

/** UTF-8 label names: anything but nothing and broken text. */
export const isLabelName = (name: string): boolean => name !== '' && name.isWellFormed();

function relabelled(call: Call, grid: Grid, run: Run, change: Relabel): Column[] {
  const columns = function* (): Generator<Column> {
    for (const column of run.columns(call.args[0]!, grid, true)) yield { ...column, labels: change(column.labels) };
  };
  return merged(columns(), grid.count, run);
}

/** label_replace(v, dst, replacement, src, regex): a label made from another one where the whole of it matches. */
export function labelReplace(call: Call, grid: Grid, run: Run): Column[] {
  const [target, template, source, pattern] = call.args.slice(1).map(textOf) as [string, string, string, string];
  const regex = compiled(pattern);
  if (!isLabelName(target)) throw new AppError('execution', `invalid destination label name in label_replace(): ${target}`);
  const cache = new Map<string, string | null>();
  return relabelled(call, grid, run, labels => {
    const value = pairValue(labels, source);
    let replaced = cache.get(value);
    if (replaced === undefined) cache.set(value, replaced = replacement(regex, value, template));
    return replaced === null ? labels : withLabel(labels, target, replaced);
  });
}

function compiled(pattern: string): RE2JS {
  try {
    return RE2JS.compile(`^(?s:${pattern})$`);
  } catch (error) {
    throw new AppError('execution', `invalid regular expression in label_replace(): ${pattern}`, { cause: error });
  }
}

const REFERENCE = /\$(?:(\$)|\{(\w+)\}|(\w+))/g;

/** The template with `$1`, `$name` and `${name}` filled in, as Go expands it: an unknown group is empty. null: no match. */
function replacement(regex: RE2JS, value: string, template: string): string | null {
  const matcher = regex.matcher(value);
  if (!matcher.find()) return null;
  const names = regex.namedGroups();
  return template.replace(REFERENCE, (_, dollar: string | undefined, braced: string | undefined, plain: string | undefined) => {
    if (dollar !== undefined) return '$';
    const name = braced ?? plain ?? '';
    const group = /^\d+$/.test(name) ? Number(name) : Object.hasOwn(names, name) ? names[name]! : -1;
    return group >= 0 && group <= regex.groupCount() ? matcher.group(group) ?? '' : '';
  });
}

/** label_join(v, dst, separator, src…): a label put together from others. */
export function labelJoin(call: Call, grid: Grid, run: Run): Column[] {
  const [target = '', separator = '', ...sources] = call.args.slice(1).map(textOf);
  for (const source of sources) if (!isLabelName(source)) throw new AppError('execution', `invalid source label name in label_join(): ${source}`);
  if (!isLabelName(target)) throw new AppError('execution', `invalid destination label name in label_join(): ${target}`);
  const join = (labels: LabelPairs): string => sources.map(source => pairValue(labels, source)).join(separator);
  return relabelled(call, grid, run, labels => withLabel(labels, target, join(labels)));
}
