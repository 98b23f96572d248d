import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkStore } from '../../../src-main/tsdb/check.ts';
import { flip, folder, NOW, open, series } from './workbench.ts';

const pause = async () => undefined;

function filled(): string {
  const dir = folder();
  const { store } = open(dir);
  const refs = store.resolve(series(70));
  for (let i = 0; i < 60; i++) store.append(refs.slice(), Float64Array.of(NOW + i * 15_000), Float64Array.from(refs, ref => Math.sin(ref * i)));
  store.sealAll();
  store.append(refs.slice(), Float64Array.of(NOW - 1000), new Float64Array(70));
  store.sealAll();
  store.append(refs.slice(), Float64Array.of(NOW + 900_000), new Float64Array(70));
  store.close();
  return dir;
}

test('a sound store is read to its end: every row and every sample', async () => {
  const { store } = open(filled());
  expect(await checkStore(store, pause)).toEqual({ rows: 6, samples: 70 * 62, damaged: 0, damage: [] });
});

test.each([
  { table: 'rows', column: 'blob', name: /^rows \d+ \(shard 0, from 2026-01-15T/ },
  { table: 'rows', column: 'crc', name: /^rows \d+/ },
  { table: 'late', column: 'blob', name: /^late 1 \(shard 0\)/ },
  { table: 'wal', column: 'blob', name: /^wal \d+: the checksum/ },
  { table: 'series', column: 'labels', name: /^series 1 / },
  { table: 'symbols', column: 'text', name: /^symbols 1: the checksum/ },
])('one flipped bit in $column of $table is found and named', async ({ table, column, name }) => {
  const dir = filled();
  if (column === 'crc') {
    const { store } = open(dir);
    store.db.exec('UPDATE rows SET crc = (crc | 1) - (crc & 1) WHERE key = (SELECT min(key) FROM rows)');
    store.close();
  } else flip(dir, table, column);
  const { damage, damaged } = await checkStore(open(dir).store, pause);
  expect(damaged).toBeGreaterThan(0);
  expect(damage.some(sentence => name.test(sentence))).toBe(true);
});

test('damage to a page of SQLite is named by its table, and the rest is read', async () => {
  const dir = filled();
  const opened = open(dir);
  const page = opened.store.db.prepare<[], { rootpage: number }>("SELECT rootpage FROM sqlite_schema WHERE name = 'late'").get()!.rootpage;
  opened.store.close();
  const file = openSync(join(dir, 'metrics.db'), 'r+');
  writeSync(file, Buffer.alloc(64, 0xff), 0, 64, (page - 1) * 4096);
  closeSync(file);
  const { store } = open(dir);
  const report = await checkStore(store, pause);
  expect(report.damage.join('\n')).toMatch(/^late: database disk image is malformed/);
  expect(report.rows).toBe(3);
});
