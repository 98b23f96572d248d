import fc from 'fast-check';
import { stringify } from 'yaml';
import { expect, test } from 'vitest';
import { parseYaml, type YamlNode } from '../../../src-main/formats/yamltree.ts';

/** The same without lines; null for what is null. */
const plain = (node: YamlNode): unknown => {
  if (node.kind === 'text') return node.isNull ? null : node.text;
  return node.kind === 'list' ? node.items.map(plain) : Object.fromEntries([...node.entries].map(([name, { value }]) => [name, plain(value)]));
};

test.each([
  ['a: 1\nb: 0x10\nc: on\nd: "1"\ne: 1m30s\nf: 1.50', { a: '1', b: '0x10', c: 'on', d: '1', e: '1m30s', f: '1.50' }],
  ['a:\nb: ~\nc: null\nd: ""\ne: "null"', { a: null, b: null, c: null, d: '', e: 'null' }],
  ['- x\n- [y, {z: w}]\n-', ['x', ['y', { z: 'w' }], null]],
  ['a: |\n  two\n  lines\nb: >-\n  one\n  line', { a: 'two\nlines\n', b: 'one line' }],
  ['base: &b {x: 1, y: 2}\nall:\n  <<: *b\n  y: 3\nlist: *b', { base: { x: '1', y: '2' }, all: { y: '3', x: '1' }, list: { x: '1', y: '2' } }],
  ['one: &o {a: 1}\ntwo: &t {a: 2, b: 2}\nboth: {<<: [*o, *t]}', { one: { a: '1' }, two: { a: '2', b: '2' }, both: { a: '1', b: '2' } }],
  ['', null], ['# nothing\n', null],
])('%j', (text, expected) => expect(plain(parseYaml(text))).toEqual(expected));

test('every node knows its line', () => {
  const root = parseYaml('# first\na: 1\nb:\n  - x\n  - c: 2\n\n    d: 3\n');
  if (root.kind !== 'map') throw new Error('a map was expected');
  const b = root.entries.get('b')!;
  if (b.value.kind !== 'list' || b.value.items[1]?.kind !== 'map') throw new Error('a list was expected');
  expect([root.entries.get('a')!.line, b.line, b.value.items[0]!.line, b.value.items[1].line, b.value.items[1].entries.get('d')!.line]).toEqual([2, 3, 4, 5, 7]);
});

test.each([
  ['a: [1, 2', /^line 1, column 9: Flow sequence/], ['a: 1\na: 2', /^line 2, column 1: Map keys must be unique/], ['a: 1\n b: 2', /^line 1, column 4: Nested mappings/],
  ['a: *nowhere', 'line 1, this alias stands for nothing above it'], ['a: 1\n---\nb: 2', /^line 2, column 1: Source contains multiple documents/], ['<<: text', 'line 1, only a map can be merged in by <<'],
])('%j is refused where it is wrong', (text, message) => {
  expect(() => parseYaml(text)).toThrow(expect.objectContaining({ code: 'bad-data', message: typeof message === 'string' ? message : expect.stringMatching(message) }));
});

test('an error quotes nothing of the text', () => {
  for (const text of ['a:\n  password: hunter2: x', 'password: "hunter2', '- {hunter2: [', '*hunter2', '"hunter2": 1\n"hunter2": 2', '%hunter2 x\n---\na', 'a: !!hunter2 x\nb: [']) {
    try {
      parseYaml(text);
    } catch (error) {
      expect(String(error)).not.toContain('hunter2');
    }
  }
});

test('aliases that multiply end in a refusal, not in memory', () => {
  const bomb = Array.from({ length: 30 }, (_, i) => `a${i}: &a${i} [${i === 0 ? 'x' : Array.from({ length: 10 }, () => `*a${i - 1}`).join(', ')}]`).join('\n');
  expect(() => parseYaml(bomb)).toThrow('too large');
  expect(() => parseYaml('['.repeat(500))).toThrow();
});

test('any data of texts, lists and maps comes back as it was written', () => {
  const text = fc.oneof(fc.string({ maxLength: 12 }), fc.constantFrom('yes', '1e3', '~', '<<', '- x', 'a: b', '\ttab', 'ü', ' lead'));
  const { data } = fc.letrec<{ data: unknown }>(tie => ({ data: fc.oneof({ depthSize: 'small' }, text, fc.array(tie('data'), { maxLength: 4 }), fc.dictionary(text.filter(key => key !== '<<' && key !== '__proto__'), tie('data'), { maxKeys: 4 })) }));
  fc.assert(fc.property(data, value => { expect(plain(parseYaml(stringify(value, { schema: 'yaml-1.1', defaultStringType: 'QUOTE_DOUBLE', defaultKeyType: 'QUOTE_DOUBLE' })))).toEqual(value); }), { numRuns: 500 });
});

test('any text is read or refused', () => {
  fc.assert(fc.property(fc.oneof(fc.string(), fc.array(fc.constantFrom('a: ', '- ', '[', ']', '{', '}', '\n', '  ', '&x ', '*x', '<<: ', '"', "'", '|', '#', '? ', '!!str ', ',')).map(parts => parts.join(''))), text => {
    try {
      parseYaml(text);
    } catch (error) {
      expect(error).toMatchObject({ code: 'bad-data', message: expect.stringMatching(/^line \d+, /) });
    }
  }), { numRuns: 2000 });
});
