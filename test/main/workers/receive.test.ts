import fc from 'fast-check';
import { compress } from 'snappyjs';
import { expect, test } from 'vitest';
import { encodeWriteRequest, type WriteSeries } from '../../../src-main/formats/remotewrite.ts';
import { REFUSAL_REASONS } from '../../../src-main/shared/model/ingestlimits.ts';
import { request2 } from '../formats/writev2.ts';
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
const good2 = request2({ labels: ['__name__', 'm', 'a', 'b'], samples: [{ value: 1, timestamp: T0 }] }, { labels: ['__name__', 'n'], samples: [{ value: 1, timestamp: T0 }, { value: 2, timestamp: T0 + 1 }], metadata: { type: 1, help: 'h' } });
/** A unit that is no UTF-8, which only metadata names. */
const badUnit = Uint8Array.from([101, 232, 34, 0, 34, 8, 95, 95, 110, 97, 109, 101, 95, 95, 34, 1, 109, 34, 1, 97, 34, 1, 98, 34, 1, 0, 34, 1, 145, 42, 24, 10, 4, 1, 2, 3, 4, 18, 16, 9, 0, 0, 0, 0, 0, 0, 240, 63, 16, 128, 224, 206, 247, 187, 51, 42, 46, 10, 2, 1, 5, 70, 24, 0, 21, 18, 56, 0, 64, 16, 129, 224, 206, 247, 187, 51, 42, 4, 8, 1, 24, 6]);
const bodies2 = fc.array(fc.tuple(fc.nat(good2.length - 1), fc.nat(255)), { maxLength: 4 }).map(changes => {
  const bytes = good2.slice();
  for (const [at, byte] of changes) bytes[at] = byte;
  return packed(bytes);
});
const bodies = fc.oneof(
  fc.uint8Array({ maxLength: 64 }).map(bytes => Uint8Array.from(bytes)),
  fc.uint8Array({ maxLength: 64 }).map(packed),
  request.map(packed),
  flipped.map(packed),
  fc.tuple(request, fc.nat()).map(([bytes, cut]) => packed(bytes.subarray(0, bytes.length === 0 ? 0 : cut % bytes.length))),
  flipped.map(bytes => { const whole = packed(bytes); whole[whole.length >> 1]! ^= 0x55; return whole; }),
);

test.each([1, 2] as const)('whatever bytes come by %s.0, what is good of them is stored and the rest refused by name, or nothing is left behind; the next good request is taken', async version => {
  const { pool, log } = await pooled({ queryWorkers: 1 });
  let good = 0;
  await fc.assert(fc.asyncProperty(version === 1 ? bodies : bodies2, async bytes => {
    const before = await pool.storage.stats({});
    const answer = await outcome(pool.storage.receive({ body: bytes.slice(), version }));
    const after = await pool.storage.stats({});
    if ('failed' in answer) {
      expect(answer.failed).toMatchObject({ code: expect.stringMatching(/^(bad-data|too-large)$/) });
      expect(after).toMatchObject({ series: before.series, samples: before.samples, walRows: before.walRows });
    } else {
      expect(after.samplesAppended - before.samplesAppended).toBe(answer.samples);
      for (const { reason } of answer.refused) expect(REFUSAL_REASONS).toContain(reason);
    }
    await pool.storage.receive({ body: body(one(named('good'), T0 + good, good)) });
    good++;
  }), { numRuns: 250, ...(version === 2 ? { examples: [[badUnit] as [Uint8Array<ArrayBuffer>]] } : {}) });
  expect(await numbers(pool, 'last_over_time(good[1h])', T0 + good)).toEqual({ good: good - 1 });
  expect(await numbers(pool, 'count_over_time(good[1h])', T0 + good)).toEqual({ '': good });
  expect(await pool.storage.check({})).toMatchObject({ damaged: 0 });
  expect(log).toEqual([]);
}, 60_000);
