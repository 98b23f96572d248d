import { MessageChannel, Worker } from 'node:worker_threads';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { HalfAnswer } from '../../../src-main/promql/halves.ts';
import { AppError } from '../../../src-main/shared/model/errors.ts';
import { QueryFlags, sharedMs } from '../../../src-main/workers/flags.ts';
import { type HelperEnd, markGone, Neighbour, newWords } from '../../../src-main/workers/neighbour.ts';

const OWN: HalfAnswer = { parts: [], warnings: [], infos: [], samples: 0 };
const nothing = () => undefined;

async function neighbours() {
  const { port1, port2 } = new MessageChannel(), words = newWords(), flags = new QueryFlags();
  const end: HelperEnd = { port: port2, words };
  const worker = new Worker(new URL('halfhelper.ts', import.meta.url), { workerData: { end, flags: flags.buffer }, transferList: [port2] });
  onTestFinished(async () => { await worker.terminate(); });
  await new Promise(resolve => worker.once('message', resolve));
  worker.once('exit', () => markGone(words));
  const neighbour = new Neighbour({ port: port1, words, flags: flags.buffer });
  const asked = (promql: string, more: { deadline?: number } = {}) => ({ promql, params: { from: 0, to: 0, step: 1 }, prefetched: [], deadline: Infinity, ...more });
  return { neighbour, flags, worker, asked, state: new Int32Array(words) };
}

/** Asked for an answer at once, one computes it oneself: the other must have begun. */
const begun = (state: Int32Array) => expect.poll(() => Atomics.load(state, 0), { interval: 1 }).not.toBe(1);

describe('half of a query', () => {
  test('is answered by another reader, once after the other', async () => {
    const { neighbour, asked, worker, state } = await neighbours();
    for (let i = 0; i < 3; i++) {
      expect(neighbour.isFree).toBe(true);
      const half = neighbour.offer(asked('answer'));
      expect(neighbour.isFree).toBe(false);
      await begun(state);
      expect(half.answer(nothing, () => OWN)).toEqual({ parts: [[{ labels: ['from', 'helper'], present: null, columns: [Float64Array.of(worker.threadId)] }]], warnings: ['w'], infos: [], samples: 7 });
      half.drop();
    }
  });

  test('that the other one has not begun is computed at home, and nobody else computes it later', async () => {
    const { neighbour, asked, flags } = await neighbours();
    const half = neighbour.offer(asked('answer')), flag = flags.take()!;
    expect(half.answer(nothing, () => OWN)).toBe(OWN);
    flags.giveBack(flag);
    await expect.poll(() => neighbour.isFree).toBe(true);
  });

  test('fails in the words of the query, and at home where the other one has met something unforeseen', async () => {
    const { neighbour, asked, state } = await neighbours();
    const failing = neighbour.offer(asked('fail'));
    await begun(state);
    expect(() => failing.answer(nothing, () => OWN)).toThrow(expect.objectContaining({ code: 'limit', message: 'too much' }));
    failing.drop();
    const other = neighbour.offer(asked('bug'));
    await begun(state);
    expect(other.answer(nothing, () => OWN)).toBe(OWN);
  });

  test('is given back as soon as somebody waits for that reader', async () => {
    const { neighbour, asked, state, flags } = await neighbours();
    const half = neighbour.offer(asked('work'));
    await begun(state);
    const flag = flags.take()!;
    expect(half.answer(nothing, () => OWN)).toBe(OWN);
    expect(neighbour.isFree).toBe(false);
    flags.giveBack(flag);
    await expect.poll(() => neighbour.isFree).toBe(true);
  });

  test('does not fail when the other reader dies of it', async () => {
    const { neighbour, asked, state, worker } = await neighbours();
    const half = neighbour.offer(asked('die'));
    await begun(state);
    await new Promise(resolve => worker.once('exit', resolve));
    expect(half.answer(nothing, () => OWN)).toBe(OWN);
    half.drop();
    expect([neighbour.isGone, neighbour.isFree]).toEqual([true, false]);
  });

  test('ends with the query: at its deadline, and when nobody waits for it', async () => {
    const { neighbour, asked, state } = await neighbours();
    const late = neighbour.offer(asked('work', { deadline: sharedMs() + 100 }));
    await begun(state);
    expect(() => late.answer(nothing, () => OWN)).toThrow(expect.objectContaining({ code: 'timeout' }));
    late.drop();

    const canceled = neighbour.offer(asked('work'));
    await begun(state);
    const stop = () => { throw new AppError('canceled', 'enough'); };
    expect(() => canceled.answer(stop, () => OWN)).toThrow(expect.objectContaining({ code: 'canceled' }));
    canceled.drop();
    await expect.poll(() => neighbour.isFree).toBe(true);
    const next = neighbour.offer(asked('answer'));
    await begun(state);
    expect(next.answer(nothing, () => OWN)).toMatchObject({ samples: 7 });
  });
});
