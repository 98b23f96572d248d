import type { ValueType } from './ast.ts';

/**
 * What a function takes and gives.
 * optional  how many of the last arguments may be left out or repeated: 0 none, n so many, Infinity any number
 * source    Prometheus's promql/parser, functions (3.x)
 */
export interface Signature {
  readonly args: readonly ValueType[];
  readonly optional: number;
  readonly returns: ValueType;
  readonly experimental: boolean;
}

const make = (args: readonly ValueType[], more: Partial<Signature> = {}): Signature => ({ args, optional: 0, returns: 'vector', experimental: false, ...more });
const each = (names: readonly string[], signature: Signature): [string, Signature][] => names.map(name => [name, signature]);

const OF_VECTOR = ['abs', 'absent', 'acos', 'acosh', 'asin', 'asinh', 'atan', 'atanh', 'ceil', 'cos', 'cosh', 'deg', 'exp', 'floor', 'ln', 'log10', 'log2', 'rad', 'sgn', 'sin', 'sinh',
  'sort', 'sort_desc', 'sqrt', 'tan', 'tanh', 'timestamp'];
/** Functions of native histograms alone: they know no float sample and give nothing here. */
export const OF_NATIVE_HISTOGRAMS = ['histogram_avg', 'histogram_count', 'histogram_sum', 'histogram_stddev', 'histogram_stdvar'];
const OF_MATRIX = ['absent_over_time', 'avg_over_time', 'changes', 'count_over_time', 'delta', 'deriv', 'idelta', 'increase', 'irate', 'last_over_time', 'max_over_time', 'min_over_time',
  'present_over_time', 'rate', 'resets', 'stddev_over_time', 'stdvar_over_time', 'sum_over_time'];
const OF_MATRIX_EXPERIMENTAL = ['first_over_time', 'mad_over_time', 'ts_of_first_over_time', 'ts_of_last_over_time', 'ts_of_max_over_time', 'ts_of_min_over_time'];
const DATES = ['days_in_month', 'day_of_month', 'day_of_week', 'day_of_year', 'hour', 'minute', 'month', 'year'];

export const SIGNATURES: ReadonlyMap<string, Signature> = new Map([
  ...each([...OF_VECTOR, ...OF_NATIVE_HISTOGRAMS], make(['vector'])),
  ...each(OF_MATRIX, make(['matrix'])),
  ...each(OF_MATRIX_EXPERIMENTAL, make(['matrix'], { experimental: true })),
  ...each(DATES, make(['vector'], { optional: 1 })),
  ...each(['clamp_max', 'clamp_min'], make(['vector', 'scalar'])),
  ...each(['pi', 'time'], make([], { returns: 'scalar' })),
  ...each(['start', 'end', 'step', 'range'], make([], { returns: 'scalar', experimental: true })),
  ...each(['sort_by_label', 'sort_by_label_desc'], make(['vector', 'string'], { optional: Infinity, experimental: true })),
  ['clamp', make(['vector', 'scalar', 'scalar'])],
  ['round', make(['vector', 'scalar'], { optional: 1 })],
  ['scalar', make(['vector'], { returns: 'scalar' })],
  ['vector', make(['scalar'])],
  ['histogram_quantile', make(['scalar', 'vector'])],
  ['histogram_fraction', make(['scalar', 'scalar', 'vector'])],
  ['quantile_over_time', make(['scalar', 'matrix'])],
  ['predict_linear', make(['matrix', 'scalar'])],
  ['double_exponential_smoothing', make(['matrix', 'scalar', 'scalar'], { experimental: true })],
  ['label_replace', make(['vector', 'string', 'string', 'string', 'string'])],
  ['label_join', make(['vector', 'string', 'string', 'string'], { optional: Infinity })],
]);
