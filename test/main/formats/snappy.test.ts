import fc from 'fast-check';
import { compress, uncompress } from 'snappyjs';
import { expect, test } from 'vitest';
import { SnappyDecoder } from '../../../src-main/formats/snappy.ts';
import { AppError } from '../../../src-main/shared/model/errors.ts';

const LIMIT = 1 << 20;
const decode = (...bytes: number[]) => [...new SnappyDecoder().decode(Uint8Array.from(bytes), LIMIT)];
const text = (s: string) => [...new TextEncoder().encode(s)];

test.each([
  { name: 'nothing', block: [0], expected: '' },
  { name: 'a literal of 1 byte', block: [1, 0x00, 0x61], expected: 'a' },
  { name: 'a literal whose length stands in one byte', block: [61, 60 << 2, 60, ...text('x'.repeat(61))], expected: 'x'.repeat(61) },
  { name: 'a literal whose length stands in two bytes', block: [0xac, 0x02, 61 << 2, 0x2b, 0x01, ...text('y'.repeat(300))], expected: 'y'.repeat(300) },
  { name: 'a copy with an 11-bit offset', block: [8, 3 << 2, ...text('abcd'), 0x01, 4], expected: 'abcdabcd' },
  { name: 'a copy with a 16-bit offset', block: [7, 3 << 2, ...text('abcd'), (2 << 2) | 2, 4, 0], expected: 'abcdabc' },
  { name: 'a copy with a 32-bit offset', block: [7, 3 << 2, ...text('abcd'), (2 << 2) | 3, 4, 0, 0, 0], expected: 'abcdabc' },
  { name: 'a copy over itself, which repeats', block: [9, 1 << 2, ...text('ab'), (6 << 2) | 2, 2, 0], expected: 'ababababa' },
])('unpacks $name', ({ block, expected }) => {
  expect(decode(...block)).toEqual(text(expected));
});

test.each([
  { name: 'an empty block', block: [], problem: 'ends inside its length' },
  { name: 'a length of 33 bits', block: [0xff, 0xff, 0xff, 0xff, 0x1f], problem: 'more than 32 bits' },
  { name: 'a literal longer than the block', block: [4, 3 << 2, 0x61], problem: 'runs past the end' },
  { name: 'a literal longer than claimed', block: [1, 1 << 2, 0x61, 0x62], problem: 'more bytes than it claims' },
  { name: 'a copy longer than claimed', block: [5, 3 << 2, ...text('abcd'), 0x01, 4], problem: 'more bytes than it claims' },
  { name: 'less than claimed', block: [9, 0x00, 0x61], problem: '1 bytes unpacked, 9 claimed' },
  { name: 'a copy from before the start', block: [8, 3 << 2, ...text('abcd'), 0x01, 5], problem: 'before the start' },
  { name: 'a copy of offset 0', block: [8, 3 << 2, ...text('abcd'), 0x01, 0], problem: 'before the start' },
  { name: 'an offset cut short', block: [8, 3 << 2, ...text('abcd'), 0x02, 1], problem: 'ends inside an element' },
  { name: 'the framed format', block: [0xff, 0x06, 0x00, 0x00, ...text('sNaPpY')], problem: 'framed format' },
])('refuses $name', ({ block, problem }) => {
  expect(() => decode(...block)).toThrow(problem);
});

test('a claim that so few bytes can not make good is refused before any of it is allocated', () => {
  const claims1MiB = [0x80, 0x80, 0x40, 0x00, 0x61, ...Array.from({ length: 100 }, () => [0xfe, 1, 0]).flat()]; // a hundred copies of 64 make 6,401 bytes
  expect(() => decode(...claims1MiB)).toThrow('more than its 305 can hold');
});

test('a claim above the limit is refused before any of it is allocated', () => {
  const claims4GiB = Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0x0f, 0x00, 0x61);
  expect(() => new SnappyDecoder().decode(claims4GiB, LIMIT)).toThrow(expect.objectContaining({ code: 'too-large' }));
});

test('a copy of any length from any distance repeats what stands there, byte by byte', () => {
  const seed = Array.from({ length: 80 }, (_, i) => (i * 37) & 255);
  for (let offset = 1; offset <= 80; offset++) {
    for (let length = 1; length <= 64; length++) {
      const expected = [...seed];
      for (let i = 0; i < length; i++) expected.push(expected[expected.length - offset]!);
      const total = seed.length + length;
      expect(decode(...(total < 128 ? [total] : [total & 127 | 128, total >> 7]), 60 << 2, seed.length - 1, ...seed, ((length - 1) << 2) | 2, offset, 0)).toEqual(expected);
    }
  }
});

test('what the reference packs is unpacked, one block after the other from the same decoder', () => {
  const decoder = new SnappyDecoder();
  const repetitive = fc.array(fc.constantFrom('job="node",', 'instance="a"', '0'), { maxLength: 200 }).map(parts => Uint8Array.from(text(parts.join(''))));
  fc.assert(fc.property(fc.oneof(repetitive, fc.uint8Array({ maxLength: 2000 })), bytes => {
    expect(decoder.decode(new Uint8Array(compress(bytes)), LIMIT)).toEqual(bytes);
  }));
});

test('a block of 200 kB with far matches is unpacked as the reference does', () => {
  const bytes = Uint8Array.from({ length: 200_000 }, (_, i) => (i * i) >> 7);
  const block = new Uint8Array(compress(bytes));
  expect(Buffer.compare(new SnappyDecoder().decode(block, LIMIT), uncompress(block))).toBe(0);
});

test('no bytes make it crash: they are unpacked or refused', () => {
  const decoder = new SnappyDecoder();
  const damaged = fc.tuple(fc.uint8Array({ minLength: 1, maxLength: 300 }), fc.nat(), fc.nat(255)).map(([bytes, at, byte]) => {
    const block = new Uint8Array(compress(bytes));
    block[at % block.length] = byte;
    return block;
  });
  fc.assert(fc.property(fc.oneof(fc.uint8Array({ maxLength: 300 }), damaged), block => {
    try {
      decoder.decode(block, LIMIT);
    } catch (error) {
      expect(error).toBeInstanceOf(AppError);
    }
  }), { numRuns: 500 });
});
