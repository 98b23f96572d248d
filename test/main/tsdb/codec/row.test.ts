import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeRow, MAX_ROW_SAMPLES, openRow, type RowSeries } from '../../../../src-main/tsdb/codec/row.ts';
import { hex, recording } from './recording.ts';

const T0 = Date.UTC(2026, 0, 1);

test('series come back by slot, those with the same times share one array', () => {
  const times = every(15_000, 4);
  const row = openRow(encodeRow([
    { slot: 31, times, values: Float64Array.of(1, 2, 3, 4) },
    { slot: 0, times, values: Float64Array.of(5, 5, 5, 5) },
    { slot: 7, times: Float64Array.of(T0 - 5, T0), values: Float64Array.of(0.1, 0.2) },
  ]));

  expect(row.slots).toEqual([0, 7, 31]);
  expect([row.from, row.to, row.samples]).toEqual([T0 - 5, T0 + 45_000, 10]);
  expect([...row.column(31)!.values]).toEqual([1, 2, 3, 4]);
  expect([...row.column(7)!.times]).toEqual([T0 - 5, T0]);
  expect(row.column(0)!.times).toBe(row.column(31)!.times);
  expect(row.column(1)).toBeNull();
});

// Version, slots, flags, number of columns, count (2 bytes), own times, first (6), span (4), length of the times: 21 bytes; then a length and a block each.
test.each([
  { name: 'a constant', values: [() => 42], bytes: 21 + 1 + 2 },
  { name: 'zeros', values: [() => 0, () => 0], bytes: 21 + 2 * (1 + 1) },
  { name: 'series that are equal', values: [(i: number) => i % 2, (i: number) => i % 2], bytes: 21 + (1 + 5 + 4 * (1 + 8)) + 2 },
])('a row of $name takes at most $bytes bytes', ({ values, bytes }) => {
  const times = every(15_000, 240);
  const row = encodeRow(values.map((value, slot) => ({ slot, times, values: Float64Array.from(times, (_, i) => value(i)) })));

  expect(row.length).toBeLessThanOrEqual(bytes);
  expect([...openRow(row).column(values.length - 1)!.values.subarray(0, 3)]).toEqual([0, 1, 2].map(values.at(-1)!));
});

test('a series that began later or ended sooner has a stretch of its neighbours’ times', () => {
  const times = Float64Array.from({ length: 240 }, (_, i) => T0 + i * 15_000 + ((i * i) % 7));
  const series = [[0, 240], [100, 240], [0, 17], [5, 6]].map(([from, to], slot) => ({ slot, times: times.slice(from, to), values: new Float64Array(to! - from!) }));
  const alone = encodeRow(series.slice(0, 1));
  const row = encodeRow(series);

  // Per stretch: count (2), column (1), offset (1); per series its column, a length and a block of a byte each; the first series' column.
  expect(row.length).toBeLessThanOrEqual(alone.length + 3 * (4 + 3) + 1);
  for (const { slot, times: own } of series) expect([...openRow(row).column(slot)!.times]).toEqual([...own]);
});

test('values can be read into memory of one’s own', () => {
  const row = openRow(encodeRow([{ slot: 4, times: every(1000, 3), values: Float64Array.of(1, 2, 4) }]));
  const values = new Float64Array(5);
  row.read(4, values.subarray(1, 4));

  expect([...values]).toEqual([0, 1, 2, 4, 0]);
  expect([...row.times(4)!]).toEqual([...every(1000, 3)]);
  expect(row.times(5)).toBeNull();
  expect(() => row.read(4, values)).toThrow('slot 4 holds 3 samples, not 5');
});

const BITS = new Float64Array(Uint32Array.of(2, 0x7ff0_0000).buffer); // Prometheus's stale marker

test.each([
  { name: 'integers', values: Float64Array.of(1, 5, 3), numeric: true },
  { name: 'decimals', values: Float64Array.of(0.1, 0.25, 1e3), numeric: true },
  { name: 'one number all along', values: Float64Array.of(7, 7, 7), numeric: true },
  { name: 'an infinity', values: Float64Array.of(1, Infinity, 3), numeric: false },
  { name: 'a stale marker', values: new Float64Array([...[1, 2], ...BITS]), numeric: false },
  { name: 'NaN all along', values: Float64Array.of(NaN, NaN, NaN), numeric: false },
  { name: 'numbers of many digits', values: Float64Array.of(Math.PI * 1e-9, Math.E ** 40, Math.SQRT2 * 1e30), numeric: false },
])('whether a series of $name may have a NaN is known without decoding it', ({ values, numeric }) => {
  expect(openRow(encodeRow([{ slot: 3, times: every(1000, 3), values }])).isNumeric(3)).toBe(numeric);
  expect(openRow(encodeRow([{ slot: 3, times: every(1000, 3), values }])).isNumeric(4)).toBe(false);
});

test('an exporter’s series come back bit for bit, in under 0.6 bytes a sample', () => {
  const series = recording();
  let bytes = 0;
  for (let from = 0; from < 960; from += 240) {
    const times = every(15_000, 240);
    for (let first = 0; first < series.length; first += 32) {
      const shard = series.slice(first, first + 32).map(({ values }, slot) => ({ slot, times, values: values.slice(from, from + 240) }));
      const encoded = encodeRow(shard);
      bytes += encoded.length;
      const row = openRow(encoded);
      for (const { slot, values } of shard) expect(hex(row.column(slot)!.values)).toBe(hex(values));
    }
  }

  expect(bytes).toBeLessThan(0.6 * 960 * series.length);
});

test.each([
  { name: 'no series', series: [], error: 'no series' },
  { name: 'a slot twice', series: [one({ slot: 3 }), one({ slot: 3 })], error: 'slot 3 is in the row twice' },
  { name: 'a slot outside the shard', series: [one({ slot: 32 })], error: 'slot 32 is outside 0 to 31' },
  { name: 'no samples', series: [one({ times: new Float64Array(0), values: new Float64Array(0) })], error: 'slot 0 has no samples' },
  { name: 'times that stand still', series: [one({ times: Float64Array.of(5, 5) })], error: 'not later' },
  { name: 'times that are no integers', series: [one({ times: Float64Array.of(5, 5.5) })], error: 'no integer' },
  { name: 'times beyond 2^53', series: [one({ times: Float64Array.of(5, 2 ** 54) })], error: 'no integer within' },
  { name: 'a time that is NaN', series: [one({ times: Float64Array.of(5, Number.NaN) })], error: 'not later' },
  { name: 'fewer values than times', series: [one({ values: Float64Array.of(1) })], error: '2 times and 1 values' },
])('a row of $name is refused', ({ series, error }) => {
  expect(() => encodeRow(series)).toThrow(error);
});

test('any float64 bits at any times come back bit for bit', () => {
  fc.assert(fc.property(rows(), series => {
    const row = openRow(encodeRow(series));
    expect(row.slots).toEqual(series.map(({ slot }) => slot).sort((a, b) => a - b));
    for (const { slot, times, values } of series) {
      const column = row.column(slot)!;
      expect(hex(column.times)).toBe(hex(times));
      expect(hex(column.values)).toBe(hex(values));
    }
  }), { numRuns: 300 });
});

test('a row cut short or with flipped bytes is an error or a well-formed answer', () => {
  fc.assert(fc.property(rows(), fc.array(fc.tuple(fc.nat(), fc.integer({ min: 1, max: 255 })), { maxLength: 4 }), fc.nat(), (series, flips, cut) => {
    const whole = encodeRow(series);
    const bytes = flips.length > 0 ? whole.slice() : whole.slice(0, cut % whole.length);
    for (const [at, mask] of flips) bytes[at % bytes.length]! ^= mask;
    readAll(bytes);
  }), { numRuns: 1000 });
});

test('random bytes are an error or a well-formed answer', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 64 }), bytes => readAll(Uint8Array.of(1, ...bytes))), { numRuns: 1000 });
});

// Slot 0 with one sample at time 0; after the flags (byte 5): one column, 1 sample, own times, first 0, span 0, no bytes of times.
const HEADER = [1, 1, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0];
test.each([
  { name: 'another version', bytes: [3, ...HEADER.slice(1), 1, 0], error: 'a row of version 3' },
  { name: 'a native histogram', bytes: [...HEADER.slice(0, 5), 1, ...HEADER.slice(6), 1, 1, 0], error: 'slot 0 holds a native histogram' },
  { name: 'an unknown flag', bytes: [...HEADER.slice(0, 5), 4, ...HEADER.slice(6), 1, 0], error: 'flags 4' },
  { name: 'no slots', bytes: [1, 0, ...HEADER.slice(2), 1, 0], error: 'a row of no series' },
  { name: 'bytes too many', bytes: [...HEADER, 1, 0, 0], error: 'the blocks of a row take 1 bytes, 2 are there' },
  { name: 'a block outside', bytes: [...HEADER, 100, 0], error: 'a block of 100 bytes ends outside the row' },
  { name: 'the block of a later series', bytes: [...HEADER, 0, 0], error: 'slot 0 has the block of a series that is not before it' },
  { name: 'a stretch of no column', bytes: [...HEADER.slice(0, 8), 1, 0, 1, 0], error: '1 times from 0 on of time column 0 do not exist' },
  { name: 'no time columns', bytes: [...HEADER.slice(0, 6), 0], error: 'a row of 0 time columns' },
])('a row of $name is refused by name', ({ bytes, error }) => {
  expect(openRow(Uint8Array.from([...HEADER, 1, 0])).column(0)).toEqual({ times: Float64Array.of(0), values: Float64Array.of(0) });
  expect(() => openRow(Uint8Array.from(bytes))).toThrow(error);
});

test('a header that claims more samples than the bound is refused before memory is taken', () => {
  const count = MAX_ROW_SAMPLES + 1;
  const varint = [(count & 127) | 128, ((count >> 7) & 127) | 128, count >> 14];
  const bytes = Uint8Array.of(1, 1, 0, 0, 0, 0, 1, ...varint, 0, 0, 1, 0, 1, 0);

  expect(() => openRow(bytes)).toThrow(`a row of ${count} samples a series`);
});

function readAll(bytes: Uint8Array): void {
  try {
    const row = openRow(bytes);
    for (const slot of row.slots) {
      const { times, values } = row.column(slot)!;
      expect(values).toHaveLength(times.length);
      for (let i = 1; i < times.length; i++) if (!(times[i]! > times[i - 1]!)) throw new TypeError('times do not increase');
    }
  } catch (error) {
    if (!(error instanceof Error) || error instanceof TypeError || error instanceof RangeError) throw error;
  }
}

function every(step: number, count: number): Float64Array {
  return Float64Array.from({ length: count }, (_, i) => T0 + i * step);
}

function one(part: Partial<RowSeries>): RowSeries {
  return { slot: 0, times: Float64Array.of(T0, T0 + 1), values: Float64Array.of(1, 2), ...part };
}

/** One to four series with times of their own or shared, values of every kind. */
function rows(): fc.Arbitrary<RowSeries[]> {
  const one = fc.tuple(fc.integer({ min: 0, max: 31 }), timesOfAnyKind(), fc.boolean());
  return fc.uniqueArray(one, { minLength: 1, maxLength: 4, selector: ([slot]) => slot }).chain(list => {
    const shared = list[0]![1];
    const withTimes = list.map(([slot, times, shares]) => ({ slot, times: shares ? shared : times }));
    return fc.tuple(...withTimes.map(({ slot, times }) => valuesOfAnyKind(times.length).map(values => ({ slot, times, values }))));
  });
}

function timesOfAnyKind(): fc.Arbitrary<Float64Array> {
  const steady = fc.tuple(fc.integer({ min: -1e13, max: 1e13 }), fc.integer({ min: 1, max: 1e6 }), fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 1, maxLength: 200 }))
    .map(([first, step, jitter]) => Float64Array.from(jitter, (late, i) => first + i * (step + 41) + late));
  const any = fc.uniqueArray(fc.maxSafeInteger(), { minLength: 1, maxLength: 200 }).map(times => Float64Array.from(times).sort());
  return fc.oneof(steady, any);
}

function valuesOfAnyKind(count: number): fc.Arbitrary<Float64Array> {
  const of = (value: fc.Arbitrary<number>) => fc.array(value, { minLength: count, maxLength: count }).map(values => Float64Array.from(values));
  const bits = fc.array(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), { minLength: count, maxLength: count }).map(list => new Float64Array(BigUint64Array.from(list).buffer));
  const counter = of(fc.nat({ max: 1e6 })).map(steps => {
    let sum = 0;
    return steps.map(step => (sum += step));
  });
  return fc.oneof(bits, counter, of(fc.integer()), of(fc.double()), of(fc.float()), of(fc.integer({ min: -1000, max: 1000 }).map(d => d / 100)),
    of(fc.nat({ max: 9999 }).map(d => d * 0.001)), of(fc.constantFrom(0, -0, 1, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 5e-324, 2 ** 53)));
}
