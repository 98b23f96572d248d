import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseSections } from '../../../../src-main/formats/proc/sections.ts';

const parsed = (...lines: string[]) => {
  const { texts, whole } = parseSections(lines.map(line => `${line}\n`).join(''));
  return { texts: Object.fromEntries(texts), whole };
};

test('every line goes to the file it names; below /proc, unless its path is whole', () => {
  expect(parsed('@begin:', 'stat:cpu0 1 2', 'stat:btime 5', 'net/dev:  lo: 1', '/etc/os-release:ID=x', '@date:1.5', 'stat:later', '@end:')).toEqual({
    texts: { '@begin': '\n', 'proc/stat': 'cpu0 1 2\nbtime 5\nlater\n', 'proc/net/dev': '  lo: 1\n', 'etc/os-release': 'ID=x\n', '@date': '1.5\n' }, whole: true,
  });
});

test('what stands before the first mark is a greeting, what comes after the last is nothing', () => {
  expect(parsed('Welcome to stat:', 'stat:cpu0 9', '@begin:', 'stat:cpu0 1', '@end:', 'stat:cpu0 9').texts['proc/stat']).toBe('cpu0 1\n');
});

test('without the last mark the answer is not whole; without the first there is none', () => {
  expect(parsed('@begin:', 'stat:cpu0 1')).toMatchObject({ texts: { 'proc/stat': 'cpu0 1\n' }, whole: false });
  expect(parsed('stat:cpu0 1', '@end:')).toEqual({ texts: {}, whole: false });
  expect(parsed()).toEqual({ texts: {}, whole: false });
});

test('a process whose name holds a line end can pass neither for a file nor for a mark, since grep names its file on each line', () => {
  expect(parsed('@begin:', '7/stat:7 (a', '7/stat:meminfo:x) S 1', '7/stat:@end:) S 1', 'loadavg:1', '@end:').texts).toEqual({
    '@begin': '\n', 'proc/7/stat': '7 (a\nmeminfo:x) S 1\n@end:) S 1\n', 'proc/loadavg': '1\n',
  });
});

test('a line that names no file is left out', () => {
  expect(parsed('@begin:', 'no colon', ': nothing', 'a b:c', `${'x'.repeat(300)}:long`, '@end:')).toEqual({ texts: { '@begin': '\n' }, whole: true });
});

test('any output is taken apart: every text is made of lines that were there', () => {
  const line = fc.oneof(fc.string(), fc.constantFrom('@begin:', '@end:', 'stat:1', 'stat:', '/a:b', '@x:y', ':'));
  fc.assert(fc.property(fc.array(line), lines => {
    const output = lines.join('\n');
    const { texts } = parseSections(output);
    for (const text of texts.values()) for (const each of text.split('\n')) expect(output).toContain(each);
  }));
});
