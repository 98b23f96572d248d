import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeRow, MAX_ROW_SAMPLES, openRow, type RowSeries } from '../../../../src-main/tsdb/codec/row.ts';

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

const hex = (column: Float64Array): string => Buffer.from(column.buffer, column.byteOffset, column.byteLength).toString('hex');

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
