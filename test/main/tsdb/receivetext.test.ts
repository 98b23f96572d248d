import { expect, test } from 'vitest';
import { pairsKey, toPairs } from '../../../src-main/shared/model/labels.ts';
import { textReceiver } from '../../../src-main/tsdb/receivetext.ts';
import { admitting, failCommits, folder, hexOf, NOW, open, readAll } from './workbench.ts';

function receiving() {
  const dir = folder();
  const opened = open(dir);
  const receive = textReceiver(opened.store, admitting());
  return { dir, opened, push: (text: string, labels: Record<string, string> = {}, time = NOW) => receive({ body: Buffer.from(text), labels: toPairs(labels), time }) };
}
const key = (labels: Record<string, string>) => pairsKey(toPairs(labels));

test('samples are stored under their labels and those that are set on them, at their own time or ours', () => {
  const { dir, opened, push } = receiving();
  expect(push(`a{job="mine",x="1"} 5\n# TYPE b counter\nb 7 ${NOW - 1000}\n`, { job: 'push', instance: 'p' })).toEqual({ samples: 2 });
  push('a{x="1",job="mine"} 6\na{job="mine",x="1"} 8\n', { job: 'push', instance: 'p' }, NOW + 1000);
  push('a{job="mine",x="1"} 9\n', {}, NOW + 1000);
  expect(readAll(opened, dir)).toEqual(new Map([
    [key({ __name__: 'a', job: 'push', x: '1', instance: 'p' }), new Map([[NOW, hexOf(5)], [NOW + 1000, hexOf(8)]])],
    [key({ __name__: 'b', job: 'push', instance: 'p' }), new Map([[NOW - 1000, hexOf(7)]])],
    [key({ __name__: 'a', job: 'mine', x: '1' }), new Map([[NOW + 1000, hexOf(9)]])],
  ]));
});

test.each([
  ['a 1\nb{x="1} 2\n', 'line 2, column 5'], ['a 1\nb\n', 'line 2'], ['{x="1"} 1\n', 'a series without a metric name'], ['a{x="1",x="2"} 1\n', 'label x comes twice'], ['a 1 soon\n', 'line 1'],
])('%j is refused whole, with its place: nothing of it is stored', (text, message) => {
  const { dir, opened, push } = receiving();
  expect(() => push(`good 1\n${text}`)).toThrow(expect.objectContaining({ code: 'bad-data', message: expect.stringContaining(message.replace(/line (\d)/, (_, line) => `line ${Number(line) + 1}`)) }));
  expect(readAll(opened, dir)).toEqual(new Map());
});

test('an empty page stores nothing', () => {
  const { dir, opened, push } = receiving();
  expect(push('\n# a comment\n')).toEqual({ samples: 0 });
  expect(readAll(opened, dir)).toEqual(new Map());
});

test('what was not committed is told, and can be sent again', () => {
  const { dir, opened, push } = receiving();
  push('a 1\n');
  const mend = failCommits(opened.store.db, 'INSERT', 'wal');
  expect(() => push('a 2\nb 3\n', {}, NOW + 1000)).toThrow();
  mend();
  push('a 2\nb 3\n', {}, NOW + 1000);
  expect(readAll(opened, dir)).toEqual(new Map([[key({ __name__: 'a' }), new Map([[NOW, hexOf(1)], [NOW + 1000, hexOf(2)]])], [key({ __name__: 'b' }), new Map([[NOW + 1000, hexOf(3)]])]]));
});

test('a series that was pushed before is known again by its text', () => {
  const { store } = open(folder());
  let asked = 0;
  const receive = textReceiver({
    resolve: series => { asked += series.length; return store.resolve(series); },
    append: (refs, times, values) => store.append(refs, times, values), annotate: metadata => store.annotate(metadata),
  }, admitting());
  for (let i = 0; i < 3; i++) receive({ body: Buffer.from('a{x="é"} 1\nb 2\n'), labels: toPairs({ job: 'push', instance: 'p' }), time: NOW + i });
  expect(asked).toBe(2);
});
