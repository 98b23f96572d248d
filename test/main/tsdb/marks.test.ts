import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Marks } from '../../../src-main/tsdb/marks.ts';

/** The writer's marks and a reader's, as two threads have them. */
function pair() {
  const writer = new Marks();
  return { writer, reader: new Marks(writer.buffer) };
}

describe('a reader', () => {
  test('that is told nothing takes the head to hold anything', () => {
    const { reader } = pair();
    expect(reader.mayHold(0, 1)).toBe(true);
    expect(reader.changedSince(reader.version)).toBe(Infinity);
  });

  test('knows what the head spans', () => {
    const { writer, reader } = pair();
    writer.headSpans(Infinity, -Infinity);
    expect(reader.mayHold(-1e15, 1e15)).toBe(false);
    writer.written(100, 200);
    writer.written(150, 300);
    expect([reader.mayHold(0, 99), reader.mayHold(0, 100), reader.mayHold(300, 400), reader.mayHold(301, 400)]).toEqual([false, true, true, false]);
  });

  test('knows from what time on samples have changed since it looked', () => {
    const { writer, reader } = pair();
    const first = reader.version;
    writer.written(1_000_000, 1_000_000);
    const second = reader.version;
    writer.written(2_000_000, 2_000_000);
    expect([reader.changedSince(first), reader.changedSince(second), reader.changedSince(reader.version)]).toEqual([1_000_000, 2_000_000, Infinity]);
    writer.written(500_000, 500_000);
    expect([first, second].map(version => reader.changedSince(version))).toEqual([500_000, 500_000]);
  });

  test('trusts nothing that it knew before the writer began anew', () => {
    const { writer, reader } = pair();
    const before = reader.version;
    new Marks(writer.buffer).begin();
    expect(reader.changedSince(before)).toBe(-Infinity);
  });

  test('does not wait for a writer that died while it wrote, and the next one mends it', () => {
    const { writer, reader } = pair();
    const before = reader.version;
    Atomics.add(new Int32Array(writer.buffer), 0, 1);
    expect([reader.version, reader.changedSince(before), reader.mayHold(0, 1), reader.removedTo]).toEqual([Number.NaN, -Infinity, true, Infinity]);
    new Marks(writer.buffer).begin();
    expect(reader.version).toBeGreaterThan(before);
  });

  test('hears up to what time samples may be gone, once and for all', () => {
    const { writer, reader } = pair();
    expect(reader.removedTo).toBe(-Infinity);
    writer.removed(700);
    writer.removed(300);
    expect(reader.removedTo).toBe(700);
  });
});

test('no change is ever missed, however many there were and in whatever order', () => {
  fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 40_000_000 }), { maxLength: 1500 }), fc.nat(), (times, at) => {
    const { writer, reader } = pair();
    const look = times.length === 0 ? 0 : at % times.length;
    let seen = reader.version;
    for (const [i, time] of times.entries()) {
      if (i === look) seen = reader.version;
      writer.written(time, time);
    }
    expect(reader.changedSince(seen)).toBeLessThanOrEqual(Math.min(Infinity, ...times.slice(look)));
  }));
});

test('a store that only goes forward is known to the second over the last ten minutes', () => {
  const { writer, reader } = pair();
  const seen: { version: number; time: number }[] = [];
  for (let i = 0; i < 20_000; i++) {
    if (i >= 18_000) seen.push({ version: reader.version, time: i * 300 });
    writer.written(i * 300, i * 300);
  }
  for (const { version, time } of seen) expect(time - reader.changedSince(version)).toBeLessThan(10_000);
});
