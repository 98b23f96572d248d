import { bitsOf } from '../shared/model/sample.ts';
import { type DecodeScratch, decodeScratch } from './codec/integers.ts';
import { openRow, type Row, type RowSeries } from './codec/row.ts';
import { mergeColumns } from './merge.ts';

/** Rows whose bytes are sound but can't be read are passed over: they hide nothing and are hidden by nothing. */
export function readable(blobs: Iterable<{ readonly blob: Uint8Array }>, scratch: DecodeScratch = decodeScratch()): Row[] {
  const rows: Row[] = [];
  for (const { blob } of blobs) {
    try {
      rows.push(openRow(blob, scratch));
    } catch {
      // named by whoever reads it for its samples
    }
  }
  return rows;
}

/** What of `series` is not in the stored rows, bit for bit: an import may be repeated without growing the store. `stored` in the order in which they win. */
export const notIn = (stored: readonly Row[], series: readonly RowSeries[]): RowSeries[] => comparing(stored, series, likeness => likeness !== 'equal');

/** What of `series` the stored rows have with another value. */
export const unlikeIn = (stored: readonly Row[], series: readonly RowSeries[]): RowSeries[] => comparing(stored, series, likeness => likeness === 'different');

type Likeness = 'absent' | 'equal' | 'different';

function comparing(stored: readonly Row[], series: readonly RowSeries[], keep: (likeness: Likeness) => boolean): RowSeries[] {
  return series.flatMap(one => {
    const { times } = one;
    const known = mergeColumns(stored.flatMap(row => row.column(one.slot) ?? []), times[0]!, times.at(-1)!);
    if (!known) return keep('absent') ? [one] : [];
    const bits = bitsOf(one.values);
    const knownBits = bitsOf(known.values);
    const kept: number[] = [];
    for (let i = 0, j = 0; i < times.length; i++) {
      while (j < known.times.length && known.times[j]! < times[i]!) j++;
      const stands = j < known.times.length && known.times[j] === times[i];
      const equal = stands && knownBits[2 * j] === bits[2 * i] && knownBits[2 * j + 1] === bits[2 * i + 1];
      if (keep(equal ? 'equal' : stands ? 'different' : 'absent')) kept.push(i);
    }
    return kept.length === times.length ? [one] : kept.length === 0 ? [] : [picked(one, kept)];
  });
}

function picked({ slot, times, values }: RowSeries, kept: readonly number[]): RowSeries {
  const bits = bitsOf(values);
  const some = new Float64Array(kept.length);
  const someBits = bitsOf(some);
  kept.forEach((i, at) => { someBits[2 * at] = bits[2 * i]!; someBits[2 * at + 1] = bits[2 * i + 1]!; });
  return { slot, times: Float64Array.from(kept, i => times[i]!), values: some };
}
