import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { pairsKey, toPairs } from '../../../src-main/shared/model/labels.ts';
import { lineReceiver } from '../../../src-main/tsdb/receivelines.ts';
import { Twins } from '../../../src-main/tsdb/twins.ts';
import { exported, startVictoriaMetrics } from '../../servers/victoriametrics.ts';
import { asLines } from '../api/stockinputs.ts';
import { admitting, folder, hexOf, NOW, open, readAll } from './workbench.ts';

function receiving() {
  const dir = folder();
  const opened = open(dir);
  const parts = { store: opened.store, admission: admitting(), twins: new Twins() };
  const receiver = lineReceiver(parts);
  const receive = (text: string, database = '') => receiver.receive({ body: new TextEncoder().encode(text), gzip: false, unit: 'ms', database, time: NOW });
  return { dir, opened, parts, receiver, receive };
}
const stored = (dir: string, opened: ReturnType<typeof open>) => Array.from(readAll(opened, dir), ([key, samples]) => ({ key, samples: [...samples] })).toSorted((a, b) => a.key < b.key ? -1 : 1);

test('the same series in another order, under another database and after being forgotten are told apart and found again', () => {
  const { dir, opened, receiver, receive } = receiving();
  receive(`m,a=1 x=1,y=2 ${NOW}\nm,a=2 x=3 ${NOW}`);
  receive(`m,a=2 x=4 ${NOW + 1}\nm,a=1 y=5,x=6 ${NOW + 1}`);
  receive(`m,a=1 x=7 ${NOW + 1}`, 'other');
  receiver.forget(() => true);
  receive(`m,a=1 x=8 ${NOW + 2}`);
  const expected = [
    [{ __name__: 'm_x', a: '1' }, [[NOW, 1], [NOW + 1, 6], [NOW + 2, 8]]], [{ __name__: 'm_y', a: '1' }, [[NOW, 2], [NOW + 1, 5]]],
    [{ __name__: 'm_x', a: '2' }, [[NOW, 3], [NOW + 1, 4]]], [{ __name__: 'm_x', a: '1', db: 'other' }, [[NOW + 1, 7]]],
  ] as const;
  expect(readAll(opened, dir)).toEqual(new Map(expected.map(([labels, samples]) => [pairsKey(toPairs(labels)), new Map(samples.map(([time, value]) => [time, hexOf(value)]))])));
});

test('texts and broken lines are counted, packed lines are unpacked', () => {
  const { receiver } = receiving();
  const body = gzipSync('m s="a",x=1\nbroken\nm,a=b t="c"\n');
  expect(receiver.receive({ body: Uint8Array.from(body), gzip: true, unit: 'ns', database: '', time: NOW })).toMatchObject({ samples: 1, series: 1, strings: 2, broken: 1, faults: [{ line: 2 }], refused: [] });
});

test('a series that Telegraf names its own way is kept under the common name too, as long as one of both is known', () => {
  const { dir, opened, parts, receive, receiver } = receiving();
  receive(`mem,host=a total=7i ${NOW}`);
  const own = parts.store.admit([toPairs({ __name__: 'mem_total', host: 'a' })], 10)[0]!;
  const twin = parts.store.admit([toPairs({ __name__: 'node_memory_MemTotal_bytes', instance: 'a', job: 'telegraf' })], 10)[0]!;
  for (const gone of [own, twin]) {
    receiver.forget(parts.twins.forget(ref => ref === gone));
    expect(parts.twins.size).toBe(0);
    receive(`mem,host=a total=8i ${NOW + 1}`);
    expect(parts.twins.size).toBe(1);
  }
  expect(stored(dir, opened).map(({ samples }) => samples)).toEqual([0, 1].map(() => [[NOW, hexOf(7)], [NOW + 1, hexOf(8)]]));
});

test('a common name that is a series too many is left out, and what was sent is stored', () => {
  const { dir, opened, parts } = receiving();
  const { receive } = lineReceiver({ ...parts, admission: admitting({ maxSeries: 1 }) });
  expect(receive({ body: new TextEncoder().encode('mem,host=a total=7i'), gzip: false, unit: 'ns', database: '', time: NOW })).toMatchObject({ samples: 1, refused: [] });
  expect(stored(dir, opened)).toHaveLength(1);
});

test('the same lines are the same series in VictoriaMetrics', async context => {
  await using peer = await startVictoriaMetrics();
  if (!peer) return context.skip('victoria-metrics is not installed');
  const { dir, opened, receive } = receiving();
  const text = asLines('web-1', 3, NOW).replaceAll('000000\n', '\n') + String.raw`esc\,aped\ name,t\ k=v\,a\=l\ u,ö=ü f\ 1=-1.5e-3,b=true,c=F,s="x, y=\"z\"" ${NOW}` + `\nplain,a=b value=9007199254740991u ${NOW}\n`;
  receive(text);
  expect((await fetch(`${peer.url}/write?precision=ms`, { method: 'POST', body: text })).status).toBe(204);
  const lines = (await exported(peer, '{__name__!=""}')).trim().split('\n').map(line => JSON.parse(line) as { metric: Record<string, string>; values: number[]; timestamps: number[] });
  const theirs = new Map(lines.filter(({ metric }) => !/_s$|_uptime_format$/.test(metric['__name__']!)) // it keeps texts, as 0
    .map(({ metric, values, timestamps }) => [pairsKey(toPairs(metric)), new Map(timestamps.map((time, i) => [time, hexOf(values[i]!)]))]));
  const ours = new Map([...readAll(opened, dir)].filter(([key]) => !key.includes('\ud800telegraf')));
  expect(ours.size).toBeGreaterThan(100);
  expect(ours).toEqual(theirs);
});
