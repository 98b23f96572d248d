import { expect, test } from 'vitest';
import type { Pool } from '../../../src-main/workers/pool.ts';
import { body, named, one, pooled } from './bench.ts';

const T0 = Date.UTC(2026, 0, 15);
const SERIES = 50; // more than a shard's 32
const ROUNDS = 400;
const counts = async (pool: Pool): Promise<Map<string, number>> => {
  const { value } = await pool.query.instant({ promql: 'count_over_time({job="load"}[3h])', time: T0 + 7_200_000, nocache: false });
  if (value.kind !== 'vector') throw new Error('not a vector');
  return new Map(value.series.map(({ labels, value: count }) => [labels['i'] ?? '', count]));
};

test('queries under heavy writing and constant sealing see every acknowledged sample once: counts never dip and never run ahead', async () => {
  const { pool } = await pooled({ queryWorkers: 3 });
  const labels = Array.from({ length: SERIES }, (_, i) => named('m', 'i', String(i), 'job', 'load'));
  let sent = 0;
  let acknowledged = 0;
  let writing = true;
  const lost: string[] = [];

  const write = async () => {
    for (; sent < ROUNDS;) {
      const n = sent++;
      // neighbours half a second apart, so that rows begin in the same 1,024 ms; every fifth round is late by an hour
      const time = T0 + n * 500 - (n % 5 === 0 ? 3_600_000 - 250 : 0);
      await pool.storage.receive({ body: body(...labels.map((pairs, i) => one(pairs, time, n * i))) });
      acknowledged = sent;
    }
    writing = false;
  };
  const seal = async () => { for (; writing;) await pool.storage.compact({}); };
  const newcomers = async () => { for (let i = 0; writing; i++) await pool.appender.resolve([named('other', 'i', String(i), 'job', `job-${i % 7}`)]); };
  const watch = async () => {
    let before = new Map<string, number>();
    for (; writing;) {
      const least = acknowledged;
      const now = await counts(pool);
      const most = sent;
      for (let i = 0; i < SERIES; i++) {
        const count = now.get(String(i)) ?? 0;
        if (count < least || count > most || count < (before.get(String(i)) ?? 0)) lost.push(`series ${i}: ${count}, not ${least} to ${most}, after ${before.get(String(i))}`);
      }
      before = now;
    }
  };
  await Promise.all([write(), seal(), newcomers(), watch(), watch(), watch()]);
  expect(lost.slice(0, 5)).toEqual([]);
  expect([...await counts(pool)].filter(([, count]) => count !== ROUNDS)).toEqual([]);
  expect(await pool.storage.check({})).toMatchObject({ damaged: 0 });
}, 60_000);
