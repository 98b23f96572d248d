import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ruleError } from '../../../src-main/formats/relabel.ts';
import { parseRelabelText } from '../../../src-main/formats/relabelyaml.ts';
import { RELABEL_ACTIONS, RelabelRule } from '../../../src-main/shared/model/relabel.ts';
import { relabelText } from '../../../src-main/shared/model/relabeltext.ts';

const rule = (input: Parameters<typeof RelabelRule.parse>[0]): RelabelRule => RelabelRule.parse(input);

test.each([
  ['', []], ['# none yet\n', []], ['relabel_configs:\n', []],
  ['- source_labels: [__address__]\n  regex: (.*):\\d+\n  target_label: host', [rule({ sourceLabels: ['__address__'], regex: '(.*):\\d+', targetLabel: 'host' })]],
  ['metric_relabel_configs:\n  - action: Drop\n    source_labels: [__name__, le]\n    separator: "@"\n    regex: "go_.*@.*"', [rule({ action: 'drop', sourceLabels: ['__name__', 'le'], separator: '@', regex: 'go_.*@.*' })]],
  ['- {action: hashmod, source_labels: [__address__], modulus: 4, target_label: __tmp}\n- {action: keep, source_labels: [__tmp], regex: 0}', [rule({ action: 'hashmod', sourceLabels: ['__address__'], modulus: 4, targetLabel: '__tmp' }), rule({ action: 'keep', sourceLabels: ['__tmp'], regex: '0' })]],
  ['- target_label: env\n  replacement: on\n- target_label: x\n  replacement:\n- action: labeldrop\n  regex: "a|b" # both', [rule({ targetLabel: 'env', replacement: 'on' }), rule({ targetLabel: 'x', replacement: '' }), rule({ action: 'labeldrop', regex: 'a|b' })]],
  ['- &one {action: labelmap, regex: __meta_(.+)}\n- *one', [rule({ action: 'labelmap', regex: '__meta_(.+)' }), rule({ action: 'labelmap', regex: '__meta_(.+)' })]],
])('%j is read', (text, rules) => expect(parseRelabelText(text)).toEqual({ rules, problems: [] }));

test.each([
  ['- target_label: a\n- target_label: b\n  regex: "("', [{ line: 3, problem: 'error parsing regexp: missing closing ): `(`' }]],
  ['- action: remove\n  regex: x', [{ line: 1, problem: `action has to be one of ${RELABEL_ACTIONS.join(', ')}` }]],
  ['- target_label: a\n  sourcelabels: [b]\n  Regex: x', [{ line: 2, problem: 'sourcelabels is no field of a rule' }, { line: 3, problem: 'Regex is no field of a rule' }]],
  ['- source_labels: __name__\n  target_label: a', [{ line: 1, problem: 'source_labels has to be a list' }]],
  ['- source_labels: [[a]]\n  target_label: a', [{ line: 1, problem: 'an entry of source_labels has to be text' }]],
  ['- action: hashmod\n  modulus: -1\n  target_label: a', [{ line: 2, problem: 'modulus has to be a whole number up to 2^53' }, { line: 1, problem: 'hashmod needs a modulus above 0' }]],
  ['- just text', [{ line: 1, problem: 'a rule has to be a map of its fields' }]],
  ['target_label: a\nregex: b', [{ line: 1, problem: 'a list of rules is expected, each beginning with -' }]],
  ['- a: [', [{ line: 1, problem: expect.stringMatching(/^column \d+: Flow sequence/) }]],
  ['- {}', [{ line: 1, problem: 'replace needs a target_label' }]],
])('%j is refused by line', (text, problems) => expect(parseRelabelText(text)).toEqual({ rules: [], problems }));

test('rules are written as people write them', () => {
  expect(relabelText([
    rule({ sourceLabels: ['__address__', 'null'], regex: '(.*):\\d+', targetLabel: 'host' }), rule({ action: 'labeldrop', regex: "it's" }), rule({ targetLabel: 'x', replacement: '' }),
    rule({ action: 'hashmod', sourceLabels: ['a'], separator: '\n', modulus: 8, targetLabel: '__tmp' }),
  ])).toBe([
    "- source_labels: [__address__, 'null']", "  regex: '(.*):\\d+'", '  target_label: host',
    '- action: labeldrop', "  regex: 'it''s'",
    '- target_label: x', "  replacement: ''",
    '- action: hashmod', '  source_labels: [a]', '  separator: "\\n"', '  modulus: 8', '  target_label: __tmp', '',
  ].join('\n'));
});

test('whatever is written is read back', () => {
  const text = fc.oneof(fc.string({ maxLength: 10 }), fc.string({ unit: 'grapheme', maxLength: 5 }), fc.constantFrom('null', '~', 'yes', "'", '"', '# x', ': ', '- ', '\u0085', '\u2028', '\t', '1e3'));
  const any = fc.record({ action: fc.constantFrom(...RELABEL_ACTIONS), sourceLabels: fc.array(fc.constantFrom('a', '__name__', 'null', 'on', 'N'), { maxLength: 3 }), separator: text, regex: text, modulus: fc.nat(), targetLabel: fc.constantFrom('a', 'yes', '${1}_x', ''), replacement: text }, { requiredKeys: ['action'] })
    .map(input => rule(input)).filter(one => ruleError(one) === null);
  fc.assert(fc.property(fc.array(any, { maxLength: 5 }), rules => { expect(parseRelabelText(relabelText(rules))).toEqual({ rules, problems: [] }); }), { numRuns: 1000 });
});
