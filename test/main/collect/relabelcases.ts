import fc from 'fast-check';
import { compileRelabeling, relabel, ruleError } from '../../../src-main/formats/relabel.ts';
import { pairValue } from '../../../src-main/shared/model/labels.ts';
import { RELABEL_ACTIONS, RelabelRule } from '../../../src-main/shared/model/relabel.ts';
import { relabelText } from '../../../src-main/shared/model/relabeltext.ts';

/** A job's relabelling as prometheus.yml holds it, and the targets it is done to. */
export interface TargetCase { readonly name: string; readonly rules: string; readonly more?: string; readonly labels?: string; readonly targets?: readonly string[] }

/** Nobody listens there; nothing is scraped for an hour. */
export const SILENT = ['127.0.0.1:1', '127.0.0.1:2', 'localhost:3', '127.0.0.1', 'db-1.example:9100', 'DB-2.example'];
const META = '{ __meta_zone: b, __meta_rack: "7", __meta_Name: Ännchen, env: prod, __tmp: x }';

/** Latin, Greek with its extensions, Cyrillic, Armenian, Georgian: letters that every version of Unicode in question knows. */
const LETTERS = [[0xc0, 0x24f], [0x370, 0x3ff], [0x400, 0x52f], [0x531, 0x588], [0x10a0, 0x10ff], [0x1c90, 0x1cbf], [0x1e00, 0x1fff], [0x10400, 0x1044f]]
  .flatMap(([from = 0, to = 0]) => Array.from({ length: to - from + 1 }, (_, i) => String.fromCodePoint(from + i))).filter(char => /\p{L}/u.test(char) && char !== 'ƛ').join(''); // which has had a capital since Unicode 16

export const TARGET_CASES: readonly TargetCase[] = [
  { name: 'none', rules: '[]', labels: META },
  { name: 'replace: all by default', rules: '[{ source_labels: [__address__], target_label: addr }]' },
  { name: 'replace: groups', rules: "[{ source_labels: [__address__], regex: '([^:]+)(?::(\\d+))?', target_label: host, replacement: '${1}-$2' }]" },
  { name: 'replace: named groups', rules: "[{ source_labels: [__address__], regex: '(?P<h>[^:]+):(?P<p>\\d+)', target_label: host, replacement: '$h/${p}' }]" },
  { name: 'replace: dollars', rules: "[{ source_labels: [env], regex: '(p)(.*)', target_label: x, replacement: '$$1 $1x ${1}x $9 $ $0' }]", labels: META },
  { name: 'replace: several sources', rules: "[{ source_labels: [job, none, __address__], separator: '@', target_label: x }]" },
  { name: 'replace: only a whole match counts', rules: '[{ source_labels: [__address__], regex: localhost, target_label: x, replacement: y }]' },
  { name: 'replace: an empty result removes', rules: "[{ source_labels: [env], target_label: env, regex: '(x)?prod', replacement: '$1' }]", labels: META },
  { name: 'replace: an empty replacement removes', rules: '[{ target_label: env, replacement: "" }]', labels: META },
  { name: 'replace: a target made of groups', rules: "[{ source_labels: [__address__], regex: '([a-z]+).*', target_label: 'on_${1}', replacement: 'yes' }]" },
  { name: 'replace: a target that is no name', rules: "[{ source_labels: [__address__], regex: '(\\d+).*', target_label: '$1', replacement: 'yes' }]" },
  { name: 'keep', rules: "[{ action: keep, source_labels: [__address__], regex: '127.*' }]" },
  { name: 'drop', rules: "[{ action: drop, source_labels: [__address__], regex: '127.*' }]" },
  { name: 'drop: everything', rules: '[{ action: drop }]' },
  { name: 'keepequal', rules: "[{ source_labels: [__address__], regex: '(.*):.*', target_label: __tmp }, { action: keepequal, source_labels: [host], target_label: __tmp }]", labels: '{ host: 127.0.0.1 }' },
  { name: 'dropequal', rules: "[{ source_labels: [__address__], regex: '(.*):.*', target_label: __tmp }, { action: dropequal, source_labels: [host], target_label: __tmp }]", labels: '{ host: 127.0.0.1 }' },
  { name: 'hashmod', rules: '[{ action: hashmod, source_labels: [__address__, job], modulus: 1000003, target_label: shard }]' },
  { name: 'hashmod: one shard of three', rules: "[{ action: hashmod, source_labels: [__address__], modulus: 3, target_label: __tmp }, { action: keep, source_labels: [__tmp], regex: '1' }]" },
  { name: 'labelmap', rules: '[{ action: labelmap, regex: __meta_(.+) }]', labels: META },
  { name: 'labelmap: a template', rules: "[{ action: labelmap, regex: '__meta_(.)(.*)', replacement: 'm_${2}_$1' }]", labels: META },
  { name: 'labelmap: one name for several', rules: '[{ action: labelmap, regex: __meta_.+, replacement: meta }]', labels: META },
  { name: 'labeldrop', rules: '[{ action: labeldrop, regex: env|job }]', labels: META },
  { name: 'labelkeep', rules: '[{ action: labelkeep, regex: "__(address|scheme|metrics_path|scrape_.*)__|env" }]', labels: META },
  { name: 'labelkeep: without an address', rules: '[{ action: labelkeep, regex: env }]', labels: META },
  { name: 'lowercase', rules: '[{ action: lowercase, source_labels: [__address__, __meta_Name], target_label: low }]', labels: META },
  { name: 'uppercase', rules: '[{ action: Uppercase, source_labels: [__meta_Name, env], separator: "ßŉǆᾳ", target_label: up }]', labels: META },
  { name: 'upper and lower case of every letter', rules: '[{ action: uppercase, source_labels: [__meta_all], target_label: up }, { action: lowercase, source_labels: [__meta_all], target_label: low }]', labels: `{ __meta_all: '${LETTERS}' }`, targets: ['127.0.0.1:1'] },
  { name: 'the address', rules: '[{ target_label: __address__, replacement: proxy.example }]', targets: ['127.0.0.1:1'] },
  { name: 'the address as a parameter', rules: '[{ source_labels: [__address__], target_label: __param_target }, { source_labels: [__param_target], target_label: instance }, { target_label: __address__, replacement: "127.0.0.1:9" }]', more: 'metrics_path: /probe\nparams: { module: [http_2xx, x], target: [none] }' },
  { name: 'scheme and path', rules: '[{ target_label: __scheme__, replacement: https }, { target_label: __metrics_path__, replacement: "/a b/%41" }]' },
  { name: 'labels that take the place of settings', rules: '[]', more: 'params: { q: [one, two], r: [x] }', labels: '{ __param_q: lost, __param_s: y, __metrics_path__: /m, __scheme__: https, __scrape_interval__: 2h, __scrape_timeout__: 1m30s, job: other }' },
  { name: 'interval and timeout', rules: '[{ target_label: __scrape_interval__, replacement: 1h30m }, { target_label: __scrape_timeout__, replacement: 1m }]' },
  { name: 'an interval that is none', rules: '[{ target_label: __scrape_interval__, replacement: soon }]' },
  { name: 'a timeout above the interval', rules: '[{ target_label: __scrape_timeout__, replacement: 2h }]' },
  { name: 'instance and job', rules: "[{ source_labels: [__address__], regex: '([^:]*):?(.*)', target_label: instance, replacement: '$1/$2' }, { target_label: job, replacement: renamed }, { source_labels: [job], target_label: was }]" },
  { name: 'a longer chain', rules: "[{ action: labelmap, regex: __meta_(.+) }, { source_labels: [zone, rack], separator: '-', target_label: place }, { action: labeldrop, regex: 'zone|rack' }, { action: uppercase, source_labels: [place], target_label: place }, { action: drop, source_labels: [place, __address__], regex: 'B-7;.*:2' }]", labels: META },
];

/** What the rules for series are done to. */
export const PAGE = `# TYPE http_requests_total counter
http_requests_total{code="200",method="GET",path="/a"} 1
http_requests_total{code="404",method="GET",path="/b"} 2
http_requests_total{code="200",method="POST",path="/a"} 3
http_requests_total{code="500",method="POST",path="/B",instance="own"} 4
latency_seconds_bucket{le="0.1"} 5
latency_seconds_bucket{le="+Inf"} 6
latency_seconds_sum 7
latency_seconds_count 8
go_goroutines 9
go_gc_duration_seconds{quantile="0.5"} 10
temperature{room="küche",Room="KÜCHE"} 11
empty{label=""} 12
same{a="x",b="x"} 13
same{a="x",b="y"} 14
`;

export interface SeriesCase { readonly name: string; readonly rules: string; readonly more?: string }

export const SERIES_CASES: readonly SeriesCase[] = [
  { name: 'none', rules: '[]' },
  { name: 'replace', rules: "[{ source_labels: [path], regex: '/(.*)', target_label: page }, { source_labels: [__name__, code], regex: 'http_.*;(.).*', target_label: class, replacement: '${1}xx' }]" },
  { name: 'replace: the name', rules: "[{ source_labels: [__name__], regex: 'go_(.*)', target_label: __name__, replacement: 'golang_$1' }]" },
  { name: 'replace: the instance', rules: "[{ source_labels: [exported_instance], regex: '(.+)', target_label: instance }]" },
  { name: 'replace: honored labels', rules: "[{ source_labels: [instance], target_label: seen }]", more: 'honor_labels: true' },
  { name: 'keep', rules: "[{ action: keep, source_labels: [__name__], regex: 'http_.*|go_.*' }]" },
  { name: 'drop', rules: "[{ action: drop, source_labels: [__name__, le], regex: '.*_bucket;\\+Inf|go_.*;' }]" },
  { name: 'drop: everything', rules: '[{ action: drop }]' },
  { name: 'keepequal', rules: '[{ action: keepequal, source_labels: [a], target_label: b }]' },
  { name: 'dropequal', rules: '[{ action: dropequal, source_labels: [a], target_label: b }]' },
  { name: 'hashmod', rules: "[{ action: hashmod, source_labels: [__name__, path, code], modulus: 7, target_label: shard }, { action: drop, source_labels: [shard], regex: '[0-2]' }]" },
  { name: 'labelmap', rules: "[{ action: labelmap, regex: '(code|method)', replacement: 'http_$1' }]" },
  { name: 'labeldrop: series that become one', rules: '[{ action: labeldrop, regex: code|path|method }]' },
  { name: 'labelkeep', rules: '[{ action: labelkeep, regex: __name__|job|instance|path }]' },
  { name: 'labelkeep: nothing', rules: '[{ action: labelkeep, regex: none }]' },
  { name: 'lowercase', rules: '[{ action: lowercase, source_labels: [Room], target_label: Room }, { action: lowercase, source_labels: [path], target_label: path }]' },
  { name: 'uppercase', rules: '[{ action: uppercase, source_labels: [room], target_label: room }, { action: uppercase, source_labels: [__name__], target_label: big }]' },
  { name: 'labels beginning with __', rules: '[{ source_labels: [path], target_label: __tmp }, { source_labels: [__tmp], target_label: kept }, { action: labeldrop, regex: __tmp }]' },
  { name: 'the limit holds afterwards', rules: "[{ action: drop, source_labels: [__name__], regex: 'go_.*|latency.*' }]", more: 'sample_limit: 8' },
  { name: 'the limit is passed afterwards', rules: "[{ action: drop, source_labels: [__name__], regex: 'go_.*' }]", more: 'sample_limit: 11' },
];

const REGEXES = ['(.*)', '.*', '(.)(.*)', '[a-m].*', '(.*):(\\d+)', '127.*', '', '(?i)PROD|(x)', '.+;.+', '__meta_(.+)', '[^_].*', 'env|instance|le', '(?P<n>[a-z]+)[^a-z]*', 'a|b|', '\\pL+', '[[:alpha:]_]{3,}', 'http_(.*)', '2..'];
const REPLACEMENTS = ['$1', '${1}', '$2', 'x', '', '$1x', '${1}_$2', '$n', '$$', '${nothing}y', 'a_$0'];

/** Rules for some labels, the same ones every time. Left out is where 2.42 does otherwise than 3.x, which we follow: a target made of groups whose result is empty. */
function randomRules(names: readonly string[], usable: (rules: readonly RelabelRule[]) => boolean, count: number): string[] {
  const name = fc.constantFrom(...names);
  const rule = fc.record({
    action: fc.constantFrom(...RELABEL_ACTIONS, 'replace' as const, 'replace' as const, 'labelmap' as const),
    sourceLabels: fc.array(fc.oneof(name, fc.constantFrom('__address__', 'job', 'method', 'none')), { maxLength: 3 }), separator: fc.constantFrom(';', '', '-'), regex: fc.constantFrom(...REGEXES), modulus: fc.integer({ min: 1, max: 9 }),
    targetLabel: fc.oneof(name, fc.constantFrom('new', '__tmp')), replacement: fc.constantFrom(...REPLACEMENTS),
  }, { requiredKeys: ['action'] }).map(input => RelabelRule.parse(input)).filter(one => ruleError(one) === null);
  return fc.sample(fc.array(rule, { minLength: 1, maxLength: 4 }).filter(usable), { numRuns: count, seed: 242 }).map(relabelText);
}

const left = (rules: readonly RelabelRule[], pairs: readonly string[]) => relabel(compileRelabeling(rules), pairs);
/** Whether no rule by itself takes this label away. */
const keeps = (rules: readonly RelabelRule[], name: string) => rules.every(rule => !/^label(?:drop|keep)$/.test(rule.action) || pairValue(left([rule], [name, 'x']) ?? [], name) === 'x');

/** Each target keeps its job and instance, since of two with the same labels we take one. Without a scheme Prometheus asks nobody, and we ask by http; where a label without a name comes out, it takes the target and refuses every page of it. */
export const randomTargetRules = (count: number): string[] => randomRules(['env', '__meta_zone', '__param_x', '__metrics_path__'],
  rules => keeps(rules, '__scheme__') && keeps(rules, 'job') && rules.every(rule => rule.action !== 'labelmap' || left([rule], LABEL_NAMES.flatMap(name => [name, 'x']))?.[0] !== ''), count);
const LABEL_NAMES = ['__address__', '__meta_zone', '__metrics_path__', '__param_x', '__scheme__', '__scrape_interval__', '__scrape_timeout__', '__tmp', 'env', 'instance', 'job', 'new'];

/** Every result keeps the job, by which it is found again, and has names such as 2.42 takes. */
export const randomSeriesRules = (count: number): string[] => randomRules(['__name__', 'instance', 'path', 'code', 'a', 'le'], rules => keeps(rules, 'job') && PAGE_SERIES.every(pairs => {
  const result = left(rules, pairs);
  if (result === null) return true;
  return /^[a-zA-Z_:][\w:]*$/.test(pairValue(result, '__name__')) && result.every((name, i) => i % 2 === 1 || /^[a-zA-Z_]\w*$/.test(name));
}), count);

/** The page's series with a target's labels, roughly. */
const PAGE_SERIES = PAGE.split('\n').filter(line => line !== '' && !line.startsWith('#')).map(line => {
  const [, name = '', labels = ''] = /^(\w+)(?:\{(.*)\})? /.exec(line) ?? [];
  const pairs = [...labels.matchAll(/(\w+)="([^"]+)"/g)].map(([, key = '', value = '']) => [key, value] as const);
  return [...pairs, ['__name__', name], ['case', 'kept'], ['instance', '127.0.0.1:9'], ['job', 'series']].toSorted(([a], [b]) => (a! < b! ? -1 : 1)).flat() as string[];
});
