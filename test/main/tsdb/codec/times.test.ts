import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ByteWriter } from '../../../../src-main/base/bytes.ts';
import { BitReader, SLACK_BYTES } from '../../../../src-main/tsdb/codec/bits.ts';
import { decodeScratch } from '../../../../src-main/tsdb/codec/integers.ts';
import { predictScratch } from '../../../../src-main/tsdb/codec/predict.ts';
import { checkTimes, decodeTimes, encodeTimes, lastTime, type TimeSpan } from '../../../../src-main/tsdb/codec/times.ts';

const T0 = Date.UTC(2026, 0, 1);
/** Header, base 0 and the span of a stream of times. */
const STREAM = 1 + 1 + 4;
const BLOCK = 2;

test.each([
  { name: 'one time', times: [T0], bytes: 0 },
  { name: 'a steady 15 s scrape', times: of(240, i => T0 + i * 15_000), bytes: 0 },
  { name: 'a grid of thirds of a second, rounded', times: of(301, i => T0 + Math.round((i * 1000) / 3)), bytes: 0 },
  { name: 'jitter of 0 to 7 ms', times: of(256, i => T0 + i * 15_000 + ((i * 5) % 8)), bytes: STREAM + 4 * (BLOCK + (64 * 4) / 8) },
  { name: 'a gap of two hours', times: of(240, i => T0 + i * 15_000 + (i < 100 ? 0 : 7_200_000)), bytes: STREAM + 3 + 4 * BLOCK + 8 },
  { name: 'a span of 2^50 and more', times: [-(2 ** 53), -1, 0, 2 ** 53], bytes: 4 * 8 },
])('$name takes at most $bytes bytes', ({ times, bytes }) => {
  const { block, span } = encoded(times);

  expect(block.length).toBeLessThanOrEqual(bytes);
  expect([...decoded(block, times.length, span)]).toEqual(times);
  expect(lastTime(readerOf(block), { ...span, count: times.length })).toBe(times.at(-1));
});

test('any increasing times come back', () => {
  const times = fc.uniqueArray(fc.oneof(fc.maxSafeInteger(), fc.integer()), { minLength: 1, maxLength: 100 }).map(list => [...Float64Array.from(list).sort()]);
  fc.assert(fc.property(times, list => {
    const { block, span } = encoded(list);
    expect([...decoded(block, list.length, span)]).toEqual(list.map(time => time + 0));
  }));
});

test.each([
  { name: 'stand still', times: [1, 1], error: 'time 1 at 1 is not later than 1' },
  { name: 'go back', times: [5, 4], error: 'time 4 at 1 is not later than 5' },
  { name: 'are no integers', times: [0.5], error: 'time 0.5 at 0 is no integer' },
  { name: 'are no numbers', times: [1, Number.NaN], error: 'time NaN at 1' },
  { name: 'lie beyond 2^53', times: [2 ** 53 + 2], error: 'within ±2^53' },
  { name: 'are infinite', times: [Number.POSITIVE_INFINITY], error: 'within ±2^53' },
])('times that $name are refused', ({ times, error }) => {
  expect(() => checkTimes(Float64Array.from(times))).toThrow(error);
});

test('a block whose times go back, or do not end where the header says, is an error', () => {
  const { block, span } = encoded([T0, T0 + 100, T0 + 150, T0 + 1000]);

  expect(() => decoded(block, 4, { ...span, span: span.span + 1 })).toThrow('do not begin and end');
  expect(() => decoded(new Uint8Array(0), 4, { first: 0, span: 2 })).toThrow('not later');
  expect(() => lastTime(readerOf(block), { first: T0, span: 0, count: 4 })).toThrow('4 raw times in');
});

function of(count: number, at: (i: number) => number): number[] {
  return Array.from({ length: count }, (_, i) => at(i));
}

function encoded(times: readonly number[]): { block: Uint8Array; span: TimeSpan } {
  const out = new ByteWriter();
  const span = encodeTimes(out, Float64Array.from(times), predictScratch(times.length));
  return { block: out.done(), span };
}

function readerOf(block: Uint8Array): BitReader {
  const padded = new Uint8Array(block.length + SLACK_BYTES);
  padded.set(block);
  return new BitReader(padded, 0, block.length);
}

function decoded(block: Uint8Array, count: number, span: TimeSpan): Float64Array {
  const times = new Float64Array(count);
  decodeTimes(readerOf(block), times, span, decodeScratch());
  return times;
}
