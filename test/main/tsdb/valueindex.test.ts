import fc from 'fast-check';
import { expect, test } from 'vitest';
import { intersect, subtract, union } from '../../../src-main/tsdb/refset.ts';
import { ValueIndex } from '../../../src-main/tsdb/valueindex.ts';

const entry = fc.record({ value: fc.oneof(fc.nat(20), fc.nat(100_000)), ref: fc.nat(5000), ask: fc.boolean(), gone: fc.integer({ min: 0, max: 9 }).map(n => n === 0) });

test('whatever comes, goes and is asked in between, a value has the refs that were added to it and are alive, ascending', () => {
  fc.assert(fc.property(fc.uniqueArray(entry, { selector: ({ ref }) => ref, maxLength: 3000 }), entries => {
    const index = new ValueIndex();
    const model = new Map<number, number[]>();
    const alive = new Set<number>();
    const check = (value: number) => expect([...index.refsOf(value, ref => alive.has(ref))]).toEqual((model.get(value) ?? []).toSorted((a, b) => a - b));
    for (const { value, ref, ask, gone } of entries) {
      index.add(value, ref);
      alive.add(ref);
      model.set(value, [...model.get(value) ?? [], ref]);
      if (gone) {
        index.touch();
        alive.delete(ref);
        model.set(value, model.get(value)!.filter(other => other !== ref));
      }
      if (ask && ref % 50 === 0) check(value);
    }
    for (const value of model.keys()) check(value);
    expect(new Set(index.all(ref => alive.has(ref)))).toEqual(new Set([...model].filter(([, refs]) => refs.length > 0).map(([value]) => value)));
  }), { numRuns: 30 });
});

test('a series that went and came back stands once', () => {
  const index = new ValueIndex();
  index.add(7, 1);
  index.touch();
  index.add(7, 1);
  expect([...index.refsOf(7, () => true)]).toEqual([1]);
});

test('thousands of new entries are taken in at once, a few are looked through', () => {
  const index = new ValueIndex();
  for (let ref = 0; ref < 50_000; ref++) index.add(1000 + (ref % 7), 50_000 - ref);
  expect(index.refsOf(1003, () => true).length).toBe(Math.floor((50_000 - 4) / 7) + 1); // 3, 10, … below 50,000
  index.add(1003, 0);
  expect(index.refsOf(1003, () => true)[0]).toBe(0);
});

test('sets of refs, few or many, are united, cut and taken from each other', () => {
  const refs = (max: number) => fc.uniqueArray(fc.nat(20_000), { maxLength: max }).map(list => Uint32Array.from(list).sort());
  fc.assert(fc.property(fc.array(fc.oneof(refs(10), refs(4000)), { maxLength: 4 }), refs(100), (lists, other) => {
    const all = [...new Set(lists.flatMap(list => [...list]))].sort((a, b) => a - b);
    const together = union(lists);
    expect([...together]).toEqual(all);
    expect([...intersect(together, other)]).toEqual(all.filter(ref => other.includes(ref)));
    expect([...subtract(together, other)]).toEqual(all.filter(ref => !other.includes(ref)));
  }), { numRuns: 40 });
});
