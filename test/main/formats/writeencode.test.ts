import { describe, expect, test } from 'vitest';
import { decodeWriteRequest, encodeWriteRequest, labelsAt } from '../../../src-main/formats/remotewrite.ts';
import { decodeSymbolRequest, symbolAt, SymbolColumns } from '../../../src-main/formats/remotewrite2.ts';
import { WriteColumns } from '../../../src-main/formats/writecolumns.ts';
import { WriteEncoder } from '../../../src-main/formats/writeencode.ts';
import { bitsOf, isStale, setStale } from '../../../src-main/shared/model/sample.ts';

const times = Float64Array.of(1000, 2000, 1_700_000_000_000, -5);
const values = Float64Array.of(1.5, 0, -0, Number.POSITIVE_INFINITY);
setStale(bitsOf(values), 1);
const columns = { times, bits: bitsOf(values) };
const metadata = { name: 'up', type: 'gauge' as const, help: 'Whether it is up.', unit: '' };
const series = [
  { labels: ['__name__', 'up', 'job', 'größe'], metadata, from: 0, to: 3 },
  { labels: ['__name__', 'down', 'job', 'up'], metadata: null, from: 3, to: 4 },
];

describe('a request of version 1.0', () => {
  test('has the very bytes that the plain encoder writes field by field', () => {
    const expected = encodeWriteRequest(series.map(({ labels, from, to }) => ({ labels, times: times.slice(from, to), values: values.slice(from, to) })));
    expect(Buffer.compare(new WriteEncoder().version1(series, columns), expected)).toBe(0);
  });

  test('is read back with labels, times and every bit', () => {
    const bytes = new WriteEncoder().version1(series, columns).slice();
    const into = new WriteColumns();
    decodeWriteRequest(bytes, bytes.length, into);
    expect([...into.times.subarray(0, 4)]).toEqual([...times]);
    expect(isStale(into.bits, 1)).toBe(true);
    expect(labelsAt(bytes, into.labelStart[0]!, into.labelEnd[0]!)).toEqual(['__name__', 'up', 'job', 'größe']);
  });
});

describe('a request of version 2.0', () => {
  test('names each string once, the empty one first, and says type and help beside the samples', () => {
    const encoder = new WriteEncoder();
    encoder.version2(series, columns);
    const bytes = encoder.version2(series, columns).slice(); // a second one knows nothing of the first
    const into = new SymbolColumns();
    decodeSymbolRequest(bytes, bytes.length, into);
    const symbols = Array.from({ length: into.symbols }, (_, i) => symbolAt(bytes, into, i));
    expect(symbols[0]).toBe('');
    expect(new Set(symbols)).toEqual(new Set(['', '__name__', 'up', 'job', 'größe', 'down', 'Whether it is up.']));
    expect(symbols).toHaveLength(7);
    const labels = (i: number) => Array.from(into.labelRefs.subarray(into.labelStart[i], into.labelEnd[i]), ref => symbols[ref]);
    expect([labels(0), labels(1)]).toEqual([series[0]!.labels, series[1]!.labels]);
    expect([into.type[0], symbols[into.helpRef[0]!], into.unitRef[0], into.type[1]]).toEqual([2, 'Whether it is up.', 0, 0]); // METRIC_TYPE_GAUGE = 2
    expect([...into.sampleEnd.subarray(0, 2)]).toEqual([3, 4]);
    expect([...into.times.subarray(0, 4)]).toEqual([...times]);
    expect([...into.bits.subarray(0, 8)]).toEqual([...bitsOf(values)]);
  });
});
