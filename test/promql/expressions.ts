/** Questions to which Prometheus 2.42 and 3.x have the same answer when no sample lies on a window's edge. */
export const EXPRESSIONS: readonly string[] = [
  // selectors
  'load1', 'load1{instance="a:9100"}', '{__name__=~"mem_.+", instance!="b:9100"}', '{instance=~"a.*|c.*", job="node", __name__!~"cpu.*"}', 'late', 'odd', 'Upper', 'load1 offset 10m', 'load1 offset -5m',
  'load1{missing=""}', 'load1{instance=~".*", mode=""}', 'info @ end()', 'load1 @ start()', 'sum(load1 @ end()) - sum(load1)',
  // rates
  'rate(cpu_seconds_total[5m])', 'rate(cpu_seconds_total[47s])', 'increase(cpu_seconds_total[10m])', 'delta(mem_bytes[5m])', 'irate(cpu_seconds_total[2m])', 'idelta(load1[2m])', 'deriv(mem_bytes[10m])',
  'predict_linear(mem_bytes[10m], 3600)', 'predict_linear(flat[10m], 60)', 'changes(load1[10m])', 'changes(odd[10m])', 'resets(cpu_seconds_total[1h])', 'resets(load1[10m])', 'rate(load1[10m])', 'rate(late[5m])', 'increase(flat[5m])',
  'rate(cpu_seconds_total[5m] offset 7m)', 'rate(cpu_seconds_total[5m] @ end())', 'rate(odd[5m])',
  // over time
  'avg_over_time(mem_bytes[1h])', 'sum_over_time(load1[10m])', 'min_over_time(load1[10m])', 'max_over_time(load1[10m])', 'count_over_time(late[5m])', 'last_over_time(late[10m])', 'present_over_time(late[5m])',
  'stddev_over_time(load1[10m])', 'stdvar_over_time(mem_bytes[10m])', 'quantile_over_time(0.95, load1[1h])', 'quantile_over_time(0.5, odd[10m])', 'quantile_over_time(-1, load1[5m])', 'quantile_over_time(2, load1[5m])',
  'avg_over_time(odd{kind!="inf"}[10m])', 'sum_over_time(odd{kind="tiny"}[10m])', 'min_over_time(odd[10m])', 'max_over_time(odd[10m])', 'absent_over_time(late{name="now"}[5m])', 'absent_over_time(nothing{a="b"}[5m])',
  // subqueries: their ranges end between two points of their grids
  'max_over_time(rate(cpu_seconds_total[5m])[30m1s:1m])', 'avg_over_time(load1[601s:])', 'sum_over_time((load1 > 1)[599s:30s])', 'rate(sum by (instance) (cpu_seconds_total)[661s:45s])', 'min_over_time(load1[20m7s:1m] offset 3m)',
  'max_over_time(sum(load1)[3601s:7m])', 'count_over_time(late[1801s:1m] @ end())', 'avg_over_time(max_over_time(load1[301s:1m])[601s:2m])', 'quantile_over_time(0.3, (load1 * 2)[605s:20s])', 'deriv(load1[9m59s:1m] offset -1m)',
  'last_over_time(late[29m30s:1m])', 'stddev_over_time(rate(cpu_seconds_total[2m])[601s:])', 'absent_over_time(late{name="now"}[301s:1m])', 'changes((load1 > bool 1)[601s:])',
  // aggregations
  'sum(load1)', 'sum by (instance) (rate(cpu_seconds_total{mode!="idle"}[5m]))', 'avg without (mode) (cpu_seconds_total)', 'max by (job) (load1)', 'min(mem_bytes)', 'count by (mode) (cpu_seconds_total)', 'group by (job) (load1)',
  'stddev by (mode) (cpu_seconds_total)', 'stdvar(load1)', 'quantile(0.9, load1)', 'quantile by (mode) (0.3, cpu_seconds_total)', 'topk(2, load1)', 'bottomk(1, load1)', 'topk by (mode) (1, cpu_seconds_total)', 'topk(0, load1)',
  'count_values("value", info)', 'count_values by (version) ("n", info)', 'count({__name__=~".+"}) by (__name__)', 'sum by (__name__) ({__name__=~"mem_.+"})', 'sum(odd)', 'max(odd)', 'min(odd)', 'avg(odd)', 'count(late)', 'sum by () (load1)',
  'sum without () (load1)', 'avg(late) without (name)', 'quantile(1.5, load1)', 'topk(scalar(count(load1)) - 1, load1)',
  // operators
  'load1 + 1', '1 - load1', 'load1 * 2 ^ 3', '-load1', '-(2 ^ 2) * load1', 'load1 % 2', '-7 % load1', 'load1 ^ 2', 'load1 / 0', 'load1 - load1', 'mem_bytes / mem_total_bytes', '1 - mem_bytes / on (instance) mem_total_bytes',
  'mem_bytes / ignoring (job) mem_total_bytes', 'load1 * on (instance) group_left (version) info', 'info * on (instance) group_right (version) load1', 'cpu_seconds_total / ignoring (mode) group_left sum without (mode) (cpu_seconds_total)',
  'load1 > 1', '1 < load1', 'load1 == load1', 'load1 != 0', 'load1 > bool 1', 'load1 >= bool load1', 'load1 > on (instance) mem_bytes', 'load1 < on (instance) group_left mem_bytes', 'abs(load1) atan2 2', 'load1 <= 0.5', '3 > bool 2',
  'load1 and load1 > 1', 'load1 or mem_bytes', 'load1 unless load1 > 1', 'load1 and on (instance) info{version="1.9"}', 'load1 unless ignoring (version) info', 'late{name="now"} or late{name="then"}', 'load1 or vector(1)', 'vector(1) or load1',
  'load1 > 1 or load1 <= 1', 'info and on () (sum(load1) > 3)', '2 ^ 3 ^ 2', '-2 ^ 2', '1 + 2 * 3 - 4 / 8 % 3', 'rate(cpu_seconds_total[5m]) > 0.4 and on (instance) load1 > 0',
  // functions
  'abs(load1 - 2)', 'ceil(load1)', 'floor(load1)', 'round(load1)', 'round(load1, 0.25)', 'round(mem_bytes, 1e6)', 'exp(load1)', 'sqrt(load1)', 'ln(load1)', 'log2(load1)', 'log10(load1)', 'sgn(load1)', 'clamp(load1, 0.5, 1.5)',
  'clamp(load1, 2, 1)', 'clamp_min(load1, 1)', 'clamp_max(load1, 1)', 'sin(load1)', 'cos(load1)', 'tan(load1)', 'asin(load1 / 8)', 'acos(load1 / 8)', 'atan(load1)', 'sinh(load1)', 'cosh(load1)', 'tanh(load1)', 'asinh(load1)',
  'acosh(load1 + 4)', 'atanh(load1 / 8)', 'deg(load1)', 'rad(load1)', 'load1 * pi()', 'scalar(load1{instance="a:9100"})', 'scalar(load1)', 'vector(scalar(sum(load1)))', 'vector(time())', 'time()', 'timestamp(load1)',
  'timestamp(load1 offset 5m)', 'timestamp(sum(load1))', 'timestamp(timestamp(load1))', 'absent(nothing)', 'absent(nothing{a="b", c=~"d"})', 'absent(load1)', 'absent(late{name="now"})', 'absent(sum(nothing))',
  'label_replace(load1, "host", "$1", "instance", "([^:]+):.*")', 'label_replace(load1, "host", "x$1y", "instance", "b")', 'label_replace(load1, "job", "", "job", ".*")', 'label_replace(load1, "__name__", "renamed", "", "")',
  'label_replace(load1, "h", "${port}-$$", "instance", "(?P<host>.+):(?P<port>\\\\d+)")', 'label_join(load1, "both", "/", "job", "instance", "nothing")', 'sum by (host) (label_replace(cpu_seconds_total, "host", "$1", "instance", "(.):.*"))',
  'histogram_quantile(0.9, rate(http_seconds_bucket[5m]))', 'histogram_quantile(0.5, sum by (le) (rate(http_seconds_bucket[5m])))', 'histogram_quantile(0.99, http_seconds_bucket)', 'histogram_quantile(1.1, http_seconds_bucket)',
  'histogram_quantile(0.1, sum by (le, job) (increase(http_seconds_bucket[10m])))', 'histogram_quantile(0.5, http_seconds_bucket{le!="+Inf"})', 'minute()', 'hour(vector(1e9))', 'day_of_week(vector(1e9))', 'day_of_month(vector(1e9))',
  'day_of_year(vector(1e9))', 'days_in_month(vector(951782400))', 'month(vector(1e9))', 'year(vector(1e9))', 'year(-mem_bytes)', 'sum(sort(load1))', 'sort_desc(load1)',
];

/** What only an instant query may ask. */
export const INSTANT_ONLY: readonly string[] = ['load1[2m]', 'load1[301s:1m]', 'load1[2m] offset 1m', 'late[10m] @ 1e9', 'sort(load1)', '1', '1e-7', '-1e-9', '1e21', '123456789012345678', '0x1F', 'NaN', '-Inf', '-0', '1.5e300 * 1e9', '0.1 + 0.2', 'odd', 'odd[2m]'];

/** Refusals, and their words where they are the same in both. */
export const REFUSED: readonly (readonly [query: string, message: string])[] = [
  ['', '1:1: parse error: no expression found in input'],
];
