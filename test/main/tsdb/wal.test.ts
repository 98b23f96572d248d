import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bitsOf } from '../../../src-main/shared/model/sample.ts';
import { Batch, BatchRoom } from '../../../src-main/tsdb/batch.ts';
import { readWalRow, WalChain, WalWriter } from '../../../src-main/tsdb/wal.ts';
import { hex } from './workbench.ts';

interface Put { readonly ref: number; readonly time: number; readonly value: string }

/** Writes rows as the head does, one for each batch; ids count from 1. */
function writing() {
  const writer = new WalWriter();
  const chains = new Map<number, WalChain>();
  const rows: Uint8Array[] = [];
  const chainOf = (shard: number) => {
    const chain = chains.get(shard) ?? new WalChain();
    chains.set(shard, chain);
    return chain;
  };
  const write = (refs: number[], times: number[], values: Float64Array) => {
    const batch = new Batch(Uint32Array.from(refs), Float64Array.from(times), values, 1000, new BatchRoom());
    writer.begin(times[0]!);
    for (const [k, shard] of batch.shards.entries()) writer.segment(shard, chainOf(shard), rows.length + 1, batch, k);
    rows.push(Uint8Array.from(writer.done()));
  };
  return { write, rows, chainOf };
}

/** Reads rows of these ids back in their order. */
function reading(rows: ReadonlyMap<number, Uint8Array>) {
  const chains = new Map<number, WalChain>();
  const put: Put[] = [];
  const lost: [number, number[]][] = [];
  const chainOf = (shard: number) => {
    const chain = chains.get(shard) ?? new WalChain();
    chains.set(shard, chain);
    return chain;
  };
  for (const [id, row] of rows) {
    const gone = readWalRow(id, row, chainOf, (shard, time, present, chain) => {
      for (let slot = 0; slot < 32; slot++) if ((present & (1 << slot)) !== 0) put.push({ ref: shard * 32 + slot, time, value: hex(chain.lastBits, slot) });
    });
    if (gone.length > 0) lost.push([id, gone]);
  }
  return { put, lost };
}
const numbered = (rows: readonly Uint8Array[]) => new Map(rows.map((row, i) => [i + 1, row]));

const values = fc.array(fc.oneof(fc.constantFrom(0, 1, 1, 1, -0, Number.NaN), fc.double()), { minLength: 40, maxLength: 40 }).map(list => Float64Array.from(list));
const batches = fc.array(fc.record({ refs: fc.array(fc.nat(99), { minLength: 1, maxLength: 40 }), spread: fc.constantFrom(0, 1, 1000, 2 ** 51), time: fc.integer({ min: -(2 ** 51), max: 2 ** 51 }), values }), { maxLength: 90 });

describe('write-ahead rows', () => {
  test('give back each series\' last value of each time, for any batches, every bit', () => {
    fc.assert(fc.property(batches, list => {
      const { write, rows } = writing();
      const expected = list.map(({ refs, spread, time, values: column }) => {
        const times = refs.map((_, i) => time + (spread === 0 ? 0 : (i * 7919 % 5) * spread));
        write(refs, spread === 0 ? [time] : times, column.slice(0, refs.length));
        return new Map(refs.map((ref, i) => [`${ref} ${spread === 0 ? time : times[i]}`, hex(bitsOf(column), i)]));
      });
      const { put, lost } = reading(numbered(rows));
      expect(lost).toEqual([]);
      expect(new Map(put.map(({ ref, time, value }) => [`${ref} ${time}`, value]))).toEqual(new Map(expected.flatMap(map => [...map])));
      expect(put).toHaveLength(expected.reduce((sum, { size }) => sum + size, 0));
    }), { numRuns: 60 });
  });

  test('do not repeat a value that has not changed', () => {
    const { write, rows } = writing();
    for (let i = 0; i < 10; i++) write([0, 1, 2, 3], [1000 * i], Float64Array.of(1, 2, 3, i));
    expect(rows[0]!.length - rows[5]!.length).toBe(3 * 8);
  });

  test('when one is missing, what rests on it is left out and named until its chain begins anew, within 64 rows; other shards are whole', () => {
    const { write, rows } = writing();
    for (let i = 0; i < 200; i++) write(i === 10 ? [0] : [0, 32], [i], i === 10 ? Float64Array.of(i) : Float64Array.of(i, 7));
    const all = numbered(rows);
    all.delete(11); // the 11th row holds shard 0 alone
    const { put, lost } = reading(all);
    const times = (ref: number) => put.filter(one => one.ref === ref).map(({ time }) => time);
    expect(times(32)).toEqual(Array.from({ length: 200 }, (_, i) => i).filter(i => i !== 10));
    const gone = lost.map(([id]) => id - 1);
    expect(lost.every(([, shards]) => shards.join() === '0')).toBe(true);
    expect(times(0)).toEqual(Array.from({ length: 200 }, (_, i) => i).filter(i => i !== 10 && !gone.includes(i)));
    expect(gone[0]).toBe(11);
    expect(gone.at(-1)).toBeLessThan(64);
    for (const { ref, time, value } of put) if (ref === 0) expect(value).toBe(hex(bitsOf(Float64Array.of(time)), 0));
  });

  test('after a write that failed a reset chain begins anew', () => {
    const { write, rows, chainOf } = writing();
    write([0], [0], Float64Array.of(5));
    write([0], [1], Float64Array.of(5));
    rows.pop(); // it was never stored, its id is used again
    chainOf(0).reset();
    write([0], [2], Float64Array.of(5));
    expect(reading(numbered(rows))).toMatchObject({ lost: [], put: [{ time: 0 }, { time: 2 }] });
  });

  test.each([
    { name: 'no bytes', bytes: [], error: /format none/ },
    { name: 'another version', bytes: [9, ...new Array<number>(12).fill(0)], error: /format 9; this program reads 1/ },
    { name: 'fewer segments than announced', bytes: [1, 0, 0, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0], error: /end inside/ },
  ])('of $name are an error', ({ bytes, error }) => expect(() => reading(new Map([[1, Uint8Array.from(bytes)]]))).toThrow(error));

  test('of any bytes are read or an error, and never a hang', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), bytes => {
      try { reading(new Map([[1, Uint8Array.from([1, ...bytes])]])); } catch (error) { expect(error).toBeInstanceOf(Error); }
    }));
  });
});
