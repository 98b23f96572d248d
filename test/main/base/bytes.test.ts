import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ByteReader, ByteWriter } from '../../../src-main/base/bytes.ts';

// The first rows are the examples of Protocol Buffers' description of its encoding.
test.each([
  { n: 0, bytes: [0x00] },
  { n: 1, bytes: [0x01] },
  { n: 127, bytes: [0x7f] },
  { n: 128, bytes: [0x80, 0x01] },
  { n: 150, bytes: [0x96, 0x01] },
  { n: 300, bytes: [0xac, 0x02] },
  { n: 2 ** 32, bytes: [0x80, 0x80, 0x80, 0x80, 0x10] },
  { n: 2 ** 53, bytes: [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x10] },
])('the varint of $n has seven bits a byte, lowest first', ({ n, bytes }) => {
  const out = new ByteWriter();
  out.varint(n);

  expect([...out.done()]).toEqual(bytes);
  expect(new ByteReader(out.done()).varint()).toBe(n);
});

test.each([
  { n: 0, varint: 0 }, { n: -1, varint: 1 }, { n: 1, varint: 2 }, { n: -2, varint: 3 }, { n: 63, varint: 126 }, { n: -64, varint: 127 }, { n: 64, varint: 128 },
  { n: 2147483647, varint: 4294967294 }, { n: -2147483648, varint: 4294967295 }, { n: 2 ** 52, varint: 2 ** 53 },
])('the zigzag of $n is the varint of $varint', ({ n, varint }) => {
  const zigzag = new ByteWriter();
  zigzag.zigzag(n);
  const plain = new ByteWriter();
  plain.varint(varint);

  expect([...zigzag.done()]).toEqual([...plain.done()]);
  expect(new ByteReader(zigzag.done()).zigzag()).toBe(n);
});

test('every integer within ±2^53 survives as a zigzag', () => {
  const integer = fc.oneof(fc.maxSafeInteger(), fc.constantFrom(2 ** 53, -(2 ** 53), -(2 ** 53) + 1));
  fc.assert(fc.property(fc.array(integer), numbers => {
    const out = new ByteWriter(1);
    for (const n of numbers) out.zigzag(n);
    const reader = new ByteReader(out.done());
    expect(numbers.map(() => reader.zigzag())).toEqual(numbers.map(n => n + 0));
    expect(reader.left).toBe(0);
  }));
});

test.each([-1, 2 ** 54, Number.NaN, Number.POSITIVE_INFINITY])('%d is refused as a varint', n => {
  expect(() => new ByteWriter().varint(n)).toThrow('does not fit a varint');
});

test('bytes, words and whole arrays come back as they went in, however small the first buffer was', () => {
  const out = new ByteWriter(0);
  out.u8(255);
  out.u32(0xdead_beef);
  out.append(Uint8Array.of(1, 2, 3));
  const at = out.reserve(2);
  const bytes = out.done();

  expect([...bytes]).toEqual([255, 0xef, 0xbe, 0xad, 0xde, 1, 2, 3, 0, 0]);
  expect(at).toBe(8);
  const reader = new ByteReader(bytes, 1, 8);
  expect(reader.u32()).toBe(0xdead_beef);
  expect(reader.skip(3)).toBe(5);
  expect(reader.left).toBe(0);
});

test('reserved bytes are zero, even where something stood before', () => {
  const out = new ByteWriter();
  out.u32(0xffff_ffff);
  out.clear();
  out.reserve(2);

  expect([...out.done()]).toEqual([0, 0]);
});

test.each([
  { name: 'a varint that goes on', bytes: [0x80], read: (r: ByteReader) => r.varint(), error: 'end inside a number' },
  { name: 'a varint beyond 2^53', bytes: [255, 255, 255, 255, 255, 255, 255, 255, 255, 1], read: (r: ByteReader) => r.varint(), error: 'larger than 2^53' },
  { name: 'a zigzag beyond 2^53', bytes: [255, 255, 255, 255, 255, 255, 255, 255, 15], read: (r: ByteReader) => r.zigzag(), error: 'larger than 2^53' },
  { name: 'half a word', bytes: [1, 2], read: (r: ByteReader) => r.u32(), error: '4 bytes are announced, 2 are left' },
  { name: 'nothing', bytes: [], read: (r: ByteReader) => r.u8(), error: 'end inside a number' },
  { name: 'more than is there', bytes: [1], read: (r: ByteReader) => r.skip(2), error: '2 bytes are announced, 1 are left' },
])('reading $name is an error', ({ bytes, read, error }) => {
  expect(() => read(new ByteReader(Uint8Array.from(bytes)))).toThrow(error);
});

test('a reader of bytes that do not exist is refused', () => {
  expect(() => new ByteReader(new Uint8Array(4), 2, 5)).toThrow('bytes 2 to 5 of 4 do not exist');
});
