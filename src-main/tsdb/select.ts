import type { LabelPairs } from '../shared/model/labels.ts';

export type MatchOp = '=' | '!=' | '=~' | '!~';
/** A condition on one label. Regular expressions are RE2's syntax, anchored at both ends, as in Prometheus; an absent label is ''. */
export interface Matcher { readonly name: string; readonly op: MatchOp; readonly value: string }

/**
 * What a query wants to read: series that fulfil every matcher, samples with from <= time <= to (unix ms, both ends in).
 * timesOnly  the values do not matter, but for which of them are stale markers
 */
export interface Selection { readonly matchers: readonly Matcher[]; readonly from: number; readonly to: number; readonly timesOnly?: boolean }

/**
 * The samples of one series in a window.
 * times    unix ms, strictly increasing; series that have the same times mostly share the array
 * values   as long as times, every bit as it was stored: a stale marker is a NaN whose bits `isStale` (shared/model/sample) knows
 * numeric  no value is a NaN; false when that is not known
 * Both may be views into shared buffers: never write to them. The values stay as they are until the next series is asked for.
 */
export interface SelectedSeries { readonly labels: LabelPairs; readonly times: Float64Array; readonly values: Float64Array; readonly numeric?: boolean }

/** Where the engine reads from. Series come in no particular order; each comes once; one without samples in the window may be left out. */
export interface SampleSource { select(selection: Selection): Iterable<SelectedSeries> }
