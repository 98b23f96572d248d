import { expect, test } from 'vitest';
import { type LabelPairs, toPairs } from '../../../src-main/shared/model/labels.ts';
import { encodeLabels } from '../../../src-main/tsdb/labelcodec.ts';
import { compilePattern } from '../../../src-main/tsdb/matcher.ts';
import { Postings } from '../../../src-main/tsdb/postings.ts';
import type { Matcher } from '../../../src-main/tsdb/select.ts';

const SERIES: readonly Record<string, string>[] = [
  { __name__: 'up', job: 'node', instance: 'a:9100' },
  { __name__: 'up', job: 'node', instance: 'b:9100' },
  { __name__: 'up', job: 'app' },
  { __name__: 'node_load1', job: 'node', instance: 'a:9100' },
  { __name__: 'node_load5', job: 'node', instance: 'b:9100', constructor: 'x', env: 'line\nfeed' },
];

/** As the tables give them: each string with a number of its own, labels as numbers. */
function add(index: Postings, ref: number, pairs: LabelPairs): void {
  index.add(ref, encodeLabels(pairs, text => {
    const known = index.symbols.idOf(text);
    if (known !== 0) return known;
    index.symbols.addText(index.symbols.size + 1, text);
    return index.symbols.size;
  }));
}

function postings(): Postings {
  const index = new Postings();
  for (const ref of [4, 0, 3, 1, 2]) add(index, ref, toPairs(SERIES[ref]!)); // refs come in any order
  return index;
}
const m = (name: string, op: Matcher['op'], value: string): Matcher => ({ name, op, value });

test.each([
  { matchers: [], refs: [0, 1, 2, 3, 4] },
  { matchers: [m('__name__', '=', 'up')], refs: [0, 1, 2] },
  { matchers: [m('__name__', '=', 'up'), m('job', '=', 'node')], refs: [0, 1] },
  { matchers: [m('job', '!=', 'node')], refs: [2] },
  { matchers: [m('instance', '=', '')], refs: [2] },
  { matchers: [m('instance', '!=', '')], refs: [0, 1, 3, 4] },
  { matchers: [m('instance', '!=', 'a:9100')], refs: [1, 2, 4] },
  { matchers: [m('__name__', '=~', 'node_.+')], refs: [3, 4] },
  { matchers: [m('__name__', '=~', 'node_load1|up')], refs: [0, 1, 2, 3] },
  { matchers: [m('__name__', '=~', '(?i)UP')], refs: [0, 1, 2] },
  { matchers: [m('__name__', '!~', 'node_.+|up')], refs: [] },
  { matchers: [m('instance', '=~', '.*')], refs: [0, 1, 2, 3, 4] },
  { matchers: [m('instance', '=~', '.+')], refs: [0, 1, 3, 4] },
  { matchers: [m('instance', '=~', 'a.*|')], refs: [0, 2, 3] },
  { matchers: [m('instance', '!~', '.+')], refs: [2] },
  { matchers: [m('instance', '=~', '9100')], refs: [] }, // anchored
  { matchers: [m('constructor', '=', 'x')], refs: [4] },
  { matchers: [m('toString', '=', '')], refs: [0, 1, 2, 3, 4] },
  { matchers: [m('env', '=~', 'line.feed')], refs: [4] }, // a dot matches a line feed, as in Prometheus 3
  { matchers: [m('nothing', '=', 'x')], refs: [] },
])('$matchers selects $refs', ({ matchers, refs }) => {
  expect([...postings().select(matchers)]).toEqual(refs);
});

test('names and values are listed in order', () => {
  expect(postings().labelNames()).toEqual(['__name__', 'constructor', 'env', 'instance', 'job']);
  expect(postings().labelValues('instance')).toEqual(['a:9100', 'b:9100']);
  expect(postings().labelValues('nothing')).toEqual([]);
});

test.each([
  { pattern: 'foo.*', prefix: 'foo', yes: ['foo', 'foobar'], no: ['fo', 'xfoo'] },
  { pattern: 'fo*', prefix: 'f', yes: ['f', 'foo'], no: ['', 'fooo1'] },
  { pattern: 'fo{2}', prefix: 'f', yes: ['foo'], no: ['fo'] },
  { pattern: 'a|b|cd', prefix: '', yes: ['a', 'cd'], no: ['abcd', 'c'] },
  { pattern: '(?:x|y)z', prefix: '', yes: ['xz', 'yz'], no: ['x', 'xyz'] },
  { pattern: 'a\\.b', prefix: 'a', yes: ['a.b'], no: ['axb'] },
  { pattern: '[[:digit:]]+', prefix: '', yes: ['0123'], no: ['x1'] },
])('$pattern is RE2 and anchored', ({ pattern, prefix, yes, no }) => {
  const compiled = compilePattern(pattern);
  expect(compiled.prefix).toBe(prefix);
  expect(yes.map(value => compiled.test(value))).toEqual(yes.map(() => true));
  expect(no.map(value => compiled.test(value))).toEqual(no.map(() => false));
});

test('a pattern that would explode in a backtracking engine is linear', () => {
  const began = performance.now();
  expect(compilePattern('(a+)+b').test('a'.repeat(50_000))).toBe(false);
  expect(performance.now() - began).toBeLessThan(5_000);
});

test('a pattern that is none is refused in RE2 words', () => {
  expect(() => postings().select([m('job', '=~', '(a')])).toThrow('error parsing regexp: missing closing ): `(a`');
  expect(() => compilePattern('(?=a)b')).toThrow(/error parsing regexp/);
  expect(() => compilePattern('x'.repeat(10_000))).toThrow(/longer than/);
});

test('a selection stays as it was while the index grows, in whatever order the refs of new series come', () => {
  const index = new Postings();
  for (const ref of [10, 20, 30]) add(index, ref, ['__name__', 'up', 'job', 'node']);
  const before = [index.select([m('job', '=', 'node')]), index.select([]), index.select([m('job', '=~', 'no.+')])];
  add(index, 5, ['__name__', 'up', 'job', 'node']);
  for (const matchers of [[m('job', '=', 'node')], []]) expect([...index.select(matchers)]).toEqual([5, 10, 20, 30]);
  expect(before.map(refs => [...refs])).toEqual(new Array(3).fill([10, 20, 30]));
});
