import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ruleFileText } from '../../../src-main/formats/rulefiletext.ts';
import { checkedRuleFile } from '../../../src-main/rules/rulecheck.ts';

const missing = spawnSync('promtool', ['--version']).error !== undefined;
let dir: string;
beforeEach(() => { dir = mkdtempSync(join(tmpdir(), 'stratoscope-rulefile-')); });
afterEach(() => { rmSync(dir, { recursive: true, force: true }); });

const rule = (text: string) => `groups:\n- name: g\n  rules:\n  - ${text}\n`;

test('a file is read with all its fields, and written so that it reads the same', () => {
  const text = `
groups:
  - name: first
    interval: 1m30s
    limit: 5
    query_offset: 30s
    labels: {team: ops}
    rules:
      - record: job:up:sum
        expr: sum by (job) (up)
        labels: {by: rule}
      - alert: Down
        expr: |
          up == 0
            and on () vector(1)
        for: 5m
        keep_firing_for: 1h
        labels: &page {severity: page, empty: ''}
        annotations:
          summary: "{{ $labels.instance }}: \\"down\\"\\n"
      - {alert: Same, expr: "vector(1) > 0", labels: *page, for: 0s}
  - name: empty
`;
  const { groups, problems } = checkedRuleFile(text);
  expect(problems).toEqual([]);
  expect(groups).toEqual([{
    name: 'first', intervalMs: 90_000, limit: 5, queryOffsetMs: 30_000, labels: { team: 'ops' }, rules: [
      { kind: 'recording', record: 'job:up:sum', expr: 'sum by (job) (up)', labels: { by: 'rule' } },
      { kind: 'alerting', alert: 'Down', expr: 'up == 0\n  and on () vector(1)\n', forMs: 300_000, keepFiringForMs: 3_600_000, labels: { severity: 'page', empty: '' }, annotations: { summary: '{{ $labels.instance }}: "down"\n' } },
      { kind: 'alerting', alert: 'Same', expr: 'vector(1) > 0', forMs: 0, keepFiringForMs: 0, labels: { severity: 'page', empty: '' }, annotations: {} },
    ],
  }, { name: 'empty', intervalMs: null, limit: 0, queryOffsetMs: 0, labels: {}, rules: [] }]);
  expect(checkedRuleFile(ruleFileText(groups))).toEqual({ groups, problems: [] });
});

describe.skipIf(missing)('promtool is not installed: not compared with it', () => {
  test('what we write, promtool reads', () => {
    const { groups } = checkedRuleFile(readFileSync('resources/rules/machines.yml', 'utf8'));
    writeFileSync(join(dir, 'a.yml'), ruleFileText(groups));
    expect(spawnSync('promtool', ['check', 'rules', join(dir, 'a.yml')], { encoding: 'utf8' })).toMatchObject({ status: 0, stdout: expect.stringContaining('11 rules found') });
  });

  test.each([
    ['an expression that ends too soon', rule('{alert: A, expr: "up =="}')], ['an unknown function', rule('{alert: A, expr: "foo(up)"}')], ['a name that is none', rule('{record: "a b", expr: up}')],
    ['both kinds at once', rule('{record: a, alert: b, expr: up}')], ['neither kind', rule('{expr: up}')], ['no expression', rule('{alert: A}')], ['`for` in a recording rule', rule('{record: a, expr: up, for: 5m}')],
    ['annotations in a recording rule', rule('{record: a, expr: up, annotations: {a: b}}')], ['a label that is none', rule('{alert: A, expr: up, labels: {a-b: c}}')], ['the name as a label', rule('{alert: A, expr: up, labels: {__name__: c}}')],
    ['an annotation that is none', rule('{alert: A, expr: up, annotations: {a-b: c}}')], ['a field that nobody knows', rule('{alert: A, expr: up, foo: bar}')], ['a duration that is none', rule('{alert: A, expr: up, for: 5x}')],
    ['a template that does not end', rule('{alert: A, expr: up, annotations: {a: "{{ $value "}}')], ['a variable that is unknown', rule('{alert: A, expr: up, annotations: {a: "{{ $x }}"}}')], ['a function that is unknown', rule('{alert: A, expr: up, labels: {a: "{{ foo 1 }}"}}')],
    ['`if` without a value', rule('{alert: A, expr: up, labels: {a: "{{ if }}x{{ end }}"}}')], ['`if` without an end', rule('{alert: A, expr: up, labels: {a: "{{ if true }}x"}}')], ['an end of nothing', rule('{alert: A, expr: up, labels: {a: "{{ end }}"}}')],
    ['a second line', rule('{alert: A, expr: up, labels: {a: "x\\n{{ foo }}"}}')], ['a group without a name', 'groups:\n- rules: []\n'], ['a name twice', 'groups:\n- {name: a}\n- {name: a}\n'], ['groups that are a number', 'groups: 3\n'],
    ['an empty file', ''], ['nothing wrong', rule('{alert: A, expr: up, for: 1h}')],
  ])('%s is as wrong as for promtool, in the same words', (_what, text) => {
    writeFileSync(join(dir, 'a.yml'), text);
    const { stderr, status } = spawnSync('promtool', ['check', 'rules', join(dir, 'a.yml')], { encoding: 'utf8' });
    /** the sentence itself: where in the file it stands, and Go's names of its own types, are said otherwise */
    const bare = (line: string) => line.replace(/^.*?a\.yml: /, '').replace(/^(\d+:\d+: )+/, '').replace(/^ *line \d+: /, '').replace('rulefmt.RuleNode', 'rulefmt.Rule').replace(/!!\w+ /, '').trim();
    const theirs = stderr.split('\n').map(bare).filter(line => !/^(FAILED:|yaml: unmarshal errors:|)$/.test(line) && !line.includes('[]yaml.Node'));
    const { problems } = checkedRuleFile(text);
    expect(problems.map(({ message }) => bare(message))).toEqual(theirs);
    expect(problems.length > 0).toBe(status !== 0);
  });
});
