import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dataJson, errorJson, instantJson, rangeJson } from '../../../src-main/formats/promjson.ts';

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const QUIET = { warnings: [], infos: [] };

test('a range answer is written as Prometheus writes it, absent steps left out', () => {
  const body = rangeJson({
    ...QUIET, times: Float64Array.of(1000, 1500, 2000),
    series: [
      { labels: ['__name__', 'up', 'job', 'a "b"\n'], values: Float64Array.of(1, 99, -12.5), present: Uint8Array.of(0b101) },
      { labels: [], values: Float64Array.of(NaN, Infinity, 1e-7), present: null },
    ],
  });
  expect(text(body)).toBe('{"status":"success","data":{"resultType":"matrix","result":[{"metric":{"__name__":"up","job":"a \\"b\\"\\n"},"values":[[1,"1"],[2,"-12.5"]]},'
    + '{"metric":{},"values":[[1,"NaN"],[1.500,"+Inf"],[2,"1e-07"]]}]}}');
});

test.each([
  [{ kind: 'vector', time: 1500, series: [{ labels: ['a', 'b'], value: 3 }] }, '{"resultType":"vector","result":[{"metric":{"a":"b"},"value":[1.500,"3"]}]}'],
  [{ kind: 'vector', time: 1000, series: [] }, '{"resultType":"vector","result":[]}'],
  [{ kind: 'matrix', series: [{ labels: ['a', 'b'], times: Float64Array.of(1, 2000), values: Float64Array.of(0, -0) }] }, '{"resultType":"matrix","result":[{"metric":{"a":"b"},"values":[[0.001,"0"],[2,"-0"]]}]}'],
  [{ kind: 'scalar', time: 1500, value: 1e-7 }, '{"resultType":"scalar","result":[1.5,"0.0000001"]}'],
  [{ kind: 'string', time: 1000, text: 'a "b"' }, '{"resultType":"string","result":[1,"a \\"b\\""]}'],
] as const)('an instant answer %#', (answer, data) => {
  expect(text(instantJson({ ...QUIET, ...answer }))).toBe(`{"status":"success","data":${data}}`);
});

test('warnings and infos stand behind the data, and a limit says that it cut', () => {
  const series = [1, 2, 3].map(value => ({ labels: ['n', String(value)], value }));
  expect(JSON.parse(text(instantJson({ kind: 'vector', time: 0, series, warnings: ['w'], infos: ['i'] }, 2)))).toEqual({
    status: 'success', data: { resultType: 'vector', result: [{ metric: { n: '1' }, value: [0, '1'] }, { metric: { n: '2' }, value: [0, '2'] }] },
    warnings: ['w', 'results truncated due to limit'], infos: ['i'],
  });
  expect(JSON.parse(text(instantJson({ kind: 'vector', time: 0, series, ...QUIET }, 3)))).not.toHaveProperty('warnings');
});

test('other answers and refusals', () => {
  expect(text(dataJson(['a', 'b']))).toBe('{"status":"success","data":["a","b"]}');
  expect(text(errorJson('bad_data', 'no "x"'))).toBe('{"status":"error","errorType":"bad_data","error":"no \\"x\\""}');
});

test('what is written digit by digit reads back the same', () => {
  const value = fc.oneof(fc.double(), fc.integer(), fc.maxSafeInteger(), fc.constantFrom(0, -0, 42, 42, 1e21, -1e-7, 2 ** 53, -(2 ** 53), NaN, 0.1 + 0.2, 999999999.999999, 1e9, 1e-6, 9.99e-7), fc.tuple(fc.integer({ min: -1e9, max: 1e9 }), fc.nat(9)).map(([digits, places]) => digits / 10 ** places));
  fc.assert(fc.property(fc.array(fc.tuple(value, fc.boolean()), { minLength: 1, maxLength: 40 }), fc.integer({ min: -5000, max: 2 ** 42 }), (points, start) => {
    const present = new Uint8Array((points.length + 7) >> 3);
    for (const [i, [, there]] of points.entries()) if (there) present[i >> 3]! |= 1 << (i & 7);
    const times = Float64Array.from(points, (_, i) => start + i * 1234);
    const body = rangeJson({ ...QUIET, times, series: [{ labels: ['é', '日本'], values: Float64Array.from(points, ([v]) => v), present }] });
    const { data: { result: [series] } } = JSON.parse(text(body)) as { data: { result: { metric: unknown; values: [number, string][] }[] } };
    expect(series!.metric).toEqual({ é: '日本' });
    const wanted = points.flatMap(([v, there], i) => (there ? [[times[i], v] as const] : []));
    expect(series!.values.map(([time]) => Math.round(time * 1000))).toEqual(wanted.map(([time]) => time));
    for (const [i, [, v]] of wanted.entries()) {
      const written = series!.values[i]![1];
      expect(Object.is(Number(written.replace('Inf', 'Infinity')), v)).toBe(true);
      if (Math.abs(v!) >= 1e-6 && Math.abs(v!) < 1e21) expect(written).toBe(String(v)); // ECMAScript's digits are the shortest
    }
  }), { numRuns: 2000 });
});
