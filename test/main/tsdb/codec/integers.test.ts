import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ByteWriter } from '../../../../src-main/base/bytes.ts';
import { BitReader, SLACK_BYTES } from '../../../../src-main/tsdb/codec/bits.ts';
import { decodeIntegers, decodeScratch, encodeIntegers } from '../../../../src-main/tsdb/codec/integers.ts';
import { predictScratch } from '../../../../src-main/tsdb/codec/predict.ts';
import { CURVE, LEVEL, LINE, type Order, STEP } from '../../../../src-main/tsdb/codec/residuals.ts';

const HEADER = 1;
const [HAS_GCD, HAS_DRIFT, WIDE] = [4, 8, 16];

// Bases and drifts below 64 take one byte, below 8192 two, below 2^20 three.
test.each([
  { name: 'one number', x: [5], header: STEP, bytes: HEADER + 1 },
  { name: 'a steady counter', x: of(240, i => 3 + 1000 * i), header: STEP + HAS_GCD, bytes: HEADER + 1 + 2 + 4 * (1 + 1) },
  { name: 'pages of 4096 bytes', x: of(65, i => 4096 * (i % 2)), header: LEVEL + HAS_GCD, bytes: HEADER + 1 + 2 + (1 + 64 / 8 + 1) + 1 },
  { name: 'noise around a level', x: of(64, i => 5000 + [0, 3, 1, 2][i % 4]!), header: LEVEL, bytes: HEADER + 2 + (1 + 1 + 64 * 2 / 8) },
  { name: 'a parabola', x: of(66, i => i * i), header: CURVE + HAS_DRIFT, bytes: HEADER + 1 + 1 + (1 + 1) },
  { name: 'a grid with jitter', x: of(64, i => 15_000 * i + [0, 3, 1, 2][(i * 7) % 4]! * (i % 63 === 0 ? 0 : 1)), header: LINE + HAS_DRIFT, bytes: HEADER + 1 + 3 + (1 + 1 + 64 * 2 / 8) },
])('$name takes $bytes bytes', ({ x, header, bytes }) => {
  const written = encoded(x);

  expect(written[0]! & 3).toBe(header & 3 as Order);
  expect(written.length).toBeLessThanOrEqual(bytes);
  expect([...decoded(written, x.length)]).toEqual(x);
});

test('steps beyond 2^30 are packed wide', () => {
  const x = of(100, i => (i % 2 ? 2 ** 40 + i : 1 - i));
  const written = encoded(x);

  expect(written[0]! & WIDE).toBe(WIDE);
  expect([...decoded(written, x.length)]).toEqual(x);
});

test('large numbers close together take the bits of their range', () => {
  const x = of(64, i => 2 ** 53 - 1 - (i * 7) % 16);

  expect(encoded(x).length).toBeLessThanOrEqual(HEADER + 8 + (1 + 1 + 64 * 4 / 8));
  expect([...decoded(encoded(x), x.length)]).toEqual(x);
});

test('any integers come back whose range is below 2^50', () => {
  const base = fc.maxSafeInteger().map(n => Math.trunc(n / 2));
  const off = fc.oneof(fc.nat({ max: 5 }), fc.nat(), fc.nat({ max: 2 ** 31 - 1 }).map(n => n * 2 ** 19));
  fc.assert(fc.property(base, fc.constantFrom(1, 5, 512, 1000), fc.array(off, { minLength: 1, maxLength: 150 }), (b, unit, offs) => {
    const x = offs.map(o => b + Math.floor(o / unit) * unit);
    expect([...decoded(encoded(x), x.length)]).toEqual(x);
  }), { numRuns: 500 });
});

test('values come scaled: integers divided, or multiplied', () => {
  expect([...decoded(encoded([1, 2, 4]), 3, 10, 1)]).toEqual([0.1, 0.2, 0.4]);
  expect([...decoded(encoded([1, 2, 3]), 3, 1, 0.001)]).toEqual([0.001, 0.002, 3 * 0.001]);
});

test('a packing that this version does not know is refused', () => {
  expect(() => decoded(Uint8Array.of(2 << 5, 0), 4)).toThrow('packed in way 2');
});

function of(count: number, at: (i: number) => number): number[] {
  return Array.from({ length: count }, (_, i) => at(i));
}

function encoded(x: readonly number[]): Uint8Array {
  const out = new ByteWriter();
  encodeIntegers(out, Float64Array.from(x), x.length, predictScratch(x.length));
  return out.done();
}

function decoded(bytes: Uint8Array, count: number, divisor = 1, factor = 1): Float64Array {
  const padded = new Uint8Array(bytes.length + SLACK_BYTES);
  padded.set(bytes);
  const out = new Float64Array(count);
  decodeIntegers(new BitReader(padded, 0, bytes.length), out, decodeScratch(), divisor, factor);
  return out;
}
