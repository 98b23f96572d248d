import { describe, expect, test } from 'vitest';
import { bitsOf, setStale } from '../../../../src-main/shared/model/sample.ts';
import type { Pool } from '../../../../src-main/workers/pool.ts';
import { knowsOnly1, type Answering, takesAll } from '../../../servers/storingreceiver.ts';
import { body, named, one } from '../../workers/bench.ts';
import { receiving, sendingBench, stateWhere, toward } from './bench.ts';

const T0 = Date.now() - 3_600_000;
const write = (pool: Pool, samples: readonly (readonly [name: string, time: number, value: number])[]) => pool.storage.receive({ body: body(...samples.map(([name, time, value]) => one(named(name, 'job', 'x'), time, value))) });
const line = (name: string, time: number, value: number) => `${name}{job="x"} ${time} ${value}`;
const range = (count: number) => Array.from({ length: count }, (_, i) => i);

describe('what is written', () => {
  test('leaves once, in its order, late samples too, and nothing of what was there before', async () => {
    const { pool, open } = await sendingBench();
    const receiver = await receiving();
    await write(pool, [['before', T0, 1]]);
    const destinations = open();
    const { id } = await destinations.add(toward(receiver.url), {});
    await stateWhere(destinations, id, ({ lagMs }) => lagMs === 0);
    for (const i of range(20)) await write(pool, [['a', T0 + i * 1000, i], ['b', T0 + i * 1000, -i]]);
    await write(pool, [['a', T0 - 5_000_000, 7]]);
    await receiver.until(() => receiver.stored.length >= 41);
    expect(receiver.stored.toSorted()).toEqual([...range(20).flatMap(i => [line('a', T0 + i * 1000, i), line('b', T0 + i * 1000, -i)]), line('a', T0 - 5_000_000, 7)].toSorted());
    const late = line('a', T0 - 5_000_000, 7);
    expect(receiver.stored.filter(sample => sample.startsWith('a') && sample !== late)).toEqual(range(20).map(i => line('a', T0 + i * 1000, i)));
    expect(receiver.requests.every(({ version, headers }) => version === 2 && headers['x-prometheus-remote-write-version'] === '2.0.0' && headers['content-encoding'] === 'snappy')).toBe(true);
    expect(await stateWhere(destinations, id, ({ lagMs }) => lagMs === 0)).toMatchObject({ sent: 41, version: '2.0', pending: 0, pendingRows: 0, problem: null, newestSent: T0 + 19_000 });
  });

  test('keeps every bit: a stale marker arrives as one', async () => {
    const { pool, open } = await sendingBench();
    const receiver = await receiving();
    const destinations = open();
    const { id } = await destinations.add(toward(receiver.url), {});
    await stateWhere(destinations, id, ({ lagMs }) => lagMs === 0);
    const refs = await pool.appender.resolve([named('a')]);
    const values = Float64Array.of(0);
    setStale(bitsOf(values), 0);
    await pool.appender.append(refs, Float64Array.of(T0), values);
    await receiver.until(() => receiver.stored.length === 1);
    expect(receiver.stored).toEqual([`a ${T0} NaN`]);
  });

  test('goes on where it stopped when all was stopped and started, sealed or not, and loses nothing', async () => {
    const { pool, open } = await sendingBench();
    const receiver = await receiving();
    let destinations = open();
    const { id } = await destinations.add(toward(receiver.url), {});
    await stateWhere(destinations, id, ({ lagMs }) => lagMs === 0);
    for (const round of range(4)) {
      for (const i of range(10)) await write(pool, [['a', T0 + (round * 10 + i) * 1000, i]]);
      await destinations.stop();
      if (round % 2 === 0) await pool.storage.compact({});
      destinations = open();
    }
    await receiver.until(() => new Set(receiver.stored).size === 40);
    await stateWhere(destinations, id, ({ lagMs }) => lagMs === 0);
    expect([...new Set(receiver.stored)]).toEqual(range(40).map(i => line('a', T0 + i * 1000, i % 10)));
  });

  test('is sent by shards: the samples of one series never overtake each other, whatever fails', async () => {
    const { pool, open } = await sendingBench();
    let n = 0;
    const receiver = await receiving((request, response, store) => {
      if (n++ % 3 === 1) response.writeHead(503).end('later');
      else takesAll(request, response, store);
    });
    const destinations = open();
    const { id } = await destinations.add(toward(receiver.url, { shards: 8, batchSamples: 20 }), {});
    await stateWhere(destinations, id, ({ lagMs }) => lagMs === 0);
    for (const i of range(30)) await write(pool, range(40).map(s => [`m${s}`, T0 + i * 1000, i]));
    await receiver.until(() => receiver.stored.length === 1200);
    for (const s of range(40)) expect(receiver.stored.filter(sample => sample.startsWith(`m${s}{`))).toEqual(range(30).map(i => line(`m${s}`, T0 + i * 1000, i)));
    const { retried, dropped } = await stateWhere(destinations, id, ({ sent }) => sent === 1200);
    expect(retried).toBeGreaterThan(0);
    expect(Object.values(dropped)).toEqual([0, 0, 0, 0]);
  });
});

describe('what leaves, and under which name', () => {
  test('is said by selectors, external labels and write_relabel_configs, in this order', async () => {
    const { pool, open } = await sendingBench();
    const receiver = await receiving();
    const destinations = open();
    const { id } = await destinations.add(toward(receiver.url, {
      selectors: ['{__name__=~"a|b|c"}', 'd{job="y"}'], externalLabels: { site: 'hq', job: 'mine' }, headers: { 'X-Scope-OrgID': 'team-1' },
      writeRelabelConfigs: [{ action: 'drop', sourceLabels: ['site', '__name__'], regex: 'hq;b' }, { sourceLabels: ['site'], targetLabel: 'place' }],
    }), {});
    await stateWhere(destinations, id, ({ lagMs }) => lagMs === 0);
    await write(pool, [['a', T0, 1], ['b', T0, 2], ['c', T0, 3], ['d', T0, 4]]);
    await receiver.until(() => receiver.stored.length === 2);
    expect(receiver.stored.toSorted()).toEqual([`a{job="x",place="hq",site="hq"} ${T0} 1`, `c{job="x",place="hq",site="hq"} ${T0} 3`]);
    expect(receiver.requests[0]!.headers['x-scope-orgid']).toBe('team-1');
  });

  test('credentials come from the vault, and are needed again for another address', async () => {
    const { pool, open, secrets } = await sendingBench();
    const receiver = await receiving();
    const destinations = open();
    const { id } = await destinations.add(toward(receiver.url, { auth: { kind: 'basic', username: 'u' } }), { password: 'p:w' });
    expect(JSON.stringify(destinations.list())).not.toContain('p:w');
    await stateWhere(destinations, id, ({ lagMs }) => lagMs === 0);
    await write(pool, [['a', T0, 1]]);
    await receiver.until(() => receiver.stored.length === 1);
    expect(receiver.requests[0]!.headers.authorization).toBe(`Basic ${Buffer.from('u:p:w').toString('base64')}`);
    await expect(destinations.edit(id, toward('http://127.0.0.1:1/other', { auth: { kind: 'basic', username: 'u' } }), {})).rejects.toMatchObject({ code: 'invalid-input' });
    await expect(destinations.add(toward(receiver.url, { name: 'b', auth: { kind: 'bearer' } }), {})).rejects.toMatchObject({ code: 'invalid-input' });
    await destinations.edit(id, toward(receiver.url, { name: 'renamed' }), {});
    expect(secrets.names('destination/')).toEqual([]);
  });
});

describe('the version', () => {
  test.each([
    { who: 'answers 2xx without saying what it has written, as Prometheus 2.42', answer: knowsOnly1 },
    { who: 'answers 415', answer: ((request, response, store) => request.version === 2 ? response.writeHead(415).end('no') : takesAll(request, response, store)) satisfies Answering },
    { who: 'answers 400 to the first body of 2.0', answer: ((request, response, store) => request.version === 2 ? response.writeHead(400).end('proto: bad wiretype') : takesAll(request, response, store)) satisfies Answering },
  ])('is 1.0 for one who $who: that batch is sent again, and 2.0 not tried any more', async ({ answer }) => {
    const { pool, open } = await sendingBench();
    const receiver = await receiving(answer);
    let destinations = open();
    const { id } = await destinations.add(toward(receiver.url, { shards: 1 }), {});
    await stateWhere(destinations, id, ({ lagMs }) => lagMs === 0);
    await write(pool, [['a', T0, 1]]);
    await receiver.until(() => receiver.stored.length === 1);
    await stateWhere(destinations, id, ({ version, lagMs }) => version === '1.0' && lagMs === 0);
    await destinations.stop();
    destinations = open();
    await write(pool, [['a', T0 + 1000, 2]]);
    await receiver.until(() => receiver.stored.length === 2);
    expect(receiver.requests.map(({ version }) => version)).toEqual([2, 1, 1]);
    expect(receiver.stored).toEqual([line('a', T0, 1), line('a', T0 + 1000, 2)]);
  });
});

describe('a refusal', () => {
  /** As Prometheus 2.42: all or nothing, and nothing older than what it has of a series. */
  const ordered = (): Answering => {
    const newest = new Map<string, number>();
    return ({ samples }, response, store) => {
      const next = new Map(newest);
      for (const sample of samples) {
        const [name = '', time = ''] = sample.split(' ');
        if (Number(time) < (next.get(name) ?? -Infinity)) return response.writeHead(400).end('out of order sample');
        next.set(name, Number(time));
      }
      for (const [name, time] of next) newest.set(name, time);
      store();
      return response.writeHead(204).end();
    };
  };

  test('of samples that are out of order takes nothing else with it: they are told from the others, and counted', async () => {
    const { pool, open } = await sendingBench();
    const receiver = await receiving(ordered());
    const destinations = open();
    const { id } = await destinations.add(toward(receiver.url, { protocol: '1.0', shards: 1, batchDeadlineMs: 1000 }), {});
    await stateWhere(destinations, id, ({ lagMs }) => lagMs === 0);
    await write(pool, [['late', T0, 1]]);
    await receiver.until(() => receiver.stored.length === 1);
    await write(pool, [...range(20).map(i => [`m${i}`, T0, i] as const), ['late', T0 - 1000, 0], ['late', T0 - 2000, 0], ['late', T0 + 1000, 2]]);
    const state = await stateWhere(destinations, id, ({ sent, dropped }) => sent === 22 && dropped['out-of-order'] === 2);
    expect(state.refusal).toMatchObject({ status: 400, text: 'out of order sample' });
    expect(receiver.stored).toHaveLength(22);
  });

  test('for good is counted and shown in the words of the other side, and what follows is sent', async () => {
    const { pool, open } = await sendingBench();
    const receiver = await receiving(({ samples }, response, store) => {
      if (samples.some(sample => sample.startsWith('bad'))) return response.writeHead(422).end('label of this kind is not taken');
      store();
      return response.writeHead(204).end();
    });
    const destinations = open();
    const { id } = await destinations.add(toward(receiver.url, { protocol: '1.0' }), {});
    await stateWhere(destinations, id, ({ lagMs }) => lagMs === 0);
    await write(pool, [['bad', T0, 1]]);
    const state = await stateWhere(destinations, id, ({ dropped }) => dropped.refused === 1);
    expect(state.refusal).toMatchObject({ status: 422, text: 'label of this kind is not taken' });
    await write(pool, [['good', T0, 1]]);
    await receiver.until(() => receiver.stored.length === 1);
  });

  test('of a part, told by the headers of 2.0, is counted', async () => {
    const { pool, open } = await sendingBench();
    const receiver = await receiving(({ samples }, response) => response.writeHead(400, { 'X-Prometheus-Remote-Write-Samples-Written': String(samples.length - 1) }).end('one was out of order'));
    const destinations = open();
    const { id } = await destinations.add(toward(receiver.url, { shards: 1, batchDeadlineMs: 500 }), {});
    await stateWhere(destinations, id, ({ lagMs }) => lagMs === 0);
    await write(pool, [['a', T0, 1], ['b', T0, 1], ['c', T0, 1]]);
    const { sent, dropped, refusal } = await stateWhere(destinations, id, state => state.sent > 0);
    expect([sent, dropped['out-of-order'], refusal?.text]).toEqual([2, 1, 'one was out of order']);
  });
});

describe('a receiver that is not well', () => {
  test('is asked again no sooner than it wants, and gets everything', async () => {
    const { pool, open } = await sendingBench();
    const asked: number[] = [];
    const receiver = await receiving((request, response, store) => {
      asked.push(performance.now());
      if (asked.length === 1) response.writeHead(429, { 'Retry-After': '1' }).end('slow down');
      else takesAll(request, response, store);
    });
    const destinations = open();
    const { id } = await destinations.add(toward(receiver.url), {});
    await stateWhere(destinations, id, ({ lagMs }) => lagMs === 0);
    await write(pool, [['a', T0, 1]]);
    expect(await stateWhere(destinations, id, ({ problem }) => problem !== null)).toMatchObject({ problem: { status: 429, text: 'slow down' } });
    await receiver.until(() => receiver.stored.length === 1);
    expect(asked[1]! - asked[0]!).toBeGreaterThanOrEqual(995);
  });

  test('that stored a batch and was cut off before it said so is not taken for one that refuses', async () => {
    const { pool, open } = await sendingBench();
    let cut = true;
    const receiver = await receiving((request, response, store) => {
      if (cut) {
        cut = false;
        store();
        response.destroy();
      } else takesAll(request, response, store);
    });
    const destinations = open();
    const { id } = await destinations.add(toward(receiver.url, { shards: 1 }), {});
    await stateWhere(destinations, id, ({ lagMs }) => lagMs === 0);
    await write(pool, [['a', T0, 1]]);
    await stateWhere(destinations, id, ({ sent }) => sent === 1);
    expect(receiver.requests[0]!.samples).toEqual(receiver.requests[1]!.samples); // the very same batch
    expect(receiver.requests).toHaveLength(2);
  });

  test('and forgets what it has acknowledged gets the last of it again, when that is wanted', async () => {
    const { pool, open } = await sendingBench();
    let down = false;
    const receiver = await receiving((request, response, store) => {
      if (down) {
        down = false;
        response.destroy();
      } else takesAll(request, response, store);
    });
    const destinations = open();
    const { id } = await destinations.add(toward(receiver.url, { shards: 1, resendMs: 600_000 }), {});
    await stateWhere(destinations, id, ({ lagMs }) => lagMs === 0);
    for (const i of range(3)) await write(pool, [['a', T0 + i * 1000, i]]);
    await stateWhere(destinations, id, ({ sent, lagMs }) => sent === 3 && lagMs === 0);
    receiver.stored.length = 0; // it was killed, and has lost what was in its memory
    down = true;
    await write(pool, [['a', T0 + 3000, 3]]);
    await receiver.until(() => new Set(receiver.stored).size === 4);
    expect([...new Set(receiver.stored)].toSorted()).toEqual(range(4).map(i => line('a', T0 + i * 1000, i)));
  });

  test('while the sender was killed gets the very same batches again, however much was written since', async () => {
    const { pool, open } = await sendingBench();
    const receiver = await receiving(() => undefined); // never answers
    let destinations = open();
    const { id } = await destinations.add(toward(receiver.url, { shards: 2, batchSamples: 5 }), {});
    await stateWhere(destinations, id, ({ lagMs }) => lagMs === 0);
    await write(pool, range(7).map(i => [`m${i}`, T0, i]));
    await receiver.until(() => receiver.requests.length === 2);
    const first = receiver.requests.map(({ samples }) => samples);
    await destinations.stop();
    await write(pool, range(7).map(i => [`m${i}`, T0 + 1000, i]));
    receiver.answer = takesAll;
    destinations = open();
    await receiver.until(() => receiver.stored.length === 14);
    expect(receiver.requests.slice(2, 4).map(({ samples }) => samples).toSorted()).toEqual(first.toSorted());
  });
});

describe('history', () => {
  test('is sent first, slice by slice, with progress, and then what was written meanwhile', async () => {
    const { pool, open } = await sendingBench();
    const receiver = await receiving();
    const from = T0 - 100 * 86_400_000; // months of nothing behind it are stepped over
    for (const i of range(50)) await write(pool, [['a', from + i * 600_000, i], ['b', from + i * 600_000, i]]);
    await pool.storage.compact({});
    for (const i of range(10)) await write(pool, [['a', T0 + i * 1000, i]]);
    await write(pool, [['old', from - 1000, 1]]); // before the time that was asked for
    const destinations = open();
    const { id } = await destinations.add(toward(receiver.url, { backfillFrom: from, batchSamples: 7, shards: 2 }), {});
    await write(pool, [['a', T0 + 10_000, 10]]);
    await receiver.until(() => new Set(receiver.stored).size === 111);
    const mine = receiver.stored.filter(sample => sample.startsWith('a{'));
    expect([...new Set(mine)]).toEqual([...range(50).map(i => line('a', from + i * 600_000, i)), ...range(11).map(i => line('a', T0 + i * 1000, i))]);
    expect(await stateWhere(destinations, id, ({ lagMs, backfill }) => lagMs === 0 && backfill === null)).toMatchObject({ dropped: { refused: 0 } });
  });

  test('takes the place of rows that are no longer kept', async () => {
    const { pool, open, errors } = await sendingBench();
    const receiver = await receiving();
    let destinations = open();
    const { id } = await destinations.add(toward(receiver.url), {});
    await stateWhere(destinations, id, ({ lagMs }) => lagMs === 0);
    await write(pool, [['a', T0, 0]]);
    await receiver.until(() => receiver.stored.length === 1);
    await stateWhere(destinations, id, ({ lagMs, sent }) => lagMs === 0 && sent === 1);
    await destinations.stop();
    for (const i of range(5)) await write(pool, [['a', T0 + 1000 + i * 1000, i]]);
    await pool.storage.hold({ from: Infinity });
    await pool.storage.compact({});
    await write(pool, [['a', T0 + 6000, 5]]);
    destinations = open();
    await receiver.until(() => new Set(receiver.stored).size === 7);
    expect([...new Set(receiver.stored)]).toEqual([line('a', T0, 0), ...range(6).map(i => line('a', T0 + 1000 + i * 1000, i))]);
    expect(errors).toEqual([expect.stringContaining('is read from the store')]);
  });
});

describe('a destination', () => {
  test('that is paused goes on where it stopped; removed, it can be brought back', async () => {
    const { pool, open } = await sendingBench();
    const receiver = await receiving();
    const destinations = open();
    const { id } = await destinations.add(toward(receiver.url), {});
    await stateWhere(destinations, id, ({ lagMs }) => lagMs === 0);
    expect(await destinations.pause(id, true)).toMatchObject({ paused: true, health: 'paused' });
    await write(pool, [['a', T0, 1]]);
    await destinations.pause(id, false);
    await receiver.until(() => receiver.stored.length === 1);
    await stateWhere(destinations, id, ({ lagMs, sent }) => lagMs === 0 && sent === 1);
    await destinations.remove(id);
    expect(destinations.list()).toEqual([]);
    await destinations.restore(id);
    await write(pool, [['a', T0 + 1000, 2]]);
    await receiver.until(() => receiver.stored.length === 2);
    expect(receiver.stored[1]).toBe(line('a', T0 + 1000, 2));
  });

  test.each([
    { config: { selectors: ['{job='] }, code: 'bad-data' },
    { config: { writeRelabelConfigs: [{ regex: '(' }] }, code: 'bad-data' },
  ])('with $config is refused as $code', async ({ config, code }) => {
    const { open } = await sendingBench();
    await expect(open().add(toward('http://127.0.0.1:1/', config), {})).rejects.toMatchObject({ code });
  });

  test('is tried with one sample, and its own answer is shown', async () => {
    const { open } = await sendingBench();
    const destinations = open();
    const signal = new AbortController().signal;
    const old = await receiving(knowsOnly1);
    expect(await destinations.test(toward(old.url), {}, undefined, signal)).toMatchObject({ ok: true, version: '1.0', attempts: [{ version: '2.0', status: 204, outcome: 'older' }, { version: '1.0', status: 204, outcome: 'stored' }] });
    expect(old.stored).toEqual([expect.stringMatching(/^stratoscope_remote_write_test\{job="stratoscope"\} \d+ 1$/)]);
    const strict = await receiving((_request, response) => response.writeHead(401).end('who are you?'));
    expect(await destinations.test(toward(strict.url), {}, undefined, signal)).toMatchObject({ ok: false, attempts: [{ version: '2.0', status: 401, text: 'who are you?' }] });
    expect(await destinations.test(toward('http://127.0.0.1:1/'), {}, undefined, signal)).toMatchObject({ ok: false, attempts: [{ status: null, text: expect.stringContaining('ECONNREFUSED') }] });
  });
});
