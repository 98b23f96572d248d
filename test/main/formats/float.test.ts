import fc from 'fast-check';
import { expect, test } from 'vitest';
import { floatAt, isNan } from '../../../src-main/formats/float.ts';

const read = (text: string) => floatAt(text, 0, text.length);

test.each([
  ['0', 0], ['-0', -0], ['+7', 7], ['1763623440', 1763623440], ['1.', 1], ['.5', 0.5], ['-.25', -0.25], ['007', 7],
  ['1e3', 1000], ['1E+3', 1000], ['1e-3', 0.001], ['4.70584e+06', 4705840], ['0.13399999999999998', 0.13399999999999998],
  ['9007199254740991', 2 ** 53 - 1], ['9007199254740993', 9007199254740992], ['1.7976931348623157e+308', Number.MAX_VALUE], ['5e-324', Number.MIN_VALUE],
  ['1e-400', 0], ['0.1e1', 1], ['123456789012345678901234567890', 1.2345678901234568e29], ['0.000000000000000000000000001', 1e-27],
  ['Inf', Infinity], ['+inf', Infinity], ['-Inf', -Infinity], ['INFINITY', Infinity], ['-infinity', -Infinity],
])('%s is %d', (text, expected) => {
  expect(read(text)).toBe(expected);
});

test.each(['', '+', '-', '.', '+.', 'e5', '1e', '1e+', '1e5.', '1.2.3', '1_000', '0x1p-2', '0x10', '1e400', '-1e400', '1,5', '١', 'infin', '++1', '1 ', '1\r', '0b1', '1n', '1e5x', '+nan'])('%j is no number', text => {
  expect(read(text)).toBeNaN();
  expect(isNan(text, 0, text.length)).toBe(false);
});

test.each(['NaN', 'nan', 'NAN'])('%s is NaN itself', text => {
  expect(read(text)).toBeNaN();
  expect(isNan(text, 0, text.length)).toBe(true);
});

test('every double, as written by JavaScript, comes back with every bit', () => {
  fc.assert(fc.property(fc.double({ noNaN: true }), value => { expect(read(Object.is(value, -0) ? '-0' : String(value))).toBe(value); }), { numRuns: 2000 });
});

test('any decimal text gives the nearest double, as Number does', () => {
  const digits = fc.stringMatching(/^[0-9]{1,20}$/);
  const decimal = fc.tuple(fc.constantFrom('', '+', '-'), digits, fc.constantFrom('', '.'), digits, fc.option(fc.integer({ min: -40, max: 40 })))
    .map(([sign, whole, point, fraction, power]) => sign + whole + (point === '' ? '' : `.${fraction}`) + (power === null ? '' : `e${power}`));
  fc.assert(fc.property(decimal, text => { expect(read(text)).toBe(Number(text)); }), { numRuns: 5000 });
});

test('a number is read out of the middle of a text, and nothing around it', () => {
  expect(floatAt('a 1e5 3', 2, 5)).toBe(1e5);
  expect(floatAt('12345', 1, 3)).toBe(23);
  expect(floatAt('1e5', 0, 2)).toBeNaN();
  expect(floatAt('-5', 0, 1)).toBeNaN();
});
