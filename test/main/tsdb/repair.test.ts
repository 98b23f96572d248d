import { existsSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { pairsKey } from '../../../src-main/shared/model/labels.ts';
import { checkStore } from '../../../src-main/tsdb/check.ts';
import { repairRows } from '../../../src-main/tsdb/repair.ts';
import { flip, folder, hexOf, killedCopy, NOW, open, readAll, series } from './workbench.ts';

const TIMES = 60;
const valueAt = (ref: number, i: number): number => ref * 1000 + i;

/** Three shards of two groups, sealed, with late samples; nothing waits in the head. */
function filled(): string {
  const dir = folder();
  const { store } = open(dir);
  for (const job of ['a', 'b']) {
    const refs = store.resolve(series(job === 'a' ? 40 : 5, job));
    for (let i = 0; i < TIMES; i++) store.append(refs.slice(), Float64Array.of(NOW - 3_600_000 + i * 15_000), Float64Array.from(refs, ref => valueAt(ref, i)));
    store.sealAll();
    store.append(refs.slice(), Float64Array.of(NOW - 7_200_000), Float64Array.from(refs, ref => valueAt(ref, -1)));
    store.sealAll();
  }
  store.close();
  return dir;
}
const sql = (dir: string, text: string) => { const db = new Database(join(dir, 'metrics.db')); db.exec(text); db.close(); };
function repaired(dir: string): string[] {
  const said: string[] = [];
  repairRows({ path: join(dir, 'metrics.db'), keep: () => join(dir, 'kept.db'), say: sentence => said.push(sentence) });
  return said;
}
async function expectClean(dir: string): Promise<void> {
  expect(repaired(dir)).toEqual([]); // once is enough
  const opened = open(dir);
  expect(opened.damage).toEqual([]);
  expect(await checkStore(opened.store, async () => undefined)).toMatchObject({ damaged: 0 });
  const { samples } = opened.store.stats();
  expect([...readAll(opened, dir).values()].reduce((sum, found) => sum + found.size, 0)).toBe(samples);
  opened.store.close();
}
const countOf = (dir: string): number => { const opened = open(dir); const found = readAll(opened, dir); opened.store.close(); return [...found.values()].reduce((sum, one) => sum + one.size, 0); };

test('what is sound is left alone', async () => {
  const dir = filled();
  expect(repaired(dir)).toEqual([]);
  expect(existsSync(join(dir, 'kept.db'))).toBe(false);
  expect(countOf(dir)).toBe(45 * (TIMES + 1));
});

test.each([
  { table: 'rows', column: 'blob', says: /^rows \d+ \(shard 0, from 2026-01-14T.*\): the checksum does not fit; taken out$/, lost: 32 * TIMES },
  { table: 'late', column: 'blob', says: /^late 1 \(shard 0\): the checksum does not fit; taken out$/, lost: 32 },
])('a row of $table that is damaged goes, the counts follow, and it is kept elsewhere', async ({ table, column, says, lost }) => {
  const dir = filled();
  flip(dir, table, column);
  expect(repaired(dir)).toEqual([expect.stringMatching(says)]);
  expect(countOf(dir)).toBe(45 * (TIMES + 1) - lost);
  const kept = new Database(join(dir, 'kept.db'), { readonly: true });
  expect(kept.prepare(`SELECT count(*) FROM ${table}`).pluck().get()).toBe(1);
  kept.close();
  await expectClean(dir);
});

test('a series whose labels are lost keeps its samples under a name that says so, and no other series ever comes by them', async () => {
  const dir = filled();
  flip(dir, 'series', 'labels', 'DESC'); // the last one: its place would be the next one's
  const said = repaired(dir);
  expect(said.map(sentence => sentence.replace(/\d+/g, 'n'))).toEqual(['series n (ref n): the checksum does not fit; taken out', 'series with ref n (shard n): its labels are lost; its samples are kept as lost_series{ref="n"}']);
  expect(countOf(dir)).toBe(45 * (TIMES + 1));
  await expectClean(dir);
  const opened = open(dir);
  const [fresh] = opened.store.resolve([['__name__', 'quite_new', 'instance', 'web-1', 'job', 'b']]);
  opened.store.append(Uint32Array.of(fresh!), Float64Array.of(NOW), Float64Array.of(1));
  expect(readAll(opened, dir).get(pairsKey(['__name__', 'quite_new', 'instance', 'web-1', 'job', 'b']))).toEqual(new Map([[NOW, hexOf(1)]]));
  const [again] = opened.store.resolve([series(5, 'b')[4]!]);
  expect(again).not.toBe(fresh);
  opened.store.close();
});

test('a string that is lost gets a name that says so; series that had it keep all else', async () => {
  const dir = filled();
  sql(dir, "UPDATE symbols SET crc = crc + 1 WHERE text = 'm3'");
  const said = repaired(dir);
  expect(said).toEqual([expect.stringMatching(/^symbols \d+: the checksum does not fit; taken out$/), expect.stringMatching(/^symbols (\d+): the text is lost; labels that had it have lost_text_\1$/)]);
  expect(countOf(dir)).toBe(45 * (TIMES + 1));
  await expectClean(dir);
});

test('a shard that is lost is made anew of its rows; counts and times that do not fit them, too', async () => {
  const dir = filled();
  sql(dir, 'DELETE FROM shards WHERE id = 1; UPDATE shards SET samples = samples + 4096 WHERE id = 0; UPDATE shards SET sealed_to = sealed_to - 65536 WHERE id = 2');
  expect(repaired(dir)).toEqual([expect.stringMatching(/^shard 0: its counts/), expect.stringMatching(/^shard 2: its newest sealed time/), expect.stringMatching(/^shard 1: what was known of it is lost/)]);
  expect(countOf(dir)).toBe(45 * (TIMES + 1));
  await expectClean(dir);
});

test('a late row whose span does not fit its samples is found by the check, and set right', async () => {
  const dir = filled();
  sql(dir, 'UPDATE late SET t1 = t1 + 1048576 WHERE id = 1');
  const { store } = open(dir);
  expect(await checkStore(store, async () => undefined)).toMatchObject({ damaged: 1, damage: [expect.stringMatching(/^late 1 \(shard 0\): its span/)] });
  store.close();
  expect(repaired(dir)).toEqual(['late 1 (shard 0): its span did not fit its samples; set anew']);
  await expectClean(dir);
});

test('a mark that says too much of what is sealed hides nothing that stands in the write-ahead rows alone', () => {
  const dir = filled();
  const opened = open(dir);
  const [ref] = opened.store.resolve([series(1, 'a')[0]!]);
  opened.store.append(Uint32Array.of(ref!), Float64Array.of(NOW), Float64Array.of(7));
  const copy = killedCopy(dir);
  opened.store.close();
  sql(copy, 'UPDATE shards SET sealed_wal = sealed_wal + 1048576');
  expect(readAll(open(copy), copy).get(pairsKey(series(1, 'a')[0]!))?.get(NOW)).toBe(hexOf(7));
});
