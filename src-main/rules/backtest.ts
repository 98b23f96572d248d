import type { Column } from '../promql/column.ts';
import type { RangeResult } from '../promql/engine.ts';
import { bytesFor, isPresent, setPresent } from '../promql/presence.ts';
import type { MatrixSeries } from '../shared/contract/metrics.ts';
import type { BacktestAnswer } from '../shared/contract/rules.ts';
import { type LabelPairs, pairsKey, toLabels } from '../shared/model/labels.ts';
import { type Comparison, comparisonIn, fulfils } from './comparison.ts';
import { Lasting } from './lasting.ts';

/** A rule's expression and how long it has to hold, over stored history. Times in unix ms. */
export interface Backtest {
  readonly expr: string; readonly forMs: number; readonly keepFiringForMs: number;
  readonly from: number; readonly to: number; readonly stepMs: number;
  /** series whose values are handed out, at most */
  readonly drawn: number;
}

/** Evaluations that are done at a stretch: what is held at once stays bounded. */
const STRETCH = 8192;
const DRAWN_POINTS = 500;
const MOST_SERIES = 1000;

/** The windows to evaluate, one after the other. */
export function stretches({ from, to, stepMs }: Backtest): { readonly from: number; readonly to: number; readonly step: number }[] {
  const count = Math.floor((to - from) / stepMs) + 1, out = [];
  for (let i = 0; i < count; i += STRETCH) out.push({ from: from + i * stepMs, to: from + (Math.min(i + STRETCH, count) - 1) * stepMs, step: stepMs });
  return out;
}

interface Tested { readonly labels: LabelPairs; readonly lasting: Lasting; readonly drawn: Float64Array | null; readonly present: Uint8Array | null }

/** What came of a rule's expression over stored history, taken in window after window. */
export class BacktestRun {
  /** what is to be evaluated: where the rule compares with a number, what it compares */
  readonly promql: string;
  private readonly asked: Backtest;
  private readonly comparison: Comparison | null;
  private readonly count: number;
  /** evaluations that one drawn point stands for */
  private readonly bucket: number;
  private readonly series = new Map<string, Tested>();
  private readonly warnings = new Set<string>();
  private done = 0;

  /** errors: as parse() */
  constructor(asked: Backtest) {
    this.asked = asked;
    this.comparison = comparisonIn(asked.expr);
    this.promql = this.comparison?.value ?? asked.expr;
    this.count = Math.floor((asked.to - asked.from) / asked.stepMs) + 1;
    this.bucket = Math.ceil(this.count / DRAWN_POINTS);
  }

  /** The answer for the next of `stretches`. */
  take({ times, series, warnings }: RangeResult): void {
    const seen = new Set<Tested>();
    for (const column of series) {
      const tested = this.tested(column.labels);
      seen.add(tested);
      this.walk(column, times, tested);
      if (tested.drawn !== null) this.draw(column, times.length, tested.drawn, tested.present!);
    }
    for (const tested of this.series.values()) if (!seen.has(tested)) for (let i = 0; tested.lasting.isActive && i < times.length; i++) tested.lasting.missing(times[i]!);
    for (const warning of warnings) this.warnings.add(warning);
    this.done += times.length;
  }

  finish(ms: number): BacktestAnswer {
    const all = [...this.series.values()];
    for (const { lasting } of all) lasting.close();
    const sorted = all.toSorted((a, b) => b.lasting.fired - a.lasting.fired || b.lasting.spans.length - a.lasting.spans.length);
    const leftOut = all.reduce((sum, { lasting }) => sum + lasting.leftOut, 0);
    return {
      series: sorted.filter(({ lasting }) => lasting.spans.length > 0).slice(0, MOST_SERIES).map(({ labels, lasting }) => ({ labels: toLabels(labels), spans: lasting.spans })),
      fired: all.reduce((sum, { lasting }) => sum + lasting.fired, 0), firedSeries: all.filter(({ lasting }) => lasting.fired > 0).length,
      values: this.matrix(sorted), threshold: this.comparison?.threshold ?? null, evaluations: this.done, ms,
      warnings: [...this.warnings, ...(leftOut > 0 ? [`${leftOut} further spans of series that came and went all the time are left out`] : [])],
    };
  }

  private tested(labels: LabelPairs): Tested {
    const key = pairsKey(labels);
    let found = this.series.get(key);
    if (found === undefined) {
      const points = Math.ceil(this.count / this.bucket), isDrawn = this.series.size < 2 * MOST_SERIES;
      found = { labels, lasting: new Lasting(this.asked.forMs, this.asked.keepFiringForMs), drawn: isDrawn ? new Float64Array(points) : null, present: isDrawn ? new Uint8Array(bytesFor(points)) : null };
      this.series.set(key, found);
    }
    return found;
  }

  private walk({ values, present }: Column, times: Float64Array, { lasting }: Tested): void {
    const { comparison } = this;
    for (let i = 0; i < times.length; i++) {
      const found = isPresent(present, i) && (comparison === null || fulfils(values[i]!, comparison.op, comparison.threshold));
      if (found) lasting.found(times[i]!);
      else if (lasting.isActive) lasting.missing(times[i]!);
    }
  }

  /** Of the evaluations behind one point that which is nearest to firing: the largest value, or the smallest where low ones fire. */
  private draw({ values, present }: Column, count: number, drawn: Float64Array, into: Uint8Array): void {
    const low = this.comparison?.op.startsWith('<') === true;
    for (let i = 0; i < count; i++) {
      if (!isPresent(present, i)) continue;
      const at = Math.floor((this.done + i) / this.bucket), value = values[i]!;
      if (!isPresent(into, at) || (low ? value < drawn[at]! : value > drawn[at]!)) drawn[at] = value;
      setPresent(into, at);
    }
  }

  private matrix(sorted: readonly Tested[]): BacktestAnswer['values'] {
    const { from, stepMs } = this.asked, points = Math.ceil(this.count / this.bucket);
    const series = sorted.filter(({ drawn }) => drawn !== null).slice(0, this.asked.drawn)
      .map(({ labels, drawn, present }): MatrixSeries => ({ labels: toLabels(labels), values: drawn!, present }));
    return { times: Float64Array.from({ length: points }, (_, i) => from + i * this.bucket * stepMs), series };
  }
}
