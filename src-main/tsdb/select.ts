import type { LabelPairs } from '../shared/model/labels.ts';

export type MatchOp = '=' | '!=' | '=~' | '!~';
/** A condition on one label. Regular expressions are RE2's syntax, anchored at both ends, as in Prometheus; an absent label is ''. */
export interface Matcher { readonly name: string; readonly op: MatchOp; readonly value: string }

/** What can be told of several samples at once (see Buckets): their last and first value, how many, their sum, smallest and largest, and what a counter's resets hid. */
export type RollupColumn = 'lasts' | 'firsts' | 'counts' | 'sums' | 'mins' | 'maxs' | 'falls';

/**
 * Which samples a query tells apart: those between two ends of windows may be handed out as one.
 * at, step, count   windows end at at + i x step (unix ms, i < count) and hold that end
 * rangeMs           how long they are, left ends out; null when only the newest sample before each right end is looked at
 * columns           what is wanted of samples that are handed out as one, the first as `values`; empty: their times
 * ofInstants        stale markers matter; `columns` is ['lasts'] then
 */
export interface Grouping {
  readonly at: number; readonly step: number; readonly count: number; readonly rangeMs: number | null;
  readonly columns: readonly RollupColumn[]; readonly ofInstants?: boolean;
}

/**
 * What a query wants to read: series that fulfil every matcher, samples with from <= time <= to (unix ms, both ends in).
 * newest      of each series only the newest sample matters; more may be handed out
 * timesOnly   the values do not matter, but for which of them are stale markers
 * only        so that of the labels only these matter; others may be left out
 */
export interface Selection {
  readonly matchers: readonly Matcher[]; readonly from: number; readonly to: number; readonly newest?: boolean;
  readonly timesOnly?: boolean; readonly only?: readonly string[];
}

/**
 * The samples of one series in a window.
 * times    unix ms, strictly increasing; series that have the same times mostly share the array
 * values   as long as times, every bit as it was stored: a stale marker is a NaN whose bits `isStale` (shared/model/sample) knows
 * numeric  no value is a NaN; false when that is not known
 * groups   there when samples were put together: `times` are those of the last ones of each group, stale markers are left out unless asked for
 * Both may be views into shared buffers: never write to them. The values stay as they are until the next series is asked for.
 */
export interface SelectedSeries { readonly labels: LabelPairs; readonly times: Float64Array; readonly values: Float64Array; readonly numeric?: boolean; readonly groups?: Groups }

/** Groups of samples, each of which may be a single one: the columns asked for, as long as `times`, and the times of their first samples where firsts are asked for. */
export type Groups = { readonly [column in RollupColumn]?: Float64Array } & { readonly firstTimes?: Float64Array }

/**
 * Where the engine reads from. Series come in no particular order; each comes once; one without samples in the window may be left out.
 * grouping  the source may put samples together
 */
export interface SampleSource { select(selection: Selection, grouping?: Grouping): Iterable<SelectedSeries> }
