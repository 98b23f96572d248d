import fc from 'fast-check';
import { expect, test } from 'vitest';
import { goFloat, jsonFloat, jsonTime } from '../../../src-main/formats/promnumber.ts';

// What Go's strconv writes: 'f' or 'e' by size for samples, always 'f' for scalars and count_values.
test.each([
  [0, '0', '0'], [-0, '-0', '-0'], [1, '1', '1'], [-7.5, '-7.5', '-7.5'], [100, '100', '100'], [0.1, '0.1', '0.1'], [1e-6, '0.000001', '0.000001'],
  [9.99e-7, '9.99e-07', '0.000000999'], [1e-7, '1e-07', '0.0000001'], [-2.5e-10, '-2.5e-10', '-0.00000000025'], [1e20, '100000000000000000000', '100000000000000000000'],
  [1e21, '1e+21', '1000000000000000000000'], [1.5e22, '1.5e+22', '15000000000000000000000'], [123456789012345680000, '123456789012345680000', '123456789012345680000'],
  [NaN, 'NaN', 'NaN'], [Infinity, '+Inf', '+Inf'], [-Infinity, '-Inf', '-Inf'], [0.1 + 0.2, '0.30000000000000004', '0.30000000000000004'], [2 ** 53, '9007199254740992', '9007199254740992'],
])('%d is written as %s in a series and as %s in a scalar', (value, series, scalar) => {
  expect(jsonFloat(value)).toBe(series);
  expect(goFloat(value)).toBe(scalar);
});

test.each([
  [0, '0'], [1000, '1'], [1500, '1.500'], [1001, '1.001'], [1_700_000_000_123, '1700000000.123'], [-1, '-0.001'], [-2500, '-2.500'], [1234.6, '1.235'],
])('%d ms is written as %s s', (time, text) => expect(jsonTime(time)).toBe(text));

test('every number reads back the same, bit for bit', () => {
  fc.assert(fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), value => {
    expect(Object.is(Number(jsonFloat(value)), value)).toBe(true);
    expect(Object.is(Number(goFloat(value)), value)).toBe(true);
    expect(goFloat(value)).not.toContain('e');
  }), { numRuns: 2000 });
});
