/** One line of a chart over the chart's shared times. */
export interface ChartSeries {
  readonly name: string;
  /** one per time */
  readonly values: Float64Array;
  /** one bit per time, least significant first; null when every time has a value */
  readonly present: Uint8Array | null;
  /** 1..12, a `--series-*` token; by order when left out */
  readonly color?: number;
  /** fills to zero; meant for one series or a mirrored pair */
  readonly fill?: boolean;
  /** drawn below zero: the lower half of a mirrored pair. Values stay as they are, labels read them without a sign */
  readonly negative?: boolean;
}

export const isPresent = (present: Uint8Array | null, i: number): boolean =>
  present === null || ((present[i >> 3] ?? 0) >> (i & 7) & 1) === 1;

/** The value at one time; null when absent or past the ends. */
export const valueAt = ({ values, present }: Pick<ChartSeries, 'values' | 'present'>, i: number): number | null =>
  i >= 0 && i < values.length && isPresent(present, i) ? values[i]! : null;

/** Sets one bit of a presence bitmap. */
export function markPresent(present: Uint8Array, i: number): void {
  present[i >> 3] = (present[i >> 3] ?? 0) | 1 << (i & 7);
}

/** A bitmap for `length` times with every bit clear. */
export const noneOf = (length: number): Uint8Array => new Uint8Array((length + 7) >> 3);
