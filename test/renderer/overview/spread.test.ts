import { expect, test } from 'vitest';
import { spreadOf } from '../../../src-renderer/overview/spread.ts';
import { machine, meter } from '../rows.ts';

const NONE = Number.NaN;

test('many courses become median, least and most, point by point; who lacks a point does not count there', () => {
  const rows = [machine('a', { cpu: meter(0.3, 0.1, NONE, 0.5) }), machine('b', { cpu: meter(0.1, 0.9, NONE, 0.6) }), machine('c', { cpu: meter(0.2, 0.4, NONE, NONE) }), machine('d')];
  expect(spreadOf(rows, 'cpu')).toEqual({
    last: 0.2, median: Float64Array.of(0.4, NONE, 0.6), low: Float64Array.of(0.1, NONE, 0.5), high: Float64Array.of(0.9, NONE, 0.6),
  });
});

test('without the figure there is no spread', () => expect(spreadOf([machine('a')], 'memory')).toBeNull());
