import { type EntropyCoder, entropyCoder } from '../../src-main/tsdb/codec/entropy.ts';
import { decodeScratch } from '../../src-main/tsdb/codec/integers.ts';
import { encodeRow, openRow, type Row, type RowSeries } from '../../src-main/tsdb/codec/row.ts';
import { recording } from '../main/tsdb/codec/recording.ts';

const SERIES_PER_ROW = 32;
const STEP_MS = 15_000;
/** Each figure is the best of so many runs: whatever else the machine does can only make one slower. */
const RUNS = 12;

interface CodecFigures { readonly name: string; readonly series: number; readonly bytesPerSample: number; readonly encodeMillionsPerSecond: number; readonly decodeMillionsPerSecond: number; readonly openMicrosecondsPerRow: number }

/**
 * Size and speed of sealed rows of a recorded exporter, times included, one core.
 * Decoding opens each row and reads all its series into memory that is taken once, as a reader of many rows does.
 */
export function benchCodec(): CodecFigures[] {
  const all = recording();
  const changing = all.filter(({ values }) => values.some(value => value !== values[0]));
  const tiers = [{ tier: 'hot', count: 240, cold: null }, { tier: 'hot', count: 960, cold: null }, { tier: 'cold', count: 960, cold: entropyCoder() }];
  return tiers.flatMap(({ tier, count, cold }) => [
    measure(`exporter, ${tier} rows of ${SERIES_PER_ROW} x ${count}`, all.map(({ values }) => values), count, cold),
    measure(`its changing series, ${tier} rows of ${SERIES_PER_ROW} x ${count}`, changing.map(({ values }) => values), count, cold),
  ]);
}

function measure(name: string, series: readonly Float64Array[], count: number, cold: EntropyCoder | null): CodecFigures {
  const rows = rowsOf(series, count);
  const encoded = rows.map(row => encodeRow(row, cold));
  const scratch = decodeScratch();
  const samples = rows.flat().length * count;
  const values = new Float64Array(count);
  const bytes = encoded.reduce((sum, row) => sum + row.length, 0);
  return {
    name,
    series: series.length,
    bytesPerSample: rounded(bytes / samples, 4),
    encodeMillionsPerSecond: rounded(samples / fastest(() => { for (const row of rows) encodeRow(row, cold); }) / 1000, 1),
    decodeMillionsPerSecond: rounded(samples / fastest(() => { for (const row of encoded) readAll(openRow(row, scratch), values); }) / 1000, 1),
    openMicrosecondsPerRow: rounded((fastest(() => { for (const row of encoded) openRow(row); }) * 1000) / encoded.length, 2),
  };
}

function readAll(row: Row, values: Float64Array): void {
  for (const slot of row.slots) row.read(slot, values);
}

/** Rows of neighbours, windows of `count` samples one after the other. */
function rowsOf(series: readonly Float64Array[], count: number): RowSeries[][] {
  const rows: RowSeries[][] = [];
  for (let from = 0; from + count <= series[0]!.length; from += count) {
    const times = Float64Array.from({ length: count }, (_, i) => (from + i) * STEP_MS);
    for (let first = 0; first < series.length; first += SERIES_PER_ROW) {
      rows.push(series.slice(first, first + SERIES_PER_ROW).map((values, slot) => ({ slot, times, values: values.slice(from, from + count) })));
    }
  }
  return rows;
}

/** Milliseconds of the fastest run; each run repeats the work for at least 50 ms. */
function fastest(work: () => void): number {
  let best = Number.POSITIVE_INFINITY;
  for (let run = 0; run < RUNS; run++) {
    const start = performance.now();
    let times = 0;
    for (; performance.now() - start < 50; times++) work();
    best = Math.min(best, (performance.now() - start) / times);
  }
  return best;
}

const rounded = (n: number, digits: number): number => Number(n.toFixed(digits));
