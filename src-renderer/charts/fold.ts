import { type ChartSeries, isPresent, markPresent, noneOf } from './series.ts';

/** Series tokens 1..12 exist; of more series, the top 11 keep a colour and the rest becomes one grey line. */
const COLORS = 12;
export type SeriesColor = number | 'others';

/** What is drawn as one line: a given series, or those past the palette folded into one. */
export interface Layer {
  readonly name: string;
  readonly values: Float64Array;
  readonly present: Uint8Array | null;
  readonly color: SeriesColor;
  readonly fill: boolean;
  readonly negative: boolean;
  /** smallest and largest of what was folded, over the same times; null for a single series and in stacks */
  readonly band: { readonly low: Float64Array; readonly high: Float64Array } | null;
  /** positions in the given series */
  readonly members: readonly number[];
}

/** Colour of every series, in the order given. `ranks` from `rankByMean`; only used past 12 series. */
export function colorsOf(series: readonly ChartSeries[], ranks: readonly number[]): SeriesColor[] {
  if (series.length <= COLORS) return series.map((s, i) => s.color ?? i + 1);
  const colors: SeriesColor[] = series.map(() => 'others');
  ranks.slice(0, COLORS - 1).forEach((index, rank) => { colors[index] = rank + 1; });
  return colors;
}

/** Positions by mean of the magnitudes, largest first; equal means keep their order. */
export function rankByMean(series: readonly ChartSeries[]): number[] {
  const means = series.map(meanMagnitude);
  return means.map((_, i) => i).sort((a, b) => means[b]! - means[a]! || a - b);
}

function meanMagnitude({ values, present }: ChartSeries): number {
  let sum = 0;
  let count = 0;
  for (let i = 0; i < values.length; i++) {
    const value = Math.abs(values[i]!);
    if (!isPresent(present, i) || !Number.isFinite(value)) continue;
    sum += value;
    count++;
  }
  return count === 0 ? -1 : sum / count;
}

/**
 * The lines to draw: what is shown, with everything grey folded into one.
 * Stacked, the folded line is their sum; otherwise their mean with a band from smallest to largest.
 * One grey series alone is drawn as itself.
 */
export function layersOf(series: readonly ChartSeries[], colors: readonly SeriesColor[], shown: (name: string) => boolean, stack: boolean, othersName: (count: number) => string): Layer[] {
  const single: Layer[] = [];
  const grey: number[] = [];
  series.forEach((s, i) => {
    if (!shown(s.name)) return;
    if (colors[i] === 'others') grey.push(i);
    else single.push(layerOf(s, i, colors[i]!));
  });
  if (colors.includes('others')) single.sort((a, b) => Number(a.color) - Number(b.color)); // as they were ranked: the largest first
  if (grey.length === 0) return single;
  if (grey.length === 1) return [...single, layerOf(series[grey[0]!]!, grey[0]!, 'others')];
  const folded = foldSeries(grey.map(i => series[i]!), stack);
  return [...single, { name: othersName(grey.length), color: 'others', fill: false, negative: false, members: grey, ...folded }];
}

const layerOf = (s: ChartSeries, index: number, color: SeriesColor): Layer =>
  ({ name: s.name, values: s.values, present: s.present, color, fill: s.fill ?? false, negative: s.negative ?? false, band: null, members: [index] });

function foldSeries(series: readonly ChartSeries[], stack: boolean): Pick<Layer, 'values' | 'present' | 'band'> {
  const length = series[0]!.values.length;
  const values = new Float64Array(length);
  const low = new Float64Array(length).fill(Number.POSITIVE_INFINITY);
  const high = new Float64Array(length).fill(Number.NEGATIVE_INFINITY);
  const counts = new Uint32Array(length);
  for (const s of series) {
    for (let i = 0; i < length; i++) {
      const value = s.values[i]!;
      if (!isPresent(s.present, i) || !Number.isFinite(value)) continue;
      values[i]! += value;
      counts[i]!++;
      if (value < low[i]!) low[i] = value;
      if (value > high[i]!) high[i] = value;
    }
  }
  const present = noneOf(length);
  for (let i = 0; i < length; i++) if (counts[i]! > 0) markPresent(present, i);
  if (stack) return { values, present, band: null };
  return { values: values.map((sum, i) => sum / counts[i]!), present, band: { low, high } };
}
