import { expect, test } from 'vitest';
import { seriesOf } from '../../../src-renderer/charts/queries.ts';

const times = Float64Array.of(1, 2);
const answer = (...labels: Record<string, string>[]) => ({ times, series: labels.map(one => ({ labels: one, values: Float64Array.of(1, 2), present: null })) });

test('series are named by their query and carry its look', () => {
  const series = seriesOf(
    [{ promql: 'in', name: 'in {{device}}', color: 6, fill: true }, { promql: 'out', name: 'out {{device}}', color: 4, negative: true }],
    [answer({ device: 'eth0' }, { device: 'eth1' }), answer({ device: 'eth0' })],
  );
  expect(series.map(({ name, color, fill, negative }) => [name, color, fill, negative])).toEqual([
    ['in eth0', 6, true, undefined], ['in eth1', 7, true, undefined], ['out eth0', 4, undefined, true],
  ]);
});

test('two queries that name their series alike stay apart', () => {
  expect(seriesOf([{ promql: 'a', name: 'x' }, { promql: 'b', name: 'x' }], [answer({}), answer({})]).map(one => one.name)).toEqual(['x', 'x (2)']);
});
