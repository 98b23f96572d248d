import type { EvalParams, InstantResult, Prepared, RangeResult } from '../promql/engine.ts';
import { joinedSteps, stepsOf } from '../promql/joinsteps.ts';
import type { Marks } from '../tsdb/marks.ts';
import { Lru } from '../base/lru.ts';

/** What answers of one kind may take. */
const MAX_BYTES = 2 * 2 ** 20;
/** A series' labels and what stands around its columns, roughly. */
const SERIES_BYTES = 400;

/** An answer, and what must not have changed for it to be true: no sample since `version`, none removed from `readsFrom` on. */
interface Kept<T> { readonly result: T; readonly version: number; readonly readsFrom: number }
interface KeptRange extends Kept<RangeResult> { readonly params: EvalParams }

/** A query as it is asked: what it says, and how it was understood. */
export interface AskedQuery { readonly promql: string; readonly prepared: Prepared }

/**
 * Answers of one reader that are true still; the very same object when the very same is asked. Of a range with the same steps as an earlier one only the steps that are new, or before which a
 * sample has changed since, are computed. An answer with warnings is given to the very same question only: those speak of all its steps.
 */
export class AnswerCache {
  private readonly marks: Marks;
  private readonly ranges = new Lru<KeptRange>(MAX_BYTES);
  private readonly instants = new Lru<Kept<InstantResult>>(MAX_BYTES);

  constructor(marks: Marks) { this.marks = marks; }

  /** params: from <= to, step > 0; evaluate: computes what is not known */
  async range({ promql, prepared }: AskedQuery, params: EvalParams, evaluate: (params: EvalParams) => Promise<RangeResult>): Promise<RangeResult> {
    if (!prepared.stepwise) return evaluate(params);
    const { from, to, step } = params;
    const key = `${step} ${((from % step) + step) % step} ${promql}`;
    const { version } = this.marks;
    const kept = this.ranges.get(key);
    const known = this.knownTo(kept, params);
    if (kept !== undefined && known !== null && hasSteps(kept.result, params) && known.to >= lastStep(params)) return kept.result;
    if (known === null || isNoted(known.result)) return this.keepRange(key, { result: await evaluate(params), version, readsFrom: readsFrom(prepared, params), params });
    const fresh = known.to >= lastStep(params) ? null : await evaluate({ from: known.to + step, to, step });
    if (fresh !== null && isNoted(fresh)) return evaluate(params);
    const result = joinedSteps(stepsOf(known.result, from, Math.min(known.to, to)), fresh);
    return fresh === null ? result : this.keepRange(key, { result, version, readsFrom: readsFrom(prepared, params), params });
  }

  /** time in unix ms */
  async instant({ promql, prepared }: AskedQuery, time: number, evaluate: () => Promise<InstantResult>): Promise<InstantResult> {
    if (!prepared.stepwise) return evaluate();
    const key = `${time} ${promql}`;
    const { version } = this.marks;
    const kept = this.instants.get(key);
    if (kept !== undefined && this.trueBefore(kept) > time) return kept.result;
    const result = await evaluate();
    if (!Number.isNaN(version)) this.instants.set(key, { result, version, readsFrom: readsFrom(prepared, { from: time, to: time, step: 1 }) }, instantBytes(result));
    return result;
  }

  /** Up to which step an earlier answer holds the first steps of this one; null when not even the first. */
  private knownTo(kept: KeptRange | undefined, { from, step }: EvalParams): { readonly to: number; readonly result: RangeResult } | null {
    if (kept === undefined || kept.params.from > from) return null;
    const before = this.trueBefore(kept);
    const last = kept.result.times.at(-1) ?? -Infinity;
    const to = before > last ? last : kept.params.from + (Math.ceil((before - kept.params.from) / step) - 1) * step;
    return to >= from ? { to, result: kept.result } : null;
  }

  /** Steps before this time are as they were. */
  private trueBefore({ version, readsFrom }: Kept<unknown>): number {
    return this.marks.removedTo >= readsFrom ? -Infinity : this.marks.changedSince(version);
  }

  private keepRange(key: string, kept: KeptRange): RangeResult {
    const { result, version } = kept;
    if (!Number.isNaN(version)) this.ranges.set(key, kept, result.series.length * (SERIES_BYTES + 8 * result.times.length) + 8 * result.times.length);
    return result;
  }
}

/** The earliest sample that the query can have looked at. */
export const readsFrom = (prepared: Prepared, params: EvalParams): number => prepared.selections(params).reduce((least, { from }) => Math.min(least, from), Infinity);

const isNoted = ({ warnings, infos }: RangeResult): boolean => warnings.length > 0 || infos.length > 0;
const lastStep = ({ from, to, step }: EvalParams): number => from + Math.floor((to - from) / step) * step;
const hasSteps = ({ times }: RangeResult, params: EvalParams): boolean => times[0] === params.from && times.at(-1) === lastStep(params);

function instantBytes(result: InstantResult): number {
  if (result.kind === 'vector') return result.series.length * SERIES_BYTES;
  return result.kind === 'matrix' ? result.series.reduce((sum, { times }) => sum + SERIES_BYTES + 16 * times.length, 0) : SERIES_BYTES;
}
