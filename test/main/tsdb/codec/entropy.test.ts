import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { entropyCoder } from '../../../../src-main/tsdb/codec/entropy.ts';
import { MAX_NARROW } from '../../../../src-main/tsdb/codec/miniblocks.ts';
import { encodeRow, openRow } from '../../../../src-main/tsdb/codec/row.ts';
import { hex, recording } from './recording.ts';

const coder = entropyCoder();
const pack = (numbers: readonly number[] | Int32Array, below = Infinity): Uint8Array | null => coder.pack(Int32Array.from(numbers), numbers.length, below)?.slice() ?? null;

/** Numbers of one size, of many, with runs of zeros, with a few large ones among small ones. */
const numbers = fc.oneof(
  fc.nat(30).chain(bits => fc.array(fc.integer({ min: -(2 ** bits) + 1, max: 2 ** bits - 1 }), { minLength: 1, maxLength: 1000 })),
  fc.array(fc.oneof({ weight: 9, arbitrary: fc.constant(0) }, fc.integer({ min: -5, max: 5 })), { minLength: 1, maxLength: 4096 }),
  fc.array(fc.oneof({ weight: 20, arbitrary: fc.integer({ min: -40, max: 40 }) }, fc.integer({ min: -MAX_NARROW, max: MAX_NARROW })), { minLength: 1, maxLength: 500 }),
);

/** The format as entropy.ts describes it, read in the plainest way. */
function plainly(bytes: Uint8Array, count: number): number[] {
  const configurations = [[1, 1, 0], [2, 1, 1], [4, 1, 1], [8, 1, 1], [12, 1, 1], [1, 1, 1], [1, 1, 2], [1, 1, 4], [1, 1, 6], [1, 1, 8],
    [1, 1, 10], [1, 1, 13], [1, 2, 3], [1, 2, 6], [1, 2, 9], [0, 1, 16], [15, 1, 8], [1, 2, 1], [2, 2, 2], [4, 2, 2]];
  const [literals, same, first] = configurations[bytes[0]!]!;
  const widths = Array.from({ length: 16 }, (_, t) => t === 15 ? 31 : t < literals! ? 0 : first! + Math.floor((t - literals!) / same!));
  const bases = widths.map((_, t) => widths.slice(0, t).reduce((sum, width) => sum + 2 ** width, 0));
  const models = Array.from({ length: 5 }, () => ({ age: 1, starts: Array.from({ length: 17 }, (_, k) => k * 2048) }));
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let state = view.getUint32(1, true);
  let word = 5;
  let bit = 0;
  const tokens = [0, 0];
  return Array.from({ length: count }, () => {
    const [older, last] = tokens as [number, number];
    const { starts, age } = models[last === 0 ? (older === 0 ? 0 : 1) : last < 5 ? 2 : last < 9 ? 3 : 4]!;
    const slot = state % 32768;
    const token = starts.findLastIndex(start => start <= slot);
    state = (starts[token + 1]! - starts[token]!) * Math.floor(state / 32768) + slot - starts[token]!;
    if (state < 65536) { state = state * 65536 + view.getUint16(word, true); word += 2; }
    const rate = Math.floor(Math.log2(age)) + 1;
    for (let k = 0; k < 16; k++) starts[k]! += Math.floor(((k <= token ? 32 * k : 32768 - 32 * (16 - k)) - starts[k]!) / 2 ** rate);
    models[last === 0 ? (older === 0 ? 0 : 1) : last < 5 ? 2 : last < 9 ? 3 : 4]!.age = Math.min(16, age + 1);
    tokens.splice(0, 2, last, token);
    let rest = 0;
    for (let i = 0; i < widths[token]!; i++, bit++) rest = rest * 2 + ((bytes[bytes.length - 1 - (bit >> 3)]! >> (7 - (bit & 7))) & 1);
    const zigzag = bases[token]! + rest;
    return zigzag % 2 === 0 ? zigzag / 2 : -(zigzag + 1) / 2;
  });
}

test('every stream of integers comes back', () => {
  fc.assert(fc.property(numbers, given => {
    const packed = pack(given)!;
    expect([...coder.unpack(packed, given.length)]).toEqual(given);
  }), { numRuns: 300 });
});

test('the bytes are what the format says', () => {
  fc.assert(fc.property(numbers, given => {
    expect(plainly(pack(given)!, given.length)).toEqual(given);
  }), { numRuns: 60 });
});

test.each([
  { name: 'zeros take almost nothing', given: new Int32Array(4096), most: 30 },
  { name: 'fair coins take a bit each', given: Int32Array.from({ length: 4096 }, (_, i) => (Math.imul(i + 1, 0x9e3779b1) >>> 17) & 1), most: 4096 / 8 * 1.1 },
  { name: 'one number in ten, at random, takes half a bit each', given: Int32Array.from({ length: 4096 }, (_, i) => (Math.imul(i + 1, 0x9e3779b1) >>> 8) % 10 === 0 ? 1 : 0), most: 4096 * 0.469 / 8 * 1.15 },
])('$name', ({ given, most }) => {
  expect(pack(given)!.length).toBeLessThan(most);
});

test('what is not smaller than asked for is not packed, nor are more integers than there is room for', () => {
  expect(pack([1, -1, 1, 0], 6)).toBeNull();
  expect(pack(new Int32Array(4097))).toBeNull();
  expect(pack([])).toBeNull();
});

describe('bytes that no encoder wrote', () => {
  const refused = /^an entropy-coded stream of (\d+ integers|a configuration)/;
  const attempt = (bytes: Uint8Array, count: number) => {
    try {
      expect(coder.unpack(bytes, count)).toHaveLength(count);
    } catch (error) {
      expect((error as Error).message).toMatch(refused);
    }
  };
  test('of any kind are read inside the memory, whatever they say', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 3000 }), fc.integer({ min: 0, max: 5000 }), attempt), { numRuns: 500 });
    attempt(Uint8Array.of(15, 0xff, 0xff, 0xff, 0xff), 4096);
    for (let config = 0; config < 20; config++) attempt(new Uint8Array(24_000).fill(0xff).fill(config, 0, 1), 4096);
    attempt(new Uint8Array(30_000), 4096);
  });
  test('with a bit flipped, cut off or too many are refused or read as other integers, and the next stream is read well', () => {
    fc.assert(fc.property(numbers, fc.nat(), fc.integer({ min: -3, max: 3 }), (given, at, more) => {
      const packed = pack(given)!;
      const harmed = new Uint8Array(Math.max(0, packed.length + more));
      harmed.set(packed.subarray(0, harmed.length));
      if (harmed.length > 0) harmed[at % harmed.length]! ^= 1 << (at % 8);
      attempt(harmed, given.length);
      expect([...coder.unpack(packed, given.length)]).toEqual(given);
    }), { numRuns: 300 });
  });
  test.each([
    { name: 'of an unknown configuration', bytes: [20, 0, 0, 1, 0], count: 1 },
    { name: 'without a state', bytes: [0, 0, 0, 1], count: 1 },
    { name: 'with a state that is none', bytes: [0, 0xff, 0xff, 0, 0], count: 1 },
    { name: 'for more integers than there is room for', bytes: [0, 0, 0, 1, 0], count: 4097 },
    { name: 'that are empty', bytes: [], count: 1 },
  ])('$name are refused', ({ bytes, count }) => {
    expect(() => coder.unpack(Uint8Array.from(bytes), count)).toThrow(refused);
  });
});

test("a row of the cold tier holds the same bits as another, in less space on an exporter's series", () => {
  const all = recording();
  const times = Float64Array.from({ length: 960 }, (_, i) => i * 15_000);
  let hot = 0;
  let cold = 0;
  for (let first = 0; first < all.length; first += 32) {
    const series = all.slice(first, first + 32).map(({ values }, slot) => ({ slot, times, values }));
    const packed = encodeRow(series, coder);
    hot += encodeRow(series).length;
    cold += packed.length;
    const row = openRow(packed);
    for (const { slot, values } of series) expect(hex(row.column(slot)!.values)).toBe(hex(values));
  }
  expect(cold).toBeLessThan(hot * 0.98);
});

test('a cold row with a byte changed is refused in words or read as other values, never outside of its bytes', () => {
  const times = Float64Array.from({ length: 500 }, (_, i) => i * 15_000 + (i % 7));
  const packed = encodeRow([
    { slot: 0, times, values: times.map((_, i) => Math.floor(1000 * Math.sin(i) ** 3)) },
    { slot: 3, times, values: times.map((_, i) => i * i + ((i * 7919) % 13)) },
    { slot: 9, times, values: times.map((_, i) => (i === 77 ? Number.NaN : ((i * 31) % 17) / 10)) },
  ], coder);
  fc.assert(fc.property(fc.nat(packed.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
    const harmed = packed.slice();
    harmed[at]! ^= change;
    try {
      const row = openRow(harmed);
      for (const slot of row.slots) expect(row.column(slot)!.values.length).toBe(row.times(slot)!.length);
    } catch (error) {
      expect(error).toBeInstanceOf(Error);
      expect(error).not.toBeInstanceOf(WebAssembly.RuntimeError);
      expect(error).not.toBeInstanceOf(RangeError);
    }
  }), { numRuns: 500 });
});
