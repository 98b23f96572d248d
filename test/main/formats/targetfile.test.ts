import fc from 'fast-check';
import { stringify } from 'yaml';
import { expect, test } from 'vitest';
import { parseTargetFile } from '../../../src-main/formats/targetfile.ts';

test.each([
  ['x.json', '[{"targets": ["a:1", "b:2"], "labels": {"env": "prod"}}, {"targets": ["c:3"]}]', [['a:1', { env: 'prod' }], ['b:2', { env: 'prod' }], ['c:3', {}]]],
  ['x.yml', '- targets: [a:1, b:2]\n  labels: {env: prod, rack: 7}\n- targets:\n  - c:3', [['a:1', { env: 'prod', rack: '7' }], ['b:2', { env: 'prod', rack: '7' }], ['c:3', {}]]],
  ['x.JSON', '[]', []], ['x.json', 'null', []], ['x.yaml', '', []], ['x.yaml', '# none', []], ['x.json', '[{"labels": {}}]', []], ['x.yml', '- targets:\n', []],
])('%s: %s', (name, text, expected) => expect(parseTargetFile(text, name).map(({ address, labels }) => [address, labels])).toEqual(expected));

test.each([
  ['x.json', '[{"targets": ["secret"', 'this is not JSON'], ['x.json', '{"targets": []}', 'the file: a list of groups with targets and labels, all of them texts, is expected'], ['x.json', '[{"targets": [1]}]', '0.targets.0: a list of groups with targets and labels, all of them texts, is expected'],
  ['x.json', '[{"targets": [], "label": {}}]', '0: a list of groups with targets and labels, all of them texts, is expected'], ['x.json', '[{"targets": ["a"], "labels": {"a": 1}}]', '0.labels.a: a list of groups with targets and labels, all of them texts, is expected'],
  ['x.yml', 'targets: [a]', 'line 1, a list of groups with targets and labels is expected'], ['x.yml', '- a', 'line 1, a group has to be a map of targets and labels'], ['x.yml', '- targets: [a]\n  label: {}', 'line 2, label is no field of a group'], ['x.yml', '- targets: a', 'line 1, targets has to be a list'],
])('%s: %s is refused', (name, text, message) => {
  expect(() => parseTargetFile(text, name)).toThrow(expect.objectContaining({ code: 'bad-data', message }));
});

test('what JSON and YAML say alike is read alike', () => {
  const word = fc.string({ minLength: 1, maxLength: 8 });
  const groups = fc.array(fc.record({ targets: fc.array(word, { maxLength: 3 }), labels: fc.dictionary(word.filter(name => name !== '<<' && name !== '__proto__'), fc.string({ maxLength: 6 }), { maxKeys: 3 }) }), { maxLength: 3 });
  fc.assert(fc.property(groups, data => {
    const yaml = stringify(data, { defaultStringType: 'QUOTE_DOUBLE', defaultKeyType: 'QUOTE_DOUBLE' });
    expect(parseTargetFile(yaml, 'x.yml')).toEqual(parseTargetFile(JSON.stringify(data), 'x.json'));
    expect(parseTargetFile(JSON.stringify(data), 'x.json')).toEqual(data.flatMap(({ targets, labels }) => targets.map(address => ({ address, labels }))));
  }));
});
