import type { Prefetched } from '../tsdb/querier.ts';
import { shardOf } from '../tsdb/registry.ts';
import type { Tails } from '../tsdb/tails.ts';

/** The series of one query, cut in two; each half has every selection, in the same order. */
export interface Halves { readonly ours: readonly Prefetched[]; readonly theirs: readonly Prefetched[] }

/** What opening a shard's rows takes, as samples that could be decoded meanwhile. */
const SHARD_SAMPLES = 1500;
/** Rows hold so many samples a series at least, and series are decoded whole. */
const LEAST_SAMPLES = 240;
const MOST_SHARE = 0.75;
const USUAL_INTERVAL_MS = 15_000;
/** Below this a query is answered before another reader has woken up. */
const WORTH_SAMPLES = 100_000;
/** In the time in which the labels of a series cross threads so many samples could be read. */
const LABELS_SAMPLES = 1_000;
/** Looking up a label of each series takes time, too. */
const MOST_LABELLED = 20_000;

/** About how many samples a query reads, from the index alone. */
export function weightOf(prefetched: readonly Prefetched[]): number {
  let weight = 0;
  for (const { selection: { from, to }, refs } of prefetched) {
    const samples = Math.max(LEAST_SAMPLES, (to - from) / USUAL_INTERVAL_MS);
    weight += refs.length * samples + shardsOf(refs) * SHARD_SAMPLES;
  }
  return weight;
}

/** Whether a query is wide enough for two readers. isJoined: series of the answer would have to cross threads, with all their labels */
export function isWide(prefetched: readonly Prefetched[], isJoined: boolean): boolean {
  const weight = weightOf(prefetched), labels = isJoined ? prefetched.reduce((sum, { refs }) => sum + refs.length * LABELS_SAMPLES, 0) : 0;
  return weight - labels >= WORTH_SAMPLES;
}

/** What a point of the answer takes to be written, in the same measure. */
const POINT_SAMPLES = 4;

/** How much of a query's series the other reader takes, when this one has to write the answer as well: from a half on. points: of the answer, about */
export function theirShare(prefetched: readonly Prefetched[], points: number): number {
  const weight = weightOf(prefetched);
  return Math.min(MOST_SHARE, (weight + POINT_SAMPLES * points) / 2 / weight);
}

/**
 * Two halves, of about the size that is wanted; null when one would be empty.
 * share    theirs
 * placeOf  a number equal for series that have to be in the same half; null: any cut will do, and shards stay whole
 */
export function inHalves(prefetched: readonly Prefetched[], placeOf: ((ref: number) => number) | null, share = 0.5): Halves | null {
  const isTheirs = placeOf === null ? null : dealtOut(prefetched, placeOf, share);
  if (placeOf !== null && isTheirs === null) return null;
  const halves = prefetched.map(one => (isTheirs === null ? cutAt(one, 1 - share) : { ours: filtered(one, ref => !isTheirs(ref)), theirs: filtered(one, isTheirs) }));
  const ours = halves.map(half => half.ours), theirs = halves.map(half => half.theirs);
  return [ours, theirs].every(half => half.some(({ refs }) => refs.length > 0)) ? { ours, theirs } : null;
}

function shardsOf(refs: Uint32Array): number {
  let shards = 0, last = -1;
  for (const ref of refs) if (shardOf(ref) !== last) { shards++; last = shardOf(ref); }
  return shards;
}

/** At the shard's beginning next to which a share of the shards and of the series lies before. */
function cutAt(one: Prefetched, share: number): { readonly ours: Prefetched; readonly theirs: Prefetched } {
  const { refs } = one, shards = shardsOf(refs);
  let at = 0;
  for (let seen = 0, last = -1; at < refs.length; at++) {
    if (shardOf(refs[at]!) === last) continue;
    last = shardOf(refs[at]!);
    if (seen++ / shards + at / refs.length >= 2 * share) break;
  }
  const first = refs[at] ?? Infinity;
  return { ours: { ...one, refs: refs.subarray(0, at) }, theirs: { ...one, refs: refs.slice(at), tails: tailsWhere(one.tails, ref => ref >= first) } };
}

/** Each value's series to the half that has less of its share so far; null when there are too many to look at. */
function dealtOut(prefetched: readonly Prefetched[], placeOf: (ref: number) => number, share: number): ((ref: number) => boolean) | null {
  if (prefetched.reduce((sum, { refs }) => sum + refs.length, 0) > MOST_LABELLED) return null;
  const counts = new Map<number, number>(), theirs = new Set<number>(), values = new Map<number, number>();
  for (const { refs } of prefetched) for (const ref of refs) {
    const value = placeOf(ref);
    values.set(ref, value);
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  let balance = 0;
  for (const [value, count] of counts) {
    if (balance > 0) theirs.add(value);
    balance += balance > 0 ? -count * (1 - share) : count * share;
  }
  return ref => theirs.has(values.get(ref)!);
}

const filtered = (one: Prefetched, wanted: (ref: number) => boolean): Prefetched => ({ ...one, refs: one.refs.filter(wanted), tails: tailsWhere(one.tails, wanted) });

/** Tails of some of the series, in memory of their own. */
function tailsWhere({ refs, ends, times, values }: Tails, wanted: (ref: number) => boolean): Tails {
  const chosen: number[] = [], parts: number[] = [];
  let length = 0;
  for (let i = 0; i < refs.length; i++) {
    if (!wanted(refs[i]!)) continue;
    chosen.push(i);
    parts.push(length += ends[i]! - (ends[i - 1] ?? 0));
  }
  const some = { refs: Uint32Array.from(chosen, i => refs[i]!), ends: Uint32Array.from(parts), times: new Float64Array(length), values: new Float64Array(length) };
  for (const [n, i] of chosen.entries()) {
    some.times.set(times.subarray(ends[i - 1] ?? 0, ends[i]), parts[n - 1] ?? 0);
    some.values.set(values.subarray(ends[i - 1] ?? 0, ends[i]), parts[n - 1] ?? 0);
  }
  return some;
}
