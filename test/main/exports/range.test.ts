import { expect, test } from 'vitest';
import { exportRange, seriesName } from '../../../src-main/exports/range.ts';
import type { Matrix } from '../../../src-main/shared/contract/metrics.ts';

const T0 = Date.UTC(2026, 0, 1);
const matrix: Matrix = {
  times: Float64Array.of(T0, T0 + 15_000, T0 + 30_000),
  series: [
    { labels: { __name__: 'up', job: 'node' }, values: Float64Array.of(1, 0, 1), present: null },
    { labels: { zone: '=1+1', instance: 'a"b' }, values: Float64Array.of(NaN, 99, -Infinity), present: Uint8Array.of(0b101) },
  ],
};
const never = new AbortController().signal;

test('csv: a row a step, a column a series; absent is empty, NaN is not absent', async () => {
  expect(await exportRange(matrix, 'csv', never)).toBe([
    'time,"up{job=""node""}","{instance=""a\\""b"",zone=""=1+1""}"',
    '2026-01-01T00:00:00.000Z,1,NaN',
    '2026-01-01T00:00:15.000Z,0,',
    "2026-01-01T00:00:30.000Z,1,'-Inf",
    '',
  ].join('\r\n'));
});

test('txt: columns aligned, numbers to the right', async () => {
  expect(await exportRange(matrix, 'txt', never)).toBe([
    'time                      up{job="node"}  {instance="a\\"b",zone="=1+1"}',
    '2026-01-01T00:00:00.000Z               1                            NaN',
    '2026-01-01T00:00:15.000Z               0                               ',
    '2026-01-01T00:00:30.000Z               1                           -Inf',
    '',
  ].join('\n'));
});

test('a metric called like a formula is text', async () => {
  const formula: Matrix = { times: Float64Array.of(T0), series: [{ labels: { __name__: '=cmd' }, values: Float64Array.of(1), present: null }] };
  expect(await exportRange(formula, 'csv', never)).toBe("time,'=cmd\r\n2026-01-01T00:00:00.000Z,1\r\n");
});

test('an empty answer is a head without rows', async () => {
  expect(await exportRange({ times: Float64Array.of(), series: [] }, 'csv', never)).toBe('time\r\n');
});

test('many rows come whole and in order, though they are written in parts', async () => {
  const times = Float64Array.from({ length: 11_000 }, (_, i) => T0 + i * 1000);
  const text = await exportRange({ times, series: Array.from({ length: 5 }, (_, s) => ({ labels: { s: String(s) }, values: times.map(time => time + s), present: null })) }, 'csv', never);
  const lines = text.trimEnd().split('\r\n');
  expect(lines).toHaveLength(11_001);
  expect(lines.slice(1).every((line, i) => line === [new Date(T0 + i * 1000).toISOString(), ...[0, 1, 2, 3, 4].map(s => T0 + i * 1000 + s)].join(','))).toBe(true);
});

test('what no file takes is refused, and a caller who leaves ends the work', async () => {
  const wide: Matrix = { times: new Float64Array(11_000), series: Array.from({ length: 500 }, () => ({ labels: {}, values: new Float64Array(11_000), present: null })) };
  await expect(exportRange(wide, 'csv', never)).rejects.toMatchObject({ code: 'too-large' });
  await expect(exportRange(matrix, 'csv', AbortSignal.abort())).rejects.toMatchObject({ code: 'canceled' });
});

test.each([
  [{ __name__: 'up' }, 'up'], [{ __name__: 'up', b: '2', a: '1' }, 'up{a="1",b="2"}'], [{}, '{}'], [{ a: 'x"y\\z' }, '{a="x\\"y\\\\z"}'],
])('%j is written %s', (labels, name) => {
  expect(seriesName(labels)).toBe(name);
});
