import fc from 'fast-check';

/** Expressions of type instant vector over the metrics `m` and `x` with the labels `k` and `le`. */
const leaf = fc.constantFrom('m', 'x', 'm{k="1"}', '{__name__=~".+"}', 'nothing', 'm offset 10s', 'm @ 30');
const number = fc.constantFrom('1', '-2', '0.5', 'NaN', 'Inf', 'time()', 'scalar(m)', '1e300');
export const { vector: anyVector } = fc.letrec<{ vector: string; range: string }>(tie => ({
  range: fc.oneof(fc.constantFrom('m[1m]', 'x[30s] offset -10s', 'm[5m] @ end()'), tie('vector').map(v => `(${v})[1m:10s]`), tie('vector').map(v => `(${v})[2m:] offset 5s`)),
  vector: fc.oneof({ depthSize: 'small' }, leaf,
    fc.tuple(fc.constantFrom('+', '-', '*', '/', '%', '^', 'atan2', '==', '!=', '> bool', '<', 'and', 'or', 'unless', '+ on ()', '* on (k) group_left (le)', '/ ignoring (k) group_right'), tie('vector'), tie('vector')).map(([op, a, b]) => `(${a}) ${op} (${b})`),
    fc.tuple(fc.constantFrom('+', '^', '% ', '< ', '> bool'), tie('vector'), number).map(([op, a, b]) => `(${a}) ${op} (${b})`),
    fc.tuple(fc.constantFrom('sum', 'avg by (k)', 'min without (le)', 'count by (__name__)', 'stddev', 'group'), tie('vector')).map(([op, v]) => `${op} (${v})`),
    fc.tuple(fc.constantFrom('topk', 'bottomk by (k)', 'quantile', 'limitk', 'limit_ratio'), number, tie('vector')).map(([op, k, v]) => `${op} (${k}, ${v})`),
    tie('vector').map(v => `count_values("v", ${v})`),
    fc.tuple(fc.constantFrom('rate', 'increase', 'delta', 'irate', 'deriv', 'changes', 'resets', 'avg_over_time', 'stddev_over_time', 'max_over_time', 'absent_over_time', 'last_over_time', 'mad_over_time', 'sum_over_time'), tie('range')).map(([f, r]) => `${f}(${r})`),
    fc.tuple(number, tie('range')).map(([q, r]) => `quantile_over_time(${q}, ${r})`),
    fc.tuple(fc.constantFrom('abs', '-', 'absent', 'timestamp', 'sort', 'ceil', 'year', 'histogram_count'), tie('vector')).map(([f, v]) => `${f}(${v})`),
    fc.tuple(number, tie('vector')).map(([q, v]) => `histogram_quantile(${q}, ${v})`),
    tie('vector').map(v => `label_replace(${v}, "k", "$1", "le", "(.*)")`),
    fc.tuple(tie('vector'), number, number).map(([v, a, b]) => `clamp(${v}, ${a}, ${b})`)),
}));
