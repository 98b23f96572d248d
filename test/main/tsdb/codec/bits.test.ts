import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ByteWriter } from '../../../../src-main/base/bytes.ts';
import { BitReader, bitLength, packedBytes, packNarrow, packWide, SLACK_BYTES, unpackWide } from '../../../../src-main/tsdb/codec/bits.ts';

test.each([[0, 0], [1, 1], [2, 2], [3, 2], [255, 8], [256, 9], [2 ** 31, 32], [2 ** 32 - 1, 32], [2 ** 32, 33], [2 ** 53 - 1, 53]])('%d needs %d bits', (n, bits) => {
  expect(bitLength(n)).toBe(bits);
});

test.each([
  { width: 3, values: [1, 2, 3], bytes: [0b11_010_001, 0b0] },
  { width: 8, values: [1, 2, 255], bytes: [1, 2, 255] },
  { width: 12, values: [0xabc, 0x123], bytes: [0xbc, 0x3a, 0x12] },
  { width: 31, values: [2 ** 31 - 1, 1], bytes: [0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0] },
  { width: 0, values: [0, 0], bytes: [] },
])('$values are packed into $width bits each, lowest first', ({ width, values, bytes }) => {
  const narrow = new ByteWriter();
  packNarrow(narrow, Int32Array.from(values), 0, values.length, width);
  const wide = new ByteWriter();
  packWide(wide, Float64Array.from(values), 0, values.length, width);

  expect([...narrow.done()]).toEqual(bytes);
  expect([...wide.done()]).toEqual(bytes);
  expect(packedBytes(values.length, width)).toBe(bytes.length);
});

test('numbers of any width up to 53 come back', () => {
  const numbers = fc.integer({ min: 0, max: 53 }).chain(width => fc.array(fc.maxSafeInteger().map(n => Math.abs(n) % 2 ** width), { maxLength: 70 }).map(values => ({ width, values })));
  fc.assert(fc.property(numbers, ({ width, values }) => {
    const out = new ByteWriter();
    packWide(out, Float64Array.from(values), 0, values.length, width);
    const end = out.length;
    out.reserve(SLACK_BYTES);
    const read = new Float64Array(values.length);
    unpackWide(new BitReader(out.done(), 0, end), read, 0, values.length, width);
    expect([...read]).toEqual(values);
  }));
});

test('packed numbers without room to read over their end are a bug', () => {
  expect(() => new BitReader(new Uint8Array(20), 0, 20 - SLACK_BYTES + 1)).toThrow('leaves no slack');
});
