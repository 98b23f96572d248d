import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { runRuleTests } from '../../../src-main/shell/ruling.ts';

const missing = spawnSync('promtool', ['--version']).error !== undefined;

let dir: string;
beforeEach(() => { dir = mkdtempSync(join(tmpdir(), 'stratoscope-promtool-')); });
afterEach(() => { rmSync(dir, { recursive: true, force: true }); });

/** What the real promtool and ours say of the same files, in order, and their exit codes. */
function both(files: Readonly<Record<string, unknown>>): { readonly theirs: string; readonly ours: string } {
  for (const [name, content] of Object.entries(files)) writeFileSync(join(dir, name), typeof content === 'string' ? content : stringify(content));
  const path = join(dir, 'test.yml');
  const { stdout, stderr, status } = spawnSync('promtool', ['test', 'rules', path], { encoding: 'utf8' });
  let out = '', err = '';
  const code = runRuleTests([path], { print: text => { out += text; }, complain: text => { err += text; } });
  return { theirs: `${stdout}${stderr}exit ${status}`, ours: `${out}${err}exit ${code}` };
}

const rulesOf = (...rules: unknown[]) => ({ groups: [{ name: 'g', rules }] });
/** One alert for each template, so that a difference names it. */
const templatesOf = (templates: readonly string[]) => rulesOf(...templates.map((text, i) => ({ alert: `T${i}`, expr: 'v', annotations: { a: text } })));

const TEMPLATES = [
  'plain', '{{ $value }}', '{{ .Value }} {{ .Labels.instance }}', '{{ $labels.instance }} {{ $labels.none }}|', '{{ index $labels "instance" }}', '{{ $labels }}',
  '{{ $value | humanize }} {{ $value | humanize1024 }} {{ $value | humanizeDuration }} {{ $value | humanizePercentage }}{{ if lt $value 9e9 }} {{ $value | humanizeTimestamp }}{{ end }}',
  '{{ printf "%.2f %5.1f|%-8.3f|%08.2f|%e|%g|%+d|%v|%q|%s|%x|%t|%%" $value $value $value $value $value $value 5 7 "a\\"b" "s" 255 true }}', '{{ printf "%d" $value }} {{ printf "%s" 5 }} {{ printf "%d" }} {{ printf "x" 1 }}',
  '{{ print 1 2 "a" "b" 3 }} {{ print 1.5 0.00001 100000.0 1000000.0 }} {{ println "x" 1 }}', '{{ if gt $value 5.0 }}big{{ else if gt $value 1.0 }}middle{{ else }}small{{ end }}',
  '{{ if and (gt $value 1.0) (lt $value 1e9) }}in{{ else }}out{{ end }} {{ if or false $labels.none "x" }}yes{{ end }} {{ not true }}', '{{ range $k, $v := $labels }}{{ $k }}={{ $v }};{{ end }}',
  '{{ range query "v" | sortByLabel "instance" }}{{ .Labels.instance }}:{{ .Value }} {{ end }}', '{{ with query "v{instance=\\"a:9100\\"}" }}{{ . | first | value }}{{ end }}', '{{ query "v" | sortByLabel "instance" | first | label "instance" }}',
  '{{ query "nothing_here" | len }} {{ range query "nothing_here" }}x{{ else }}none{{ end }}', '{{ with $x := $labels.instance }}{{ $x }}{{ end }}{{ with "" }}no{{ else }}empty{{ end }}',
  '{{ $x := 1 }}{{ if true }}{{ $x = 2 }}{{ end }}{{ $x }}', '{{- " a " -}} b {{- /* c */ -}} d', '{{ "x" | printf "%s-%s" "y" }}', '{{ (index (query "v") 0).Labels.job }}', '{{ toUpper "äb" }} {{ toLower "ÄB" }} {{ title "hello big world" }}',
  '{{ reReplaceAll "(.*):(\\\\d+)" "$2/${1}" $labels.instance }} {{ match "^a.*" $labels.instance }} {{ match "z" $labels.instance }}', '{{ stripPort "a:1" }} {{ stripPort "[::1]:5" }} {{ stripPort "abc" }} {{ stripDomain "a.b.c:80" }} {{ stripDomain "10.0.0.1:80" }} {{ stripDomain "x.y" }}',
  '{{ parseDuration "1h30m" }} {{ humanizeDuration (parseDuration "1d2h") }}', '{{ define "t" }}<{{ . }}>{{ end }}{{ template "t" "in" }} {{ template "t" $value }}', '{{ range $i, $s := query "v" | sortByLabel "instance" }}{{ $i }}{{ $s.Labels.instance }}{{ if eq $i 0 }}{{ continue }}{{ end }}!{{ end }}',
  '{{ $externalURL }} {{ $externalLabels.zone }} {{ .ExternalLabels.zone }}', '{{ tableLink "up == 0" }} {{ graphLink "a+b" }}', '{{ args 1 "b" }} {{ safeHtml "<b>" }} {{ html "<b>&" }} {{ urlquery "a b&c" }} {{ js "it\'s <a b=\\"1\\">" }}',
  '{{ humanize 0.0 }} {{ humanize 0.00123 }} {{ humanize 1234567 }} {{ humanize "1e15" }} {{ humanize1024 1048576 }} {{ humanize1024 0.5 }} {{ humanize (printf "%f" 999.95) }}',
  '{{ humanizeDuration 0 }} {{ humanizeDuration 0.0234 }} {{ humanizeDuration 59.9999 }} {{ humanizeDuration 60 }} {{ humanizeDuration 3661.5 }} {{ humanizeDuration -90061 }} {{ humanizePercentage 0.123456 }} {{ humanizePercentage 1e-9 }}',
  '{{ humanizeTimestamp 1435065584.128 }} {{ 1435065584 | toTime }}', '{{ len "äb" }} {{ slice "hello" 1 3 }} {{ index "abc" 1 }} {{ eq 1 1 2 }} {{ ne "a" "b" }} {{ le 2 2 }} {{ ge 1.5 2.5 }}',
  '{{ printf "%6.2f|%-6s|%06d|%x|%X|%c|%U|%T" 3.14159 "ab" 42 "hi" 255 65 8364 1.5 }}', '{{ 0x1F }} {{ 1e3 }} {{ 07 }} {{ \'a\' }} {{ 1_000 }} {{ "\\u00e9" }} {{ `raw\\n` }} {{ true }}',
];

describe.skipIf(missing)('promtool is not installed: not compared with it', () => {
  test('templates are filled in as Prometheus fills them in, for many kinds of values', () => {
    const alerts = TEMPLATES.map((_, i) => ({ eval_time: '1m', alertname: `T${i}` }));
    const { theirs, ours } = both({
      'rules.yml': templatesOf(TEMPLATES),
      'test.yml': {
        rule_files: ['rules.yml'], evaluation_interval: '1m',
        tests: ['0', '3.5', '1234567.891', '-0.00123', 'NaN', '+Inf', '1e15', '100000', '86399.5'].map(value => ({
          interval: '1m', external_labels: { zone: 'z1' }, external_url: 'https://host.example/prom/', alert_rule_test: alerts,
          input_series: [{ series: 'v{instance="b:9100",job="n"}', values: `${value} ${value}` }, { series: 'v{instance="a:9100",job="n"}', values: `${value} ${value}` }],
        })),
      },
    });
    expect(ours).toBe(theirs);
  });

  test.each([
    ['series that end, pause and go stale', { input: ['up{instance="a"} 1 0 0 0 0 1 0 0', 'up{instance="b"} 0x3 _x4 0', 'up{instance="c"} 0 0 stale 0 0 0', 'up{instance="d"} 1-1x6'] }],
    ['an alert that is kept firing', { input: ['up{instance="a"} 0 0 0 1 1 0 1 1 1 1 1'], keep: '2m' }],
  ])('the state of alerts, minute by minute: %s', (_what, { input, keep }: { readonly input: readonly string[]; readonly keep?: string }) => {
    const { theirs, ours } = both({
      'rules.yml': rulesOf(
        { record: 'job:up:count', expr: 'count by (job) (up)', labels: { made: 'here' } }, { alert: 'Down', expr: 'up == 0', for: '2m', ...(keep === undefined ? {} : { keep_firing_for: keep }), labels: { sev: '{{ if eq $labels.instance "a" }}high{{ else }}low{{ end }}' } },
        { alert: 'Meta', expr: 'count(ALERTS{alertname="Down",alertstate="firing"}) > 0' }, { record: 'since', expr: 'ALERTS_FOR_STATE{alertname="Down"}' },
      ),
      'test.yml': {
        rule_files: ['*.yml'].map(() => 'rules.yml'), evaluation_interval: '1m',
        tests: [{
          interval: '1m', name: 'minutes', input_series: input.map(line => ({ series: line.slice(0, line.indexOf(' ')), values: line.slice(line.indexOf(' ') + 1) })),
          alert_rule_test: Array.from({ length: 10 }, (_, i) => [{ eval_time: `${i}m`, alertname: 'Down' }, { eval_time: `${i}m`, alertname: 'Meta' }]).flat(),
          promql_expr_test: Array.from({ length: 10 }, (_, i) => ['ALERTS', 'ALERTS_FOR_STATE', 'job:up:count', 'since'].map(expr => ({ expr, eval_time: `${i}m` }))).flat(),
        }],
      },
    });
    expect(ours).toBe(theirs);
  });

  test.each([
    ['all is as expected', { exp_alerts: [{ exp_labels: { instance: 'a', sev: 'page' }, exp_annotations: { s: 'a is down' } }] }],
    ['an annotation differs', { exp_alerts: [{ exp_labels: { instance: 'a', sev: 'page' }, exp_annotations: { s: 'b is down' } }] }],
    ['an alert too many is expected', { exp_alerts: [{ exp_labels: { instance: 'a', sev: 'page' }, exp_annotations: { s: 'a is down' } }, { exp_labels: { instance: 'b' } }] }],
    ['no alert is expected', {}],
    ['the alert has no name', { alertname: '' }],
  ])('the verdict when %s', (_what, asked) => {
    const { theirs, ours } = both({
      'rules.yml': rulesOf({ alert: 'Down', expr: 'up == 0', labels: { sev: 'page' }, annotations: { s: '{{ $labels.instance }} is down' } }),
      'test.yml': { rule_files: ['rules.yml'], tests: [{ interval: '1m', input_series: [{ series: 'up{instance="a"}', values: '0x5' }], alert_rule_test: [{ eval_time: '3m', alertname: 'Down', ...asked }] }] },
    });
    expect(ours).toBe(theirs);
  });

  test.each([
    ['equal', 'sum(v)', [{ labels: '{}', value: 3 }]], ['another value', 'sum(v)', [{ labels: '{}', value: 4 }]], ['other labels', 'v', [{ labels: 'v{a="1"}', value: 1 }]], ['none expected', 'v', []],
    ['none there', 'w', [{ labels: 'w', value: 1 }]], ['a scalar', '2', [{ labels: '{}', value: 2 }]], ['sums of floats', 'sum(f)', [{ labels: '{}', value: 0.6 }]],
  ])('samples of an expression: %s', (_what, expr, samples) => {
    const { theirs, ours } = both({
      'rules.yml': rulesOf({ record: 'r', expr: 'v' }),
      'test.yml': { rule_files: ['rules.yml'], tests: [{ interval: '30s', input_series: [{ series: 'v{a="1"}', values: '1x9' }, { series: 'v{a="2"}', values: '2x9' }, { series: 'f', values: '0+0.1x9' }], promql_expr_test: [{ expr, eval_time: '2m', exp_samples: samples }] }] },
    });
    expect(ours).toBe(theirs);
  });

  test('groups are evaluated in the order that is asked for', () => {
    const chain = { groups: [{ name: 'second', rules: [{ record: 'b', expr: 'a' }] }, { name: 'first', rules: [{ record: 'a', expr: 'v' }] }] };
    for (const order of [['first', 'second'], ['second', 'first'], ['first', 'first']]) {
      const { theirs, ours } = both({ 'rules.yml': chain, 'test.yml': { rule_files: ['rules.yml'], group_eval_order: order, tests: [{ interval: '1m', input_series: [{ series: 'v', values: '1 2 3' }], promql_expr_test: [{ expr: 'b', eval_time: '2m' }] }] } });
      expect(ours).toBe(theirs);
    }
  });
});
