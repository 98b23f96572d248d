import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ByteWriter } from '../../../../src-main/base/bytes.ts';
import { BitReader, SLACK_BYTES } from '../../../../src-main/tsdb/codec/bits.ts';
import { blockScratch, encodeMiniblocks, MAX_NARROW, sizeOfMiniblocks } from '../../../../src-main/tsdb/codec/miniblocks.ts';
import { decodeMiniblocks } from '../../../../src-main/tsdb/codec/unpack.ts';

const HEADER = 1;

test.each([
  { name: 'zeros are left out', residuals: of(640, () => 0), shape: null, bytes: 0 },
  { name: 'ones and minus ones take a zigzag of two bits', residuals: of(64, i => (i % 2 ? 1 : -1)), shape: 0, bytes: HEADER + 64 * 2 / 8 },
  { name: 'numbers around 1000 take what lies above the least', residuals: of(64, i => 1000 + (i % 8)), shape: 1, bytes: HEADER + 2 + 64 * 3 / 8 },
  { name: 'equal numbers take no bits', residuals: of(64, () => 7), shape: 1, bytes: HEADER + 1 },
  { name: 'every third number takes a mask', residuals: of(64, i => (i % 3 ? 0 : 31 - i)), shape: 2, bytes: HEADER + 8 + Math.ceil(22 * 6 / 8) },
  { name: 'two spikes among small numbers are patched', residuals: of(64, i => (i === 5 || i === 60 ? 5000 : (i % 4) - 2)), shape: 3, bytes: HEADER + 1 + 64 * 2 / 8 + 2 * (1 + 2) },
  { name: 'zeros before a number are a run of blocks', residuals: of(192, i => (i === 191 ? 1 : 0)), shape: 3, bytes: HEADER + (HEADER + 1 + 1 + 1) },
  { name: 'a block cut short holds what is left', residuals: of(67, i => (i < 64 ? 0 : -1)), shape: 3, bytes: HEADER + (HEADER + 1) },
])('$name', ({ residuals, shape, bytes }) => {
  const written = encoded(residuals);

  expect(written).toHaveLength(bytes);
  expect(sizeOfMiniblocks(residuals, residuals.length, blockScratch())).toBeLessThanOrEqual(bytes);
  if (shape !== null) expect(written[0]! >> 6).toBe(shape);
  expect([...decoded(written, residuals.length)]).toEqual([...residuals]);
});

test('a run of zeros may be longer than one header can say', () => {
  const residuals = of(64 * 70 + 1, i => (i === 64 * 70 ? 1 : 0));
  const written = encoded(residuals);

  expect(written).toHaveLength(3 * HEADER + HEADER + 1);
  expect(decoded(written, residuals.length)[64 * 70]).toBe(1);
});

test('any residuals below 2^30 come back', () => {
  const number = fc.oneof(fc.constant(0), fc.integer({ min: -3, max: 3 }), fc.integer({ min: -300, max: 70_000 }), fc.integer({ min: -MAX_NARROW, max: MAX_NARROW }));
  const numbers = fc.tuple(number, fc.array(fc.tuple(number, fc.integer({ min: 1, max: 90 })), { maxLength: 8 }), fc.array(number, { maxLength: 150 }));
  fc.assert(fc.property(numbers, ([first, runs, single]) => {
    const residuals = Int32Array.from([first, ...runs.flatMap(([r, times]) => of(times, () => r).join().split(',').map(Number)), ...single]);
    expect([...decoded(encoded(residuals), residuals.length)]).toEqual([...residuals]);
  }), { numRuns: 500 });
});

test.each([
  { name: 'blocks behind the last number', bytes: [0x40, 0, 0x40, 0], error: 'go on behind 64' },
  { name: 'a block that ends too soon', bytes: [0x02, 1], error: '16 bytes are announced, 1 are left' },
  { name: 'a width beyond 31 bits', bytes: [0x3f, 1], error: 'a width of 63 bits' },
  { name: 'more patches than numbers', bytes: [0xe0, 65], error: '65 patches in a block of 64' },
  { name: 'a patch outside its block', bytes: [0xe0, 1, 64, 1], error: 'a patch at 64' },
])('$name is an error', ({ bytes, error }) => {
  expect(() => decoded(Uint8Array.from(bytes), 64)).toThrow(error);
});

function of(count: number, at: (i: number) => number): Int32Array {
  return Int32Array.from({ length: count }, (_, i) => at(i));
}

function encoded(residuals: Int32Array): Uint8Array {
  const out = new ByteWriter();
  encodeMiniblocks(out, residuals, residuals.length, blockScratch());
  return out.done();
}

function decoded(bytes: Uint8Array, count: number): Int32Array {
  const padded = new Uint8Array(bytes.length + SLACK_BYTES).fill(0xff);
  padded.set(bytes);
  const residuals = new Int32Array(count).fill(99);
  decodeMiniblocks(new BitReader(padded, 0, bytes.length), residuals, count);
  return residuals;
}
