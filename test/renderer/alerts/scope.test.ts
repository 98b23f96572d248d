import { expect, test } from 'vitest';
import { matcherText, type ScopeMatcher } from '../../../src-main/shared/model/simplerule.ts';
import { forText, parseFor } from '../../../src-renderer/alerts/duration.ts';
import { matcherWords, parseMatcher, scopeLabels, valuesOf, withValue } from '../../../src-renderer/alerts/scope.ts';

test('machines are chosen by group, tags, place, name; not by parts of a machine', () => {
  expect(scopeLabels(['__name__', 'cpu', 'job', 'mode', 'instance', 'tag_env', 'group', 'zone', 'region', 'mountpoint'])).toEqual(['group', 'tag_env', 'region', 'instance', 'job', 'zone']);
});

const chosen = (...pairs: (readonly [string, string])[]) => pairs.reduce<readonly ScopeMatcher[]>((scope, [name, value]) => withValue(scope, name, value), []);

test.each([
  [[['group', 'prod']], 'group="prod"'],
  [[['group', 'prod'], ['tag_env', 'x']], 'group="prod",tag_env="x"'],
  [[['group', 'prod'], ['group', 'lab']], 'group=~"prod|lab"'],
  [[['instance', '10.0.0.1:9100'], ['instance', '10.0.0.2:9100']], 'instance=~"10\\\\.0\\\\.0\\\\.1:9100|10\\\\.0\\\\.0\\\\.2:9100"'],
  [[['group', 'prod'], ['group', 'prod']], 'group="prod"'],
] as const)('%j are written %s', (pairs, written) => expect(chosen(...pairs).map(matcherText).join(',')).toBe(written));

test('what was chosen is read back as the values it was made of', () => {
  const [matcher] = chosen(['instance', '10.0.0.1:9100'], ['instance', 'web-1']);
  expect(valuesOf(matcher!)).toEqual(['10.0.0.1:9100', 'web-1']);
  expect(valuesOf({ name: 'instance', op: '=~', value: 'web-.*' })).toBeNull();
  expect(matcherWords({ name: 'tag_env', op: '=', value: 'prod' })).toEqual({ name: 'env', value: 'prod' });
  expect(matcherWords({ name: 'instance', op: '=~', value: 'web-.*' })).toEqual({ name: 'instance', value: '=~ web-.*' });
});

test.each([
  ['env=prod', { name: 'env', op: '=', value: 'prod' }], ['instance =~ "web-.*"', { name: 'instance', op: '=~', value: 'web-.*' }], ['a!="x\\"y"', { name: 'a', op: '!=', value: 'x"y' }], ['job!~a|b', { name: 'job', op: '!~', value: 'a|b' }], ['env', null], ['1x=y', null],
])('%s is the condition %j', (text, matcher) => expect(parseMatcher(text)).toEqual(matcher));

test.each([['', 0], ['0s', 0], ['5m', 300_000], ['1h30m', 5_400_000], ['10 min', 600_000], ['soon', null], ['-5m', null]])('%j lasts %j ms', (text, ms) => expect(parseFor(text)).toBe(ms));
test.each([[0, '0s'], [300_000, '5m'], [5_400_000, '90m']])('%d ms are written %s', (ms, text) => { expect(forText(ms)).toBe(text); expect(parseFor(text)).toBe(ms); });
