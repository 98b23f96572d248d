import { expect, test } from 'vitest';
import { Marks } from '../../../src-main/tsdb/marks.ts';
import { Bodies } from '../../../src-main/workers/bodies.ts';
import type { Truth } from '../../../src-main/workers/contract.ts';

const NOW = 1_760_000_000_000;
const STATS = { ms: 0, samples: 0, series: 0 };
const unasked = async () => { throw new Error('nobody asks that'); };

/** Readers that count what they are asked, and answer with the count. */
function bench(truth: (version: number) => Truth | undefined = version => ({ version, readsFrom: NOW - 300_000, to: NOW })) {
  const writer = new Marks();
  let asked = 0;
  const answer = async () => {
    const known = truth(writer.version);
    return { body: Uint8Array.of(++asked), stats: STATS, ...(known ? { truth: known } : {}) };
  };
  const queries = { range: unasked, instant: unasked, rangeJson: answer, instantJson: answer, rules: unasked, backtest: unasked, series: unasked, labelNames: unasked, labelValues: unasked, metadata: unasked };
  const { instantJson, rangeJson } = new Bodies(new Marks(writer.buffer)).before(queries);
  return {
    writer,
    instant: async (more: object = {}) => (await instantJson({ promql: 'm', time: NOW, nocache: false, ...more })).body[0],
    range: async (more: object = {}) => (await rangeJson({ promql: 'm', from: NOW - 60_000, to: NOW, step: 1000, nocache: false, ...more })).body[0],
  };
}

test('the very same question is not asked again', async () => {
  const { instant, range } = bench();
  expect([await instant(), await instant(), await range(), await range()]).toEqual([1, 1, 2, 2]);
});

test.each([{ promql: 'n' }, { time: NOW - 1 }, { limit: 3 }, { nocache: true }])('another one is: %o', async more => {
  const { instant } = bench();
  expect([await instant(), await instant(more)]).toEqual([1, 2]);
});

test.each([{ from: NOW - 50_000 }, { to: NOW - 1 }, { step: 2000 }])('nor is a range with other steps the same: %o', async more => {
  const { range } = bench();
  expect([await range(), await range(more)]).toEqual([1, 2]);
});

test('a body is true until a sample that it may have looked at comes or goes', async () => {
  const { writer, instant } = bench();
  await instant();
  writer.written(NOW + 1, NOW + 1);
  writer.removed(NOW - 300_001);
  expect(await instant()).toBe(1);
  writer.written(NOW, NOW);
  expect(await instant()).toBe(2);
  writer.removed(NOW - 300_000);
  expect(await instant()).toBe(3);
});

test('an answer of which nobody knows how long it is true is not kept', async () => {
  const { instant } = bench(() => undefined);
  expect([await instant(), await instant()]).toEqual([1, 2]);
});
