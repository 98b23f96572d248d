import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bitsOf } from '../../../src-main/shared/model/sample.ts';
import type { Tails } from '../../../src-main/tsdb/tails.ts';
import { folder, hex, NOW, open, series } from './workbench.ts';

const MINUTE = 60_000;
const unpacked = ({ refs, ends, times, values }: Tails) => new Map(Array.from(refs, (ref, k) => {
  const [start, end] = [k === 0 ? 0 : ends[k - 1]!, ends[k]!];
  return [ref, Array.from({ length: end - start }, (_, i) => [times[start + i], hex(bitsOf(values), start + i)])];
}));

test('tails hold what is not sealed, of the series and the window asked for, late and newer in order of time', () => {
  const { store } = open(folder());
  const refs = store.resolve(series(3));
  store.append(refs.slice(0, 2), Float64Array.of(NOW), Float64Array.of(1, 2));
  store.compact();
  store.append(refs.slice(0, 1), Float64Array.of(NOW + 2 * MINUTE), Float64Array.of(4));
  store.append(refs.slice(0, 1), Float64Array.of(NOW - MINUTE), Float64Array.of(3)); // late
  const values = (from: number, to: number) => [...unpacked(store.tails([{ refs, from, to }])[0]!)].map(([ref, samples]) => [ref, samples.map(([time]) => time)]);
  expect(values(NOW - MINUTE, NOW + 2 * MINUTE)).toEqual([[refs[0], [NOW - MINUTE, NOW + 2 * MINUTE]]]);
  expect(values(NOW - MINUTE + 1, NOW + 2 * MINUTE)).toEqual([[refs[0], [NOW + 2 * MINUTE]]]);
  expect(values(NOW - MINUTE, NOW + 2 * MINUTE - 1)).toEqual([[refs[0], [NOW - MINUTE]]]);
  expect(values(NOW, NOW)).toEqual([]);
});

test('any series with any gaps come as they were written, in any window', () => {
  const sample = fc.tuple(fc.nat(69), fc.nat(40), fc.oneof(fc.constant(1), fc.constant(Number.NaN), fc.double()));
  fc.assert(fc.property(fc.array(sample, { maxLength: 300 }), fc.nat(40), fc.nat(40), (samples, a, b) => {
    const { store } = open(folder());
    const refs = store.resolve(series(70));
    const model = new Map<number, Map<number, string>>();
    for (const [k, minute, value] of samples) {
      store.append(Uint32Array.of(refs[k]!), Float64Array.of(NOW + minute * MINUTE), Float64Array.of(value));
      const one = model.get(refs[k]!) ?? new Map<number, string>();
      model.set(refs[k]!, one.set(NOW + minute * MINUTE, hex(bitsOf(Float64Array.of(value)), 0)));
    }
    const [from, to] = [NOW + Math.min(a, b) * MINUTE, NOW + Math.max(a, b) * MINUTE];
    const sorted = refs.slice().sort();
    const expected = [...sorted].flatMap(ref => {
      const within = [...model.get(ref) ?? []].filter(([time]) => time >= from && time <= to).sort(([x], [y]) => x - y);
      return within.length > 0 ? [[ref, within]] : [];
    });
    expect([...unpacked(store.tails([{ refs: sorted, from, to }])[0]!)]).toEqual(expected);
    expect([...unpacked(store.tails([{ refs: sorted, from, to, newest: true }])[0]!)]).toEqual(expected.map(([ref, within]) => [ref, (within as unknown[]).slice(-1)]));
    store.db.close();
  }), { numRuns: 30 });
});

test('more than the writer may hand out at a time is refused by name', () => {
  const { store } = open(folder());
  const refs = store.resolve(series(32));
  for (let i = 0; i < 100; i++) store.append(refs.slice(), Float64Array.of(NOW + i), new Float64Array(32));
  const many = new Array<{ refs: Uint32Array; from: number; to: number }>(Math.ceil(2 ** 25 / 3200) + 1).fill({ refs: refs.slice().sort(), from: NOW, to: NOW + 100 });
  expect(() => store.tails(many)).toThrow(expect.objectContaining({ code: 'limit' }));
  expect(store.tails(many.slice(0, 3))).toHaveLength(3);
});
