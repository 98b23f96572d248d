import { expect, test } from 'vitest';
import { labelsText, matchersText, parseMatchers } from '../../../../src-main/shared/model/matcher.ts';

test.each([
  ['{severity="critical",job=~"node.*"}', [['severity', '=', 'critical'], ['job', '=~', 'node.*']]],
  ['severity = critical , zone!=b', [['severity', '=', 'critical'], ['zone', '!=', 'b']]],
  ['a="x,y}", b!~"\\"q\\""', [['a', '=', 'x,y}'], ['b', '!~', '"q"']]],
  ['a=""', [['a', '=', '']]], ['a=', [['a', '=', '']]], ['', []], ['{}', []],
] as const)('%s is read', (text, expected) => {
  expect(parseMatchers(text)?.map(({ name, op, value }) => [name, op, value])).toEqual(expected);
});

test.each(['a', '1a=b', 'a=="b"', 'a="b" c="d"', 'a="b', 'a~b', '{a="b"'])('%s is no matcher', text => {
  expect(parseMatchers(text)).toBeNull();
});

test('what is written is read again, in Alertmanager’s order', () => {
  const matchers = [{ name: 'team', op: '=~', value: 'db|dba' }, { name: 'severity', op: '!=', value: 'in"fo' }] as const;
  expect(matchersText(matchers)).toBe('{severity!="in\\"fo",team=~"db|dba"}');
  expect(parseMatchers(matchersText(matchers))).toEqual([matchers[1], matchers[0]]);
  expect(labelsText({ zone: 'b', alertname: 'Down', area: '' })).toBe('{alertname="Down", area="", zone="b"}');
});
