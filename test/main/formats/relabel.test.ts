import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileRelabeling, explain, relabel } from '../../../src-main/formats/relabel.ts';
import { toLabels, toPairs, type Labels } from '../../../src-main/shared/model/labels.ts';
import { RELABEL_ACTIONS, RelabelRule } from '../../../src-main/shared/model/relabel.ts';

type RuleInput = Parameters<typeof RelabelRule.parse>[0];
const rules = (...inputs: RuleInput[]) => compileRelabeling(inputs.map(input => RelabelRule.parse(input)));
const relabelled = (labels: Labels, ...inputs: RuleInput[]): Labels | null => {
  const pairs = relabel(rules(...inputs), toPairs(labels));
  return pairs === null ? null : { ...toLabels(pairs) };
};

const LABELS = { a: 'foo', b: 'bar', c: 'baz' };

describe('replace', () => {
  test.each([
    { what: 'the default copies all of the source', rule: { sourceLabels: ['a'], targetLabel: 'd' }, expected: { ...LABELS, d: 'foo' } },
    { what: 'several sources are joined by the separator', rule: { sourceLabels: ['a', 'b'], separator: '::', targetLabel: 'd' }, expected: { ...LABELS, d: 'foo::bar' } },
    { what: 'an absent source is empty, its separator stands', rule: { sourceLabels: ['a', 'none', 'b'], targetLabel: 'd' }, expected: { ...LABELS, d: 'foo;;bar' } },
    { what: 'groups by number, with and without braces', rule: { sourceLabels: ['a', 'b'], regex: '(f)(.*);(.*)', replacement: '$3-${1}x-$0', targetLabel: 'd' }, expected: { ...LABELS, d: 'bar-fx-foo;bar' } },
    { what: 'groups by name, in both spellings', rule: { sourceLabels: ['a'], regex: '(?P<first>.)(?<rest>.*)', replacement: '${rest}_$first', targetLabel: 'd' }, expected: { ...LABELS, d: 'oo_f' } },
    { what: 'a name is as long as it can be', rule: { sourceLabels: ['a'], regex: '(.)(.*)', replacement: '$1x|${1}x', targetLabel: 'd' }, expected: { ...LABELS, d: '|fx' } },
    { what: 'a group that is not there is empty', rule: { sourceLabels: ['a'], regex: '(.*)', replacement: '<$2$nothing$01>', targetLabel: 'd' }, expected: { ...LABELS, d: '<>' } },
    { what: 'a group that took no part is empty', rule: { sourceLabels: ['a'], regex: '(x)?(foo)', replacement: '<$1>$2', targetLabel: 'd' }, expected: { ...LABELS, d: '<>foo' } },
    { what: 'two dollars are one, and one alone is itself', rule: { sourceLabels: ['a'], replacement: '$$1 $ ${ ${} $-', targetLabel: 'd' }, expected: { ...LABELS, d: '$1 $ ${ ${} $-' } },
    { what: 'without a match nothing happens', rule: { sourceLabels: ['a'], regex: 'f', replacement: 'x', targetLabel: 'b' }, expected: LABELS },
    { what: 'a pattern has to match the whole', rule: { sourceLabels: ['a'], regex: 'f|o|fo+', replacement: 'all', targetLabel: 'd' }, expected: { ...LABELS, d: 'all' } },
    { what: 'a dot matches a line feed', rule: { sourceLabels: ['a'], separator: '\n', regex: '.*', replacement: 'all', targetLabel: 'd' }, expected: { ...LABELS, d: 'all' } },
    { what: 'an empty result removes the label', rule: { sourceLabels: ['a'], regex: 'foo()', targetLabel: 'b' }, expected: { a: 'foo', c: 'baz' } },
    { what: 'an empty result of what is not there is nothing', rule: { replacement: '', targetLabel: 'd' }, expected: LABELS },
    { what: 'no source is empty text', rule: { targetLabel: 'd', replacement: 'always' }, expected: { ...LABELS, d: 'always' } },
    { what: 'the target may be made of groups', rule: { sourceLabels: ['a', 'b'], regex: '(.*);(.*)', targetLabel: '${1}_$2', replacement: 'x' }, expected: { ...LABELS, foo_bar: 'x' } },
    { what: 'a target that comes out as no label name is left alone', rule: { sourceLabels: ['a'], regex: '(.)(.*)', targetLabel: '${3}', replacement: 'x' }, expected: LABELS },
    { what: 'the pattern may ignore case', rule: { sourceLabels: ['a'], regex: '(?i)FO+', replacement: 'yes', targetLabel: 'd' }, expected: { ...LABELS, d: 'yes' } },
  ])('$what', ({ rule, expected }) => expect(relabelled(LABELS, rule)).toEqual(expected));
});

describe('the other actions', () => {
  test.each([
    { what: 'keep what matches', rule: { action: 'keep', sourceLabels: ['a'], regex: 'fo.' }, expected: LABELS },
    { what: 'drop what keep does not match', rule: { action: 'keep', sourceLabels: ['a'], regex: 'fo' }, expected: null },
    { what: 'drop what matches', rule: { action: 'drop', sourceLabels: ['a', 'b'], regex: 'foo;.*' }, expected: null },
    { what: 'keep what drop does not match', rule: { action: 'drop', sourceLabels: ['a'], regex: 'oo' }, expected: LABELS },
    { what: 'keepequal of equal values', labels: { a: 'x', b: 'x' }, rule: { action: 'keepequal', sourceLabels: ['a'], targetLabel: 'b' }, expected: { a: 'x', b: 'x' } },
    { what: 'keepequal of different values', rule: { action: 'keepequal', sourceLabels: ['a'], targetLabel: 'b' }, expected: null },
    { what: 'dropequal of equal values', labels: { a: 'x;y', b: 'x', c: 'y' }, rule: { action: 'dropequal', sourceLabels: ['b', 'c'], targetLabel: 'a' }, expected: null },
    { what: 'dropequal of different values', rule: { action: 'dropequal', sourceLabels: ['a'], targetLabel: 'b' }, expected: LABELS },
    { what: 'dropequal of two that are absent', rule: { action: 'dropequal', sourceLabels: ['x'], targetLabel: 'y' }, expected: null },
    { what: 'labelmap gives new names and keeps the old', labels: { __meta_zone: 'b', __meta_rack: '7', x: 'y' }, rule: { action: 'labelmap', regex: '__meta_(.+)' }, expected: { __meta_zone: 'b', __meta_rack: '7', x: 'y', zone: 'b', rack: '7' } },
    { what: 'labelmap with a template', labels: { ab: '1', cd: '2' }, rule: { action: 'labelmap', regex: '(.)(.)', replacement: '${2}_${1}' }, expected: { ab: '1', cd: '2', b_a: '1', d_c: '2' } },
    { what: 'of two equal new names the last by order wins', labels: { n1: 'one', n2: 'two' }, rule: { action: 'labelmap', regex: 'n.', replacement: 'n' }, expected: { n1: 'one', n2: 'two', n: 'two' } },
    { what: 'labeldrop', rule: { action: 'labeldrop', regex: 'a|b' }, expected: { c: 'baz' } },
    { what: 'labelkeep', rule: { action: 'labelkeep', regex: 'a|b' }, expected: { a: 'foo', b: 'bar' } },
    { what: 'lowercase', labels: { a: 'FooÄΣ', b: 'İ' }, rule: { action: 'lowercase', sourceLabels: ['a', 'b'], separator: '', targetLabel: 'd' }, expected: { a: 'FooÄΣ', b: 'İ', d: 'fooäσi' } },
    { what: 'uppercase', labels: { a: 'Fooäßŉ', b: 'ᾳ𐐨' }, rule: { action: 'uppercase', sourceLabels: ['a', 'b'], separator: '', targetLabel: 'd' }, expected: { a: 'Fooäßŉ', b: 'ᾳ𐐨', d: 'FOOÄßŉᾼ𐐀' } },
    { what: 'lowercase of nothing removes the target', rule: { action: 'lowercase', sourceLabels: ['none'], targetLabel: 'b' }, expected: { a: 'foo', c: 'baz' } },
  ] as { what: string; labels?: Labels; rule: RuleInput; expected: Labels | null }[])('$what', ({ labels = LABELS, rule, expected }) => expect(relabelled(labels, rule)).toEqual(expected));

  test.each([
    // md5('') = d41d8cd98f00b204 e9800998ecf8427e, md5('foo') = acbd18db4cc2f85c edef654fccc4a4d8
    { value: '', modulus: 10, expected: 0xe9800998ecf8427en % 10n },
    { value: 'foo', modulus: 7, expected: 0xedef654fccc4a4d8n % 7n },
    { value: 'foo', modulus: Number.MAX_SAFE_INTEGER, expected: 0xedef654fccc4a4d8n % (2n ** 53n - 1n) },
    { value: 'foo', modulus: 1, expected: 0n },
  ])('hashmod of "$value" by $modulus is the last 8 bytes of the MD5, modulo', ({ value, modulus, expected }) => {
    expect(relabelled({ a: value }, { action: 'hashmod', sourceLabels: ['a'], modulus, targetLabel: 'h' })?.['h']).toBe(String(expected));
  });
});

test('rules follow one another, each on what the one before has left', () => {
  const steps: RuleInput[] = [
    { sourceLabels: ['a'], regex: '(.)oo', targetLabel: 'd', replacement: '${1}ar' },
    { sourceLabels: ['d'], targetLabel: 'a' },
    { action: 'drop', sourceLabels: ['a'], regex: 'foo' },
    { action: 'labeldrop', regex: 'd|c' },
  ];
  expect(relabelled(LABELS, ...steps)).toEqual({ a: 'far', b: 'bar' });
  expect(explain(rules(...steps), toPairs(LABELS)).map(({ rule, changed }) => [rule, changed])).toEqual([[0, ['d']], [1, ['a']], [2, []], [3, ['c', 'd']]]);
});

test('what a rule drops has no further steps', () => {
  const steps = explain(rules({ targetLabel: 'd', replacement: 'x' }, { action: 'keep', sourceLabels: ['d'], regex: 'y' }, { targetLabel: 'e', replacement: 'x' }), toPairs({ a: '1' }));
  expect(steps).toEqual([
    { rule: 0, before: { a: '1' }, after: { a: '1', d: 'x' }, changed: ['d'] },
    { rule: 1, before: { a: '1', d: 'x' }, after: null, changed: [] },
  ]);
});

test('a label called __proto__ is a label like any other', () => {
  const pairs = relabel(rules({ sourceLabels: ['__proto__'], targetLabel: 'constructor' }, { targetLabel: '__proto__', replacement: 'x' }), ['__proto__', 'y', 'a', 'b']);
  expect(pairs).toEqual(['__proto__', 'x', 'a', 'b', 'constructor', 'y']);
});

test.each([
  [{ regex: '(' , targetLabel: 'x' }, 'relabel_configs, rule 2 (replace): error parsing regexp: missing closing ): `(`'],
  [{ regex: '(?=x)' , targetLabel: 'x' }, 'relabel_configs, rule 2 (replace): error parsing regexp: invalid or unsupported Perl syntax: `(?=`'],
  [{}, 'relabel_configs, rule 2 (replace): replace needs a target_label'],
  [{ targetLabel: 'a-b' }, 'relabel_configs, rule 2 (replace): "a-b" is no label name for target_label'],
  [{ targetLabel: '${1' }, 'relabel_configs, rule 2 (replace): "${1" is no label name for target_label'],
  [{ sourceLabels: ['1a'], targetLabel: 'x' }, 'relabel_configs, rule 2 (replace): "1a" is no label name'],
  [{ action: 'hashmod', targetLabel: 'x' }, 'relabel_configs, rule 2 (hashmod): hashmod needs a modulus above 0'],
  [{ action: 'hashmod', modulus: 3 }, 'relabel_configs, rule 2 (hashmod): hashmod needs a target_label'],
  [{ action: 'lowercase', targetLabel: '$1' }, 'relabel_configs, rule 2 (lowercase): "$1" is no label name for target_label'],
  [{ action: 'uppercase', targetLabel: 'x', replacement: 'y' }, 'relabel_configs, rule 2 (uppercase): uppercase takes no replacement'],
  [{ action: 'keepequal', sourceLabels: ['a'], targetLabel: 'x', regex: 'y', separator: '' }, 'relabel_configs, rule 2 (keepequal): keepequal takes no separator, regex'],
  [{ action: 'labelkeep', sourceLabels: ['a'], regex: 'y' }, 'relabel_configs, rule 2 (labelkeep): labelkeep takes no source_labels'],
  [{ action: 'labelmap', replacement: 'a-$1' }, 'relabel_configs, rule 2 (labelmap): "a-$1" gives no label names: labelmap needs them in replacement'],
] as [RuleInput, string][])('%j is refused by its number and reason', (rule, message) => {
  expect(() => compileRelabeling([RelabelRule.parse({ action: 'labeldrop', regex: 'x' }), RelabelRule.parse(rule)], 'relabel_configs')).toThrow(expect.objectContaining({ code: 'bad-data', message }));
});

describe('whatever the rules', () => {
  const name = fc.constantFrom('a', 'b', 'c', '__name__', '__address__', 'le');
  const value = fc.oneof(fc.constantFrom('foo', 'a:9100', 'B', ''), fc.string({ maxLength: 12 }), fc.string({ unit: 'grapheme', maxLength: 6 }));
  const labels = fc.dictionary(name, value, { maxKeys: 5 }).map(toPairs);
  const text = fc.oneof(fc.constantFrom('(.*)', '(.)(.*)', '[ab]', '(?i)foo|(b)', 'x$1', '${2}_', '$$', '(?P<n>.+):.*', '$n'), fc.string({ maxLength: 8 }));
  const rule = fc.record({
    action: fc.constantFrom(...RELABEL_ACTIONS), sourceLabels: fc.array(name, { maxLength: 3 }), separator: fc.constantFrom(';', '', '-'), regex: text,
    modulus: fc.nat(20), targetLabel: fc.oneof(name, text), replacement: text,
  }, { requiredKeys: ['action'] }).map(input => RelabelRule.parse(input));

  test('they are refused by number, or give sorted labels without empty values, the same as the last step shows', () => {
    fc.assert(fc.property(fc.array(rule, { minLength: 1, maxLength: 6 }), labels, (list, pairs) => {
      const usable = list.filter(one => {
        try {
          compileRelabeling([one]);
          return true;
        } catch (error) {
          expect(error).toMatchObject({ code: 'bad-data', message: expect.stringMatching(/^relabelling, rule 1 \(/) });
          return false;
        }
      });
      const compiled = compileRelabeling(usable);
      const result = relabel(compiled, pairs);
      const steps = explain(compiled, pairs);
      const last = steps.at(-1);
      expect(result === null ? null : { ...toLabels(result) }).toEqual(last === undefined ? { ...toLabels(pairs) } : last.after === null ? null : { ...last.after });
      if (result !== null) expect(result).toEqual(toPairs(toLabels(result)));
      steps.forEach((step, i) => { if (i > 0) expect(step.before).toEqual(steps[i - 1]!.after); });
    }), { numRuns: 2000 });
  });

  test('labeldrop and labelkeep of one pattern share the labels out', () => {
    fc.assert(fc.property(labels, fc.constantFrom('a|b', '__.*', '[^c]', '.*', ''), (pairs, regex) => {
      const [dropped, kept] = (['labeldrop', 'labelkeep'] as const).map(action => relabel(rules({ action, regex }), pairs)!);
      expect(toPairs({ ...toLabels(dropped!), ...toLabels(kept!) })).toEqual(pairs);
      expect(dropped!.length + kept!.length).toBe(pairs.length);
    }));
  });

  test('hashmod is the remainder of the hash', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 2 ** 40 }), (text, modulus) => {
      const hash = BigInt(`0x${createHash('md5').update(text).digest('hex').slice(16)}`);
      expect(relabelled({ a: text }, { action: 'hashmod', sourceLabels: ['a'], modulus, targetLabel: 'h' })?.['h']).toBe(String(hash % BigInt(modulus)));
    }));
  });
});
