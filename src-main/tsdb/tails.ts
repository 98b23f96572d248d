import { AppError } from '../shared/model/errors.ts';
import { bitsOf } from '../shared/model/sample.ts';
import type { Head } from './head.ts';
import { shardOf, slotOf } from './registry.ts';
import type { SampleTable } from './table.ts';

/**
 * Unsealed samples of some series, packed so that they cross threads as four arrays.
 * refs    series that have any
 * ends    exclusive end of each one's stretch in times and values
 * times   unix ms, strictly increasing within a stretch
 * values  every bit as it was written
 */
export interface Tails { readonly refs: Uint32Array; readonly ends: Uint32Array; readonly times: Float64Array; readonly values: Float64Array }
export const NO_TAILS: Tails = { refs: new Uint32Array(0), ends: new Uint32Array(0), times: new Float64Array(0), values: new Float64Array(0) };
/** refs: ascending; from, to: unix ms, both ends in; newest: of each series no more than its newest sample in there */
export interface TailsWanted { readonly refs: Uint32Array; readonly from: number; readonly to: number; readonly newest?: boolean }

/** Samples handed out at a time, at most: 16 bytes each, and the writer must not run out of memory for a reader's sake. */
const MAX_SAMPLES = 2 ** 25;

/** The head's samples in each window. Errors: AppError 'limit' when they are too many. */
export function tailsOf(head: Head, wanted: readonly TailsWanted[]): Tails[] {
  let left = MAX_SAMPLES;
  return wanted.map(one => {
    if (one.newest) return newestOf(head, one);
    const counts = new Uint32Array(one.refs.length);
    let samples = 0;
    let series = 0;
    eachWindowed(head, one, (i, windows) => {
      const count = countOf(slotOf(one.refs[i]!), windows);
      if (count > 0) series++;
      samples += counts[i] = count;
    });
    left -= samples;
    if (left < 0) throw new AppError('limit', 'query processing would load too many samples into memory in query execution');
    return packed(head, one, { counts, samples, series });
  });
}

function newestOf(head: Head, wanted: TailsWanted): Tails {
  const most = wanted.refs.length;
  const refs = new Uint32Array(most), times = new Float64Array(most), values = new Float64Array(most);
  const bits = bitsOf(values);
  let series = 0;
  eachWindowed(head, wanted, (i, windows) => {
    const ref = wanted.refs[i]!, slot = slotOf(ref);
    for (let w = windows.length; w-- > 0;) {
      const { table, from, to } = windows[w]!;
      let row = to - 1;
      while (row >= from && !table.has(slot, row)) row--;
      if (row < from) continue;
      refs[series] = ref;
      times[series] = table.times[row]!;
      table.copy(slot, row, values, bits, series++);
      return;
    }
  });
  const ends = Uint32Array.from({ length: series }, (_, i) => i + 1);
  return series === most ? { refs, ends, times, values } : { refs: refs.slice(0, series), ends, times: times.slice(0, series), values: values.slice(0, series) };
}

/** Rows from..to of one table, and which slots have a sample in every one of them. */
interface Window { readonly table: SampleTable; readonly from: number; readonly to: number; readonly everywhere: number }

/** Calls `look` with the place of each ref of which the head may have something, and where that would be: what is late is older, and comes first. */
function eachWindowed(head: Head, { refs, from, to }: TailsWanted, look: (i: number, windows: readonly Window[]) => void): void {
  for (let i = 0; i < refs.length;) {
    const id = shardOf(refs[i]!);
    const shard = head.shards.get(id);
    const windows = shard ? [...windowOf(shard.late, from, to), ...windowOf(shard.main, from, to)] : [];
    for (; i < refs.length && shardOf(refs[i]!) === id; i++) if (windows.length > 0) look(i, windows);
  }
}

function windowOf(table: SampleTable, from: number, to: number): Window[] {
  const start = table.lowerBound(from);
  const end = table.lowerBound(to + 1); // times are integers
  return start < end ? [{ table, from: start, to: end, everywhere: table.everywhere(start, end) }] : [];
}

function countOf(slot: number, windows: readonly Window[]): number {
  let count = 0;
  for (const window of windows) count += countIn(slot, window);
  return count;
}

const countIn = (slot: number, { table, from, to, everywhere }: Window): number => (everywhere & (1 << slot)) !== 0 ? to - from : table.count(slot, from, to);

function packed(head: Head, wanted: TailsWanted, { counts, samples, series }: { readonly counts: Uint32Array; readonly samples: number; readonly series: number }): Tails {
  const refs = new Uint32Array(series);
  const ends = new Uint32Array(series);
  const times = new Float64Array(samples);
  const values = new Float64Array(samples);
  const bits = bitsOf(values);
  let at = 0;
  let n = 0;
  eachWindowed(head, wanted, (i, windows) => {
    if (counts[i] === 0) return;
    const slot = slotOf(wanted.refs[i]!);
    for (const window of windows) {
      const count = countIn(slot, window);
      if (count > 0) window.table.copyRows(slot, window.from, window.to, count, { times, values, bits, at });
      at += count;
    }
    refs[n] = wanted.refs[i]!;
    ends[n++] = at;
  });
  return { refs, ends, times, values };
}
