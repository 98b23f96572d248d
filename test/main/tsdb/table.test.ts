import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bitsOf } from '../../../src-main/shared/model/sample.ts';
import { popcount, SampleTable } from '../../../src-main/tsdb/table.ts';
import { hex } from './workbench.ts';

const value = fc.oneof(fc.constantFrom(0, -0, 1, 1, 1, Number.NaN, Infinity), fc.double());
const sample = fc.record({ time: fc.integer({ min: -50, max: 50 }), slot: fc.nat(31), bits: fc.oneof(value.map(v => Float64Array.of(v)), fc.constant(new Float64Array(Uint32Array.of(2, 0x7ff0_0000).buffer))) });

function filled(samples: readonly { time: number; slot: number; bits: Float64Array }[]) {
  const table = new SampleTable();
  const model = new Map<string, string>();
  for (const { time, slot, bits } of samples) {
    table.set(table.rowAt(time), slot, bits, bitsOf(bits), 0);
    model.set(`${time} ${slot}`, hex(bitsOf(bits), 0));
  }
  return { table, model };
}

test('a table holds the last value of each time and series, times ascending, every bit', () => {
  fc.assert(fc.property(fc.array(sample, { maxLength: 200 }), samples => {
    const { table, model } = filled(samples);
    expect(table.samples).toBe(model.size);
    expect([...table.times.subarray(0, table.rows)]).toEqual([...new Set(samples.map(({ time }) => time))].sort((a, b) => a - b));
    const found = new Map<string, string>();
    const out = new Float64Array(1);
    for (let row = 0; row < table.rows; row++) for (let slot = 0; slot < 32; slot++) {
      if (!table.has(slot, row)) continue;
      table.copy(slot, row, out, bitsOf(out), 0);
      found.set(`${table.times[row]} ${slot}`, hex(bitsOf(out), 0));
    }
    expect(found).toEqual(model);
  }));
});

test('any stretch of rows comes out as series, and as copied columns, with just its samples', () => {
  fc.assert(fc.property(fc.array(sample, { minLength: 1, maxLength: 100 }), fc.nat(99), fc.nat(99), (samples, a, b) => {
    const { table, model } = filled(samples);
    const [from, to] = [Math.min(a, b) % (table.rows + 1), Math.max(a, b) % (table.rows + 1)].sort((x, y) => x - y) as [number, number];
    const expected = new Map([...model].filter(([key]) => { const row = table.times.indexOf(Number(key.split(' ')[0])); return row >= from && row < to; }));
    const asSeries = new Map<string, string>();
    for (const { slot, times, values } of table.series(from, to)) times.forEach((time, i) => { asSeries.set(`${time} ${slot}`, hex(bitsOf(values), i)); });
    expect(asSeries).toEqual(expected);

    const asColumns = new Map<string, string>();
    for (let slot = 0; slot < 32; slot++) {
      const count = table.count(slot, from, to);
      if (count === 0) continue;
      const values = new Float64Array(count + 2);
      const into = { times: new Float64Array(count + 2), values, bits: bitsOf(values), at: 1 };
      table.copyRows(slot, from, to, count, into);
      for (let i = 1; i <= count; i++) asColumns.set(`${into.times[i]} ${slot}`, hex(into.bits, i));
      expect((table.everywhere(from, to) & (1 << slot)) !== 0).toBe(count === to - from);
    }
    expect(asColumns).toEqual(expected);
  }));
});

test('series that are present throughout share one time column, as do those with the same gaps', () => {
  const table = new SampleTable();
  const one = Float64Array.of(1);
  for (let row = 0; row < 4; row++) for (const slot of row === 2 ? [0, 1] : [0, 1, 2, 3]) table.set(table.rowAt(row), slot, one, bitsOf(one), 0);
  const [a, b, c, d] = table.series(0, 4).map(({ times }) => times);
  expect([...a!]).toEqual([0, 1, 2, 3]);
  expect([...c!]).toEqual([0, 1, 3]);
  expect(a).toBe(b);
  expect(c).toBe(d);
});

test('a cleared table is as new, and an empty one has no span', () => {
  const { table } = filled([{ time: 3, slot: 1, bits: Float64Array.of(7) }]);
  expect([table.from, table.to]).toEqual([3, 3]);
  table.clear();
  expect([table.rows, table.samples, table.from, table.to, table.lowerBound(0)]).toEqual([0, 0, Infinity, -Infinity, 0]);
  const zero = Float64Array.of(0);
  table.set(table.rowAt(9), 1, zero, bitsOf(zero), 0);
  expect(table.series(0, 1).map(({ slot, times, values }) => [slot, [...times], [...values]])).toEqual([[1, [9], [0]]]);
});

test.each([[0, 0], [1, 1], [0x8000_0000, 1], [0xffff_ffff, 32], [0x0f0f_0001, 9]])('%i has %i bits set', (bits, count) => expect(popcount(bits)).toBe(count));
