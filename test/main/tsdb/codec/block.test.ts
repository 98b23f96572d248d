import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ByteWriter } from '../../../../src-main/base/bytes.ts';
import { BitReader, SLACK_BYTES } from '../../../../src-main/tsdb/codec/bits.ts';
import { BINARY, CONSTANT, DECIMAL, decodeValues, HAS_EXCEPTIONS, NEAR, PRODUCT, RAW, TWICE } from '../../../../src-main/tsdb/codec/block.ts';
import { encodeScratch, encodeValues } from '../../../../src-main/tsdb/codec/encode.ts';
import { decodeScratch } from '../../../../src-main/tsdb/codec/integers.ts';
import { hex } from './recording.ts';

const STALE = 0x7ff0_0000_0000_0002n;
const GO_NAN = 0x7ff8_0000_0000_0001n;

test.each([
  { name: 'zero', value: 0n, bytes: [0x00] },
  { name: '42', value: bitsOf(42), bytes: [0x00, 84] },
  { name: '0.25', value: bitsOf(0.25), bytes: [0x20, 50] },
  { name: '-0', value: bitsOf(-0), bytes: [0xf0, 0, 0, 0, 0, 0, 0, 0, 0x80] },
  { name: 'the stale marker', value: STALE, bytes: [0xf0, 2, 0, 0, 0, 0, 0, 0xf0, 0x7f] },
  { name: 'the least denormal', value: 1n, bytes: [0xf0, 1, 0, 0, 0, 0, 0, 0, 0] },
  { name: '1/3', value: bitsOf(1 / 3), bytes: [0xf0, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0xd5, 0x3f] },
])('a block of nothing but $name is a few bytes, however long', ({ value, bytes }) => {
  const values = fromBits(Array.from({ length: 960 }, () => value));

  expect([...encoded(values)]).toEqual(bytes);
  expect(hex(decoded(encoded(values), 960))).toBe(hex(values));
});

// Noise of 2^n values takes n bits; five bytes are room for the header, the base and one miniblock's frame.
test.each([
  { name: 'integers', form: DECIMAL, bits: 4, value: (r: number) => 1000 + (r % 16) },
  { name: 'decimals', form: DECIMAL, bits: 7, value: (r: number) => (r % 128) / 100 },
  { name: 'milliseconds times 0.001', form: PRODUCT, bits: 10, value: (r: number) => (4000 + (r % 1024)) * 0.001 },
  { name: 'microseconds divided twice', form: TWICE, bits: 10, value: (r: number) => (35_000_000 + (r % 1024)) / 1000 / 1000 },
  { name: 'fractions of a power of two', form: BINARY, bits: 10, value: (r: number) => 1 / 3 - ((1 / 3) % 2 ** -40) + (r % 1024) * 2 ** -40 },
  { name: 'seconds of a nanosecond clock', form: BINARY, bits: 11, value: (r: number) => 1_795_160_809 + (r % 2048) * 2 ** -22 },
])('$name of $bits bits take that much', ({ form, bits, value }) => {
  const values = Float64Array.from(noise(64), value);
  const written = encoded(values);

  expect(written[0]! & 7).toBe(form);
  expect(written.length).toBeLessThanOrEqual((64 * bits) / 8 + 14);
  expect(hex(decoded(written, 64))).toBe(hex(values));
});

test('sums of decimals are decimals and some units in the last place', () => {
  let sum = 0;
  const values = Float64Array.from(noise(64), r => (sum += (r % 1000) / 1e6));
  const written = encoded(values);

  expect(written[0]! & 7).toBe(NEAR);
  expect(written.length).toBeLessThan(64 * 4);
  expect(hex(decoded(written, 64))).toBe(hex(values));
});

test('bits without any order are kept raw, for little more than they are', () => {
  const values = fromBits(noise(64).map((r, i) => (BigInt(r) << 33n) ^ (BigInt(noise(128)[64 + i]!) << 4n)));
  const written = encoded(values);

  expect(written[0]! & 7).toBe(RAW);
  expect(written.length).toBeLessThanOrEqual(64 * 8 + 24);
  expect(hex(decoded(written, 64))).toBe(hex(values));
});

test('a few specials among numbers are exceptions of three bytes', () => {
  const numbers = Float64Array.from(noise(64), r => r % 4);
  const values = numbers.slice();
  const bits = new BigUint64Array(values.buffer);
  bits.set([STALE, STALE, STALE], 5);
  bits.set([GO_NAN], 20);
  bits.set([bitsOf(-0)], 40);
  bits.set([bitsOf(Number.NEGATIVE_INFINITY)], 63);
  const written = encoded(values);

  expect(written[0]).toBe(CONSTANT + DECIMAL + HAS_EXCEPTIONS);
  expect(written.length).toBeLessThanOrEqual(encoded(numbers).length + 1 + 4 * 3);
  expect(hex(decoded(written, 64))).toBe(hex(values));
});

test('any payload of a NaN survives', () => {
  fc.assert(fc.property(fc.array(fc.bigInt({ min: 1n, max: 2n ** 52n - 1n }), { minLength: 1, maxLength: 100 }), fc.boolean(), (payloads, negative) => {
    const values = fromBits(payloads.map(payload => (negative ? 0xfff0_0000_0000_0000n : 0x7ff0_0000_0000_0000n) | payload));
    expect(hex(decoded(encoded(values), values.length))).toBe(hex(values));
  }));
});

test.each([
  { name: 'no bytes', bytes: [], error: 'end inside a number' },
  { name: 'an unknown form', bytes: [7, 0], error: 'form 7' },
  { name: 'fifteen decimals', bytes: [DECIMAL | 0xf0, 1, 0], error: '15 decimals' },
  { name: 'too many binary places', bytes: [BINARY, 0xff, 0x7f, 1, 0], error: 'binary places' },
  { name: 'an exception behind the end', bytes: [DECIMAL | HAS_EXCEPTIONS, 1, 4, 0, 1, 1, 0], error: 'exceptions go on behind 4 values' },
  { name: 'an unknown exception', bytes: [DECIMAL | HAS_EXCEPTIONS, 1, 0, 0, 9, 1, 0], error: 'an exception of kind 9' },
  { name: 'more exceptions than bytes', bytes: [DECIMAL | HAS_EXCEPTIONS, 100, 1, 0], error: '100 runs of exceptions' },
  { name: 'a stream longer than its block', bytes: [RAW, 100, 1, 0], error: '100 bytes are announced' },
])('a block with $name is an error', ({ bytes, error }) => {
  expect(() => decoded(Uint8Array.from(bytes), 4)).toThrow(error);
});

function bitsOf(value: number): bigint {
  return new BigUint64Array(Float64Array.of(value).buffer)[0]!;
}

function fromBits(bits: readonly bigint[]): Float64Array {
  return new Float64Array(BigUint64Array.from(bits).buffer);
}

/** The same 31-bit numbers in every run: the generator of ANSI C's example. */
function noise(count: number): number[] {
  let state = 1n;
  return Array.from({ length: count }, () => {
    state = (state * 1_103_515_245n + 12_345n) % 2n ** 31n;
    return Number(state >> 8n);
  });
}

function encoded(values: Float64Array): Uint8Array {
  const out = new ByteWriter();
  encodeValues(out, values, encodeScratch(values.length));
  return out.done();
}

function decoded(bytes: Uint8Array, count: number): Float64Array {
  const padded = new Uint8Array(bytes.length + SLACK_BYTES);
  padded.set(bytes);
  const values = new Float64Array(count);
  decodeValues(new BitReader(padded, 0, bytes.length), values, decodeScratch());
  return values;
}
