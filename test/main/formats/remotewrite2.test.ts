import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeSymbolRequest, symbolAt, SymbolColumns } from '../../../src-main/formats/remotewrite2.ts';
import { AppError } from '../../../src-main/shared/model/errors.ts';
import { rawRequest2, request2, type Series2 } from './writev2.ts';

const hex = (text: string) => Uint8Array.from(Buffer.from(text, 'hex'));

/** What the columns say, as objects. */
function read(bytes: Uint8Array, columns = new SymbolColumns()) {
  decodeSymbolRequest(bytes, bytes.length, columns);
  return Array.from({ length: columns.series }, (_, i) => {
    const from = i === 0 ? 0 : columns.sampleEnd[i - 1]!;
    const to = columns.sampleEnd[i]!;
    return {
      labels: Array.from(columns.labelRefs.slice(columns.labelStart[i], columns.labelEnd[i]), ref => symbolAt(bytes, columns, ref)),
      times: [...columns.times.slice(from, to)], values: [...columns.values.slice(from, to)],
    };
  });
}

test('a request written by hand from the specification is read', () => {
  // symbols "", "__name__", "up"; one series {1, 2} with the sample 1.5 at 5 ms that began at 3 ms
  const bytes = hex('2200' + '22085f5f6e616d655f5f' + '22027570' + '2a13' + '0a020102' + '120d' + '09000000000000f83f' + '1005' + '1803');
  expect(read(bytes)).toEqual([{ labels: ['__name__', 'up'], times: [5], values: [1.5] }]);
});

test('what an independent library writes is read: any strings, values, times, number of samples', () => {
  const sample = fc.record({ value: fc.double(), timestamp: fc.maxSafeInteger(), start_timestamp: fc.maxSafeInteger() });
  const labels = fc.array(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 5 }), { maxLength: 8 }).map(list => list.slice(0, list.length & ~1));
  const series: fc.Arbitrary<Series2> = fc.record({ labels, samples: fc.array(sample, { maxLength: 4 }) });
  const columns = new SymbolColumns();
  fc.assert(fc.property(fc.array(series, { maxLength: 6 }), list => {
    expect(read(request2(...list), columns)).toEqual(list.map(({ labels: given, samples = [] }) => ({
      labels: given, times: samples.map(({ timestamp }) => timestamp || 0), values: samples.map(({ value }) => value),
    })));
  }));
});

test('symbols may stand behind the series that use them, and references may come unpacked', () => {
  const series = '0801' + '0802' + '1202' + '1005'; // labels_refs 1 and 2, one field each; a sample at 5 ms
  expect(read(hex('2a08' + series + '2200' + '22016d' + '220178'))).toEqual([{ labels: ['m', 'x'], times: [5], values: [0] }]);
});

test('histograms and exemplars are counted, metadata is kept as references', () => {
  const columns = new SymbolColumns();
  const bytes = request2(
    { labels: ['__name__', 'h'], histograms: [{ count_int: 4, sum: 5 }, { schema: -1 }], metadata: { type: 3, help: 'how long', unit: 'seconds' } },
    { labels: ['__name__', 'c'], samples: [{ value: 1, timestamp: 2 }], exemplars: [{ value: 3, timestamp: 4 }] },
  );
  read(bytes, columns);
  expect(columns).toMatchObject({ series: 2, samples: 1, histograms: 2, exemplars: 1 });
  expect([columns.type[0], symbolAt(bytes, columns, columns.helpRef[0]!), symbolAt(bytes, columns, columns.unitRef[0]!)]).toEqual([3, 'how long', 'seconds']);
  expect([columns.type[1], columns.helpRef[1], columns.unitRef[1]]).toEqual([0, 0, 0]);
});

test('a second request leaves nothing of the first', () => {
  const columns = new SymbolColumns();
  read(request2(...Array.from({ length: 600 }, (_, i) => ({ labels: ['__name__', `m${i}`], samples: [{ value: i, timestamp: i }], metadata: { type: 1 } }))), columns);
  expect(columns).toMatchObject({ series: 600, samples: 600, symbols: 602, refs: 1200 });
  expect(read(request2({ labels: ['__name__', 'm'], samples: [{}] }), columns)).toEqual([{ labels: ['__name__', 'm'], times: [0], values: [0] }]);
  expect([columns.type[0], columns.symbols]).toEqual([0, 3]);
});

test.each([
  { name: 'symbols that do not begin with the empty string', bytes: rawRequest2({ symbols: ['a', ''] }), problem: 'the first of its symbols is not the empty string' },
  { name: 'a message of 1.0', bytes: hex('0a060a040a006162'), problem: 'field 1, which only prometheus.WriteRequest of 1.0 has' },
  { name: 'a series cut short', bytes: hex('22002a3d0a16'), problem: 'a length runs past the end' },
  { name: 'references cut short', bytes: hex('22002a030a0201'), problem: 'a length runs past the end' },
  { name: 'a reference of more than 32 bits', bytes: hex('22002a080a06ffffffffff01'), problem: 'more than 32 bits' },
  { name: 'a time beyond 2^53', bytes: hex('22002a0b120910ffffffffffffff7f'), problem: 'a number beyond ±2^53' },
  { name: 'a group', bytes: hex('2b'), problem: 'field 5 has wire type 3' },
])('refuses $name', ({ bytes, problem }) => {
  expect(() => read(bytes)).toThrow(problem);
});

test('no bytes make it crash: they are read or refused', () => {
  const good = request2({ labels: ['__name__', 'm', 'a', 'b'], samples: [{ value: 1, timestamp: 2 }], exemplars: [{ value: 1 }], metadata: { type: 1, help: 'h' } });
  const damaged = fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { minLength: 1, maxLength: 5 }).map(changes => {
    const bytes = good.slice();
    for (const [at, byte] of changes) bytes[at] = byte;
    return bytes;
  });
  const columns = new SymbolColumns();
  fc.assert(fc.property(fc.oneof(fc.uint8Array({ maxLength: 100 }), damaged), bytes => {
    try {
      decodeSymbolRequest(bytes, bytes.length, columns);
    } catch (error) {
      expect(error).toBeInstanceOf(AppError);
    }
  }), { numRuns: 1000 });
});
