import { expect, test } from 'vitest';
import { faultIn } from '../../../src-renderer/editor/failure.ts';

test.each([
  ['1:8: parse error: unexpected end of input', { line: 1, column: 8, reason: 'parse error: unexpected end of input' }],
  ['invalid parameter "query": 2:14: parse error: unexpected character: \'§\'', { line: 2, column: 14, reason: 'parse error: unexpected character: \'§\'' }],
])('%s names its place', (message, expected) => {
  expect(faultIn(message)).toEqual(expected);
});

test.each(['query timed out', 'found duplicate series for the match group {instance="a:9100"}', ''])('%j names no place', message => {
  expect(faultIn(message)).toBeNull();
});
