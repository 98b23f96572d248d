import { expect, test } from 'vitest';
import { instantRows } from '../../../src-renderer/explore/instant.ts';

test.each([
  ['a scalar', { kind: 'scalar', time: 5, value: 3 }, [{ labels: {}, time: 5, value: 3, samples: null }]],
  ['a string', { kind: 'string', time: 5, text: 'x' }, [{ labels: {}, time: 5, value: 'x', samples: null }]],
  ['a vector', { kind: 'vector', series: [{ labels: { a: '1' }, time: 5, value: 3 }, { labels: { a: '2' }, time: 5, value: 4 }] }, [{ labels: { a: '1' }, value: 3 }, { labels: { a: '2' }, value: 4 }]],
  ['a range selector, by its last sample and how many there are', { kind: 'matrix', series: [{ labels: {}, times: Float64Array.of(1, 2), values: Float64Array.of(7, 8) }] }, [{ time: 2, value: 8, samples: 2 }]],
] as const)('%s becomes lines of a table', (_, value, expected) => {
  expect(instantRows('A', value)).toMatchObject(expected);
});
