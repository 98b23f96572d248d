import { expect, test } from 'vitest';
import { axisLabel } from '../../../src-renderer/charts/axis.ts';

const MiB = 1024 ** 2;

test.each([
  [0, 'bytes', MiB, '0'],
  [0.25, 'ratio', 0.25, '25 %'],
  [0.025, 'ratio', 0.025, '2.5 %'],
  [150, 'percent', 50, '150 %'],
  [45_000, 'ratio', 5_000, '4.5M %'],
  [9_500, 'percent', 500, '9500 %'],
  [1.5 * 1024 * MiB, 'bytes', 512 * MiB, '1.5 GiB'],
  [40 * MiB, 'bytesRate', 20 * MiB, '40 MiB'],
  [5400, 'seconds', 1800, '90 min'],
  [7200, 'seconds', 3600, '2 h'],
  [0.02, 'seconds', 0.01, '20 ms'],
  [1.5, 'seconds', 0.5, '1.5 s'],
  [5, 'duration', 5, '5 ms'],
  [-4, 'none', 2, '−4'],
  [1500, 'none', 500, '1.5k'],
  [1_048_600, 'none', 100, '1048.6k'],
  [2e9, 'count', 1e9, '2G'],
  [2e-7, 'none', 1e-7, '2.0e−7'],
  [3e6, 'bitsRate', 1e6, '3 Mbit'],
] as const)('%d in %s, a label every %d, reads %s', (value, unit, step, expected) => {
  expect(axisLabel(value, unit, step).replaceAll('\u2009', ' ')).toBe(expected);
});
