import type uPlot from 'uplot';
import type { Layer } from './fold.ts';
import { isPresent } from './series.ts';

type Column = Float64Array | (number | null)[];

/**
 * Columns as uPlot wants them: x in seconds, then per layer its line, and for a layer with a band also its top and its bottom.
 * A gap is null, and so is what cannot be drawn (NaN, ±Inf). Stacked, a line stands on the sum of those before it.
 * A column without a gap is handed on as it is, not copied.
 */
export function toAligned(times: Float64Array, layers: readonly Layer[], stack: boolean): uPlot.AlignedData {
  const seconds = times.map(ms => ms / 1000);
  const base = stack ? new Float64Array(times.length) : null;
  const columns = layers.flatMap(layer => {
    if (base) return [stacked(layer, base)];
    const line = lineOf(layer, layer.values);
    return layer.band ? [line, lineOf(layer, layer.band.high), lineOf(layer, layer.band.low)] : [line];
  });
  return [seconds, ...columns];
}

function lineOf({ present, negative }: Layer, values: Float64Array): Column {
  if (present === null && !negative && values.every(Number.isFinite)) return values;
  const sign = negative ? -1 : 1;
  const column = new Array<number | null>(values.length);
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    column[i] = isPresent(present, i) && Number.isFinite(value) ? sign * value : null;
  }
  return column;
}

/** Adds the layer onto `base`, in place, and returns the sums; an absent value adds nothing and draws nothing. */
function stacked({ values, present }: Layer, base: Float64Array): Column {
  const column = new Array<number | null>(values.length);
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    const drawn = isPresent(present, i) && Number.isFinite(value);
    if (drawn) base[i]! += value;
    column[i] = drawn ? base[i]! : null;
  }
  return column;
}
