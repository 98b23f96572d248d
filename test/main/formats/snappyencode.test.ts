import fc from 'fast-check';
import { uncompress } from 'snappyjs';
import { expect, test } from 'vitest';
import { SnappyEncoder } from '../../../src-main/formats/snappyencode.ts';

const unpacked = (block: Uint8Array): Uint8Array => new Uint8Array(uncompress(block));

test('whatever is packed, another implementation unpacks to the same bytes', () => {
  const encoder = new SnappyEncoder();
  const repetitive = fc.tuple(fc.uint8Array({ minLength: 1, maxLength: 90 }), fc.integer({ min: 1, max: 3000 })).map(([piece, times]) => Uint8Array.from({ length: Math.min(200_000, piece.length * times) }, (_, i) => piece[i % piece.length]!));
  fc.assert(fc.property(fc.oneof(fc.uint8Array({ maxLength: 5000 }), repetitive), plain => {
    expect(Buffer.compare(unpacked(encoder.encode(plain)), plain)).toBe(0);
  }), { numRuns: 150 });
});

test.each([0, 1, 14, 15, 16, 60, 61, 256, 257, 65_535, 65_536, 65_537, 200_000])('%i bytes that do not repeat come back, and take at most a sixth more', length => {
  let seed = 1;
  const plain = Uint8Array.from({ length }, () => (seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0) >>> 24);
  const block = new SnappyEncoder().encode(plain);
  expect(Buffer.compare(unpacked(block), plain)).toBe(0);
  expect(block.length).toBeLessThanOrEqual(32 + length + length / 6);
});

test('what repeats is packed: a copy of 64 bytes takes three', () => {
  const block = new SnappyEncoder().encode(new Uint8Array(64_000).fill(7));
  expect(block.length).toBeLessThan(64_000 / 64 * 3 + 40);
});
