import { AppError } from '../shared/model/errors.ts';
import type { SampleSource, Selection } from '../tsdb/select.ts';
import type { InstantResult, RangeResult } from './answer.ts';
import { bare, type Expr, type ValueType } from './ast.ts';
import { checkTypes, spelledType } from './check.ts';
import { type Column, type Grid, timeAt } from './column.ts';
import { runOf } from './evaluate.ts';
import { compareLabels, NO_LABELS } from './labelset.ts';
import { budgetOf, type Limits } from './limits.ts';
import { foldedPart } from './aggregates/fold.ts';
import { type HalfAnswer, heldPart, othersOf, type PartSeries } from './halves.ts';
import { noteBook } from './notes.ts';
import { type Parts, partsOf } from './parts.ts';
import { parse } from './parse.ts';
import { isOrdered, plan } from './plan.ts';
import { rangeOf } from './ranges.ts';
import type { Frame, Run } from './run.ts';
import { selectionsOf } from './selections.ts';
import { isStepwise } from './stepwise.ts';

export { DEFAULT_LIMITS, type Limits } from './limits.ts';
export type { InstantResult, RangeResult } from './answer.ts';
export type { HalfAnswer } from './halves.ts';

/** from and to in unix ms, step in ms; for an instant from === to, and the step is 0 or anything. */
export interface EvalParams { readonly from: number; readonly to: number; readonly step: number }

/** Called between series; throws AppError 'timeout' or 'canceled' when the query must end. */
export type Check = () => void;

/** Asked once at most, when an evaluation has read its own series: what the other half gives. */
export type AskOthers = () => HalfAnswer;

/** A query that has been understood. It holds no state: it may be evaluated many times. */
export interface Prepared {
  readonly type: ValueType;
  /** the answer at a step rests on nothing but samples not newer than that step */
  readonly stepwise: boolean;
  /** Every selector's matchers with the window it will read, known before anything is read. */
  selections(params: EvalParams): readonly Selection[];
  /** errors AppError 'bad-data' for a range vector or a string, 'execution', 'limit', and what `check` throws */
  range(source: SampleSource, params: EvalParams, check: Check, others?: AskOthers): RangeResult;
  /** time in unix ms; errors as `range` */
  instant(source: SampleSource, time: number, check: Check, others?: AskOthers): InstantResult;
  /** how it can be evaluated in two halves, each from a source of some of the series; null: not at all */
  readonly parts: Parts | null;
  /** The half of an evaluation from some of the series: `range` or `instant` over the rest may be handed it. errors as `range` */
  half(source: SampleSource, params: EvalParams, check: Check): HalfAnswer;
}

/** errors AppError 'bad-data' in Prometheus's words, with line and column */
export function prepare(query: string, limits: Limits): Prepared {
  const parsed = parse(query, limits);
  const type = checkTypes(parsed, { query, experimental: limits.experimental });
  const expr = plan(parsed);
  const frameOf = ({ from, to, step }: EvalParams): Frame => ({ from, to, stepMs: from === to ? step || 1 : step, lookbackMs: limits.lookbackMs });
  const parts = type === 'vector' ? partsOf(expr) : null;
  const begin = (source: SampleSource, params: EvalParams, check: Check, ask?: AskOthers): Run => {
    const notes = noteBook(query);
    return runOf({ source, limits, check, budget: budgetOf(limits), notes, frame: frameOf(params), others: ask && parts ? othersOf(parts, ask, notes) : null });
  };
  return {
    type,
    stepwise: isStepwise(expr),
    selections: params => selectionsOf(expr, gridOf(params), frameOf(params)),
    parts,
    half: (source, params, check) => halfOf(parts, gridOf(params), begin(source, params, check)),
    range(source, params, check, others) {
      if (type === 'matrix' || type === 'string') throw new AppError('bad-data', `invalid expression type "${spelledType(type)}" for range query, must be Scalar or instant Vector`);
      return overRange(expr, type, gridOf(params), begin(source, params, check, others));
    },
    instant: (source, time, check, others) => atInstant(expr, type, gridOf({ from: time, to: time, step: 1 }), begin(source, { from: time, to: time, step: 1 }, check, others)),
  };
}

function gridOf({ from, to, step }: EvalParams): Grid {
  if (from === to) return { start: from, step: 1, count: 1 };
  if (!(step > 0)) throw new AppError('bad-data', 'zero or negative query resolution step widths are not accepted. Try a positive integer');
  return { start: from, step, count: Math.max(0, Math.floor((to - from) / step) + 1) };
}

function overRange(expr: Expr, type: 'vector' | 'scalar', grid: Grid, run: Run): RangeResult {
  run.budget.take(grid.count);
  const times = Float64Array.from({ length: grid.count }, (_, i) => timeAt(grid, i));
  const series = type === 'scalar' ? [{ labels: NO_LABELS, values: run.scalar(expr, grid), present: null }] : held(expr, grid, run);
  series.sort((a, b) => compareLabels(a.labels, b.labels));
  return { times, series, ...saidBy(run) };
}

/** Notes, and how many samples were read, wherever that was. */
const saidBy = (run: Run) => ({ ...run.notes.read(), samples: run.budget.samples + (run.others?.samples ?? 0) });

function halfOf(parts: Parts | null, grid: Grid, run: Run): HalfAnswer {
  if (parts === null) throw new Error('BUG: half of a query that can not be cut');
  const answers: PartSeries[][] = [];
  for (const [expr, way] of parts.ways) answers.push(way === 'folded' && expr.kind === 'aggregate' ? foldedPart(expr, grid, run) : heldPart(expr, grid, run));
  return { parts: answers, ...run.notes.all(), samples: run.budget.samples };
}

function held(expr: Expr, grid: Grid, run: Run): Column[] {
  const series: Column[] = [];
  for (const column of run.columns(expr, grid, true)) {
    run.budget.take(grid.count);
    series.push(column);
  }
  return series;
}

function atInstant(expr: Expr, type: ValueType, grid: Grid, run: Run): InstantResult {
  const answer = instantValue(expr, type, grid, run);
  return { ...answer, ...saidBy(run) };
}

type Unsaid<T> = T extends unknown ? Omit<T, 'warnings' | 'infos' | 'samples'> : never;

function instantValue(expr: Expr, type: ValueType, grid: Grid, run: Run): Unsaid<InstantResult> {
  const node = bare(expr), time = grid.start;
  if (node.kind === 'string') return { kind: 'string', time, text: node.text };
  if (node.kind === 'matrix-selector' || node.kind === 'subquery') return { kind: 'matrix', series: rangeSeries(node, grid, run) };
  if (type === 'scalar') return { kind: 'scalar', time, value: run.scalar(expr, grid)[0]! };
  const series = held(expr, grid, run).map(({ labels, values }) => ({ labels, value: values[0]! }));
  if (!isOrdered(expr)) series.sort((a, b) => compareLabels(a.labels, b.labels));
  return { kind: 'vector', time, series };
}

/** The samples of a range vector as they are. */
function rangeSeries(node: Parameters<typeof rangeOf>[0], grid: Grid, run: Run): { labels: Column['labels']; times: Float64Array; values: Float64Array }[] {
  const { reference: { at }, rangeMs, series } = rangeOf(node, grid, run);
  const out: { labels: Column['labels']; times: Float64Array; values: Float64Array }[] = [];
  for (const { labels, times, values, length } of series) {
    let lo = 0, hi = length;
    while (lo < hi && times[lo]! <= at - rangeMs) lo++;
    while (hi > lo && times[hi - 1]! > at) hi--;
    if (lo === hi) continue;
    run.budget.take(hi - lo);
    out.push({ labels, times: times.slice(lo, hi), values: values.slice(lo, hi) });
  }
  return out.sort((a, b) => compareLabels(a.labels, b.labels));
}
