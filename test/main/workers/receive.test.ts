import fc from 'fast-check';
import { compress } from 'snappyjs';
import { expect, test } from 'vitest';
import { encodeWriteRequest, type WriteSeries } from '../../../src-main/formats/remotewrite.ts';
import { body, named, numbers, one, outcome, pooled } from './bench.ts';

const T0 = Date.UTC(2026, 0, 15);
const packed = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => Uint8Array.from(new Uint8Array(compress(bytes)));

const text = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 8 }), fc.constantFrom('__name__', 'job', 'a', '', 'x'.repeat(1100)));
const series: fc.Arbitrary<WriteSeries> = fc.record({
  labels: fc.array(text, { maxLength: 8 }).map(list => [...(list.length % 3 === 0 ? [] : ['__name__', 'fuzz']), ...list.slice(0, list.length & ~1)]),
  samples: fc.array(fc.tuple(fc.integer({ min: -(2 ** 52), max: 2 ** 52 }), fc.double()), { maxLength: 5 }),
}).map(({ labels, samples }) => ({ labels, times: Float64Array.from(samples, ([time]) => time), values: Float64Array.from(samples, ([, value]) => value) }));
const request = fc.array(series, { maxLength: 6 }).map(list => encodeWriteRequest(list));
const flipped = fc.tuple(request, fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 4 })).map(([bytes, changes]) => {
  const changed = Uint8Array.from(bytes);
  for (const [at, value] of changes) if (changed.length > 0) changed[at % changed.length] = value;
  return changed;
});
const bodies = fc.oneof(
  fc.uint8Array({ maxLength: 64 }).map(bytes => Uint8Array.from(bytes)),
  fc.uint8Array({ maxLength: 64 }).map(packed),
  request.map(packed),
  flipped.map(packed),
  fc.tuple(request, fc.nat()).map(([bytes, cut]) => packed(bytes.subarray(0, bytes.length === 0 ? 0 : cut % bytes.length))),
  flipped.map(bytes => { const whole = packed(bytes); whole[whole.length >> 1]! ^= 0x55; return whole; }),
);

test('whatever bytes come, they are stored whole or refused by name and leave nothing behind; the next good request is taken', async () => {
  const { pool, log } = await pooled({ queryWorkers: 1 });
  let good = 0;
  await fc.assert(fc.asyncProperty(bodies, async bytes => {
    const before = await pool.storage.stats({});
    const answer = await outcome(pool.storage.receive({ body: bytes.slice() }));
    const after = await pool.storage.stats({});
    if ('failed' in answer) {
      expect(answer.failed).toMatchObject({ code: expect.stringMatching(/^(bad-data|too-large)$/) });
      expect(after).toMatchObject({ series: before.series, samples: before.samples, walRows: before.walRows });
    } else {
      expect(after.samplesAppended - before.samplesAppended).toBe(answer.samples);
    }
    await pool.storage.receive({ body: body(one(named('good'), T0 + good, good)) });
    good++;
  }), { numRuns: 400 });
  expect(await numbers(pool, 'last_over_time(good[1h])', T0 + good)).toEqual({ good: good - 1 });
  expect(await numbers(pool, 'count_over_time(good[1h])', T0 + good)).toEqual({ '': good });
  expect(await pool.storage.check({})).toMatchObject({ damaged: 0 });
  expect(log).toEqual([]);
}, 60_000);
