import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { exported, startVictoriaMetrics } from '../../../servers/victoriametrics.ts';
import { folder, importing, seriesOf } from './importing.ts';

let host: Awaited<ReturnType<typeof importing>>;
beforeAll(async () => { host = await importing(); });
afterAll(() => host.close());

const T0 = Date.UTC(2026, 0, 15);
const written = (name: string, body: string | Uint8Array) => {
  const path = join(folder(), name);
  writeFileSync(path, body);
  return path;
};
/** A CSV of `rows` times and `columns` series, as our own export writes it. */
const wide = (rows: number, columns: number) => [
  ['time', ...Array.from({ length: columns }, (_, i) => `"m{i=""${i}""}"`)].join(','),
  ...Array.from({ length: rows }, (_, row) => [new Date(T0 + row * 15_000).toISOString(), ...Array.from({ length: columns }, (_, i) => (row * 7 + i) / 4)].join(',')), '',
].join('\r\n');

test('OpenMetrics text with times is brought in, plain or packed, once or twice', async () => {
  const { bringIn, raw } = host;
  const text = '# TYPE rooms gauge\n# HELP rooms How warm.\nrooms{floor="1"} 20.5 1768435200\nrooms{floor="1"} 21 1768435260.5\nrooms{floor="2"} NaN 1768435200\n# EOF\n';
  const expected = new Map([['[["__name__","rooms"],["floor","1"]]', [[1768435200, '20.5'], [1768435260.5, '21']]], ['[["__name__","rooms"],["floor","2"]]', [[1768435200, 'NaN']]]]);
  for (const path of [written('a.om', text), written('b.om.gz', gzipSync(text))]) {
    expect(await bringIn({ kind: 'openmetrics', path })).toMatchObject({ status: 'done', samples: 3, refused: 0, problem: '' });
    expect(await raw('rooms', T0 + 3_600_000)).toEqual(expected);
  }
});

test('what VictoriaMetrics exports is brought in whole, and a second time changes nothing', async context => {
  await using peer = await startVictoriaMetrics();
  if (!peer) return context.skip('victoria-metrics is not installed');
  const lines = Array.from({ length: 200 }, (_, i) => `cpu,host=web-${i % 4},odd=a"b\\,c user=${i / 8},count=${i * 1000}i ${T0 + i * 1000}`).join('\n');
  await fetch(`${peer.url}/write?precision=ms`, { method: 'POST', body: lines });
  await fetch(`${peer.url}/api/v1/import/prometheus`, { method: 'POST', body: `special{x="inf"} +Inf ${T0}\nspecial{x="neg"} -0.001 ${T0}\n` });
  const path = written('export.jsonl', await exported(peer, '{__name__!=""}'));
  const { bringIn, raw } = host;
  const theirs = seriesOf(await (await fetch(`${peer.url}/api/v1/query?${new URLSearchParams({ query: '{__name__!=""}[1h]', time: String(T0 / 1000 + 300) })}`)).text());
  for (let again = 0; again < 2; again++) {
    expect(await bringIn({ kind: 'victoriametrics', path })).toMatchObject({ problem: '', status: 'done', samples: 402, refused: 0 });
    expect(await raw('{__name__=~"cpu_.*|special"}', T0 + 300_000)).toEqual(theirs);
  }
});

test('the CSV of our own export gives back every bit of it', async () => {
  const { bringIn, raw, client } = host;
  const path = written('a.csv', wide(500, 20));
  expect(await bringIn({ kind: 'csv', path, mapping: { time: 'time', shape: { kind: 'series' } } })).toMatchObject({ status: 'done', samples: 10_000 });
  const query = { promql: 'm', from: T0, to: T0 + 499 * 15_000, step: 15_000, nocache: false };
  const again = written('b.csv', (await client.exports.range({ query, format: 'csv' })).replaceAll('""', '"" ').replaceAll('"" ', '""').replaceAll('m{', 'copy{'));
  expect(await bringIn({ kind: 'csv', path: again, mapping: { time: 'time', shape: { kind: 'series' } } })).toMatchObject({ status: 'done', samples: 10_000 });
  const values = async (name: string) => [...(await raw(name, T0 + 86_400_000)).values()];
  expect(await values('copy')).toEqual(await values('m'));
  expect((await values('m'))[0]!.length).toBe(500);
});

test('rows of any CSV are brought in by a mapping of its columns', async () => {
  const { bringIn, raw, client } = host;
  const path = written('rows.csv', '\ufeffwhen;what;"the ""host""";reading;other\n1768435200;temp;a;1,5\n'.replace('1,5', '1.5;') + '1768435260;temp;"b;c";-2e3;7\n\n1768435320;load;a;;8\n');
  expect(await client.imports.preview({ path, delimiter: ';' })).toEqual({ header: ['when', 'what', 'the "host"', 'reading', 'other'], rows: [['1768435200', 'temp', 'a', '1.5', ''], ['1768435260', 'temp', 'b;c', '-2e3', '7'], ['1768435320', 'load', 'a', '', '8']] });
  const shape = { kind: 'rows' as const, metric: 'what', labels: ['the "host"'] };
  expect(await bringIn({ kind: 'csv', path, mapping: { delimiter: ';', time: 'when', unit: 's', shape: { ...shape, values: ['reading'] } } })).toMatchObject({ status: 'done', samples: 2 });
  expect([...(await raw('temp', T0 + 3_600_000)).keys()]).toEqual(['[["__name__","temp"],["the \\"host\\"","a"]]', '[["__name__","temp"],["the \\"host\\"","b;c"]]']);
  expect(await bringIn({ kind: 'csv', path, mapping: { delimiter: ';', time: 'when', unit: 's', shape: { kind: 'rows', values: ['reading', 'other'] } } })).toMatchObject({ status: 'done', samples: 4 });
  expect([...(await raw('other', T0 + 3_600_000)).values()]).toEqual([[[1768435260, '7'], [1768435320, '8']]]);
});

test.each([
  { what: 'a line of OpenMetrics that is none', source: () => ({ kind: 'openmetrics' as const, path: written('a.om', 'a 1 1\n'.repeat(3) + 'b{ 1 1\n') }), problem: /^line 4, column 2: / },
  { what: 'a sample without a time', source: () => ({ kind: 'openmetrics' as const, path: written('a.om', 'a 1\n') }), problem: /^line 1, .*without a time/ },
  { what: 'JSON that is cut off', source: () => ({ kind: 'victoriametrics' as const, path: written('a.jsonl', '{"metric":{"__name__":"a"},"values":[1],"timestamps":[1]}\n{"metric":') }), problem: /^line 2: no JSON/ },
  { what: 'a cell that is no number', source: () => ({ kind: 'csv' as const, path: written('a.csv', 'time,a\n2026-01-15T00:00:00Z,1\n2026-01-15T00:00:15Z,x\n'), mapping: { time: 'time', shape: { kind: 'series' as const } } }), problem: /^line 3: "x" is no number/ },
  { what: 'a column that is not there', source: () => ({ kind: 'csv' as const, path: written('a.csv', 'time,a\n'), mapping: { time: 'when', shape: { kind: 'series' as const } } }), problem: /There is no column "when"; there are "time", "a"/ },
  { what: 'a file that is not there', source: () => ({ kind: 'openmetrics' as const, path: '/nowhere/a.om' }), problem: /There is no file \/nowhere\/a.om/ },
  { what: 'a folder', source: () => ({ kind: 'openmetrics' as const, path: folder() }), problem: /is a folder/ },
])('$what ends the import, and is named', async ({ source, problem }) => {
  const { bringIn } = host;
  expect(await bringIn(source())).toMatchObject({ status: 'failed', problem: expect.stringMatching(problem) });
});
