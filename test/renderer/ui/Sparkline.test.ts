import { expect, test } from 'vitest';
import { shapeOf } from '../../../src-renderer/ui/Sparkline.tsx';

const NONE = Number.NaN;

test('a course runs from left to right edge, the largest value two pixels below the top', () => {
  // 98 units wide from 1, y from 16 (zero) to 2 (one) of 18
  expect(shapeOf(Float64Array.of(0, 0.5, 1), 1, 18)).toMatchObject({ line: 'M1 16L50 9L99 2', area: 'M1 18L1 16L50 9L99 2L99 18z' });
});

test('a gap is not joined, and a lone point becomes a dot', () => {
  expect(shapeOf(Float64Array.of(0, 0, NONE, 1, NONE), 1, 18)?.line).toBe('M1 16L25.5 16M74.5 2h.1');
});

test('what lies outside is drawn at the edge', () => expect(shapeOf(Float64Array.of(-1, 7), 1, 18)?.line).toBe('M1 16L99 2'));
test('where nothing was measured there is no shape', () => expect(shapeOf(Float64Array.of(NONE, NONE), 1, 18)).toBeNull());
