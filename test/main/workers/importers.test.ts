import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { BEGINNING, ImportId, type ImportPosition } from '../../../src-main/shared/model/importsource.ts';
import { Twins } from '../../../src-main/tsdb/twins.ts';
import { Importers } from '../../../src-main/workers/importers.ts';
import { admitting, folder, hexOf, NOW, open, readAll } from '../tsdb/workbench.ts';

const ID = ImportId.parse('0123456789ab');
/** Lines of about 40 bytes: some parts of a megabyte. */
const LINES = 60_000;
const text = `time,value\n${Array.from({ length: LINES }, (_, i) => `${new Date(NOW + i * 1000).toISOString()},${i}.${'0'.repeat(20)}`).join('\n')}\n`;

test.each(['a.csv', 'a.csv.gz'])('the steps of %s begin where another reader has stopped, and store each sample once', async name => {
  const dir = folder();
  const path = join(dir, name);
  writeFileSync(path, name.endsWith('.gz') ? gzipSync(text, { level: 1 }) : text);
  const opened = open(dir);
  const parts = { store: opened.store, admission: admitting(), twins: new Twins() };
  const source = { kind: 'csv', path, mapping: { delimiter: ',', time: 'time', unit: 'iso', shape: { kind: 'series' } } } as const;
  let position: ImportPosition = BEGINNING;
  let samples = 0;
  let steps = 0;
  for (let ended = false; !ended; steps++) {
    const step = await new Importers(parts).step(ID, source, position); // each step by one who has seen none of the others
    ({ position, ended } = step);
    samples += step.received.samples;
    if (!ended) expect(step.done).toBeLessThanOrEqual(step.total);
  }
  expect(samples).toBe(LINES);
  expect(steps).toBeGreaterThan(2);
  expect(position.line).toBe(LINES + 1);
  const [stored] = readAll(opened, dir).values();
  expect([stored!.size, stored!.get(NOW), stored!.get(NOW + (LINES - 1) * 1000)]).toEqual([LINES, hexOf(0), hexOf(LINES - 1)]);
});

test('a line without an end is read, and an empty file is an import of nothing', async () => {
  const dir = folder();
  const opened = open(dir);
  const importers = new Importers({ store: opened.store, admission: admitting(), twins: new Twins() });
  const path = join(dir, 'a.om');
  writeFileSync(path, `a 1 ${NOW / 1000}`);
  const first = await importers.step(ID, { kind: 'openmetrics', path }, BEGINNING);
  expect(first).toMatchObject({ received: { samples: 1 }, ended: false });
  expect(await importers.step(ID, { kind: 'openmetrics', path }, first.position)).toMatchObject({ received: { samples: 0 }, ended: true });
  writeFileSync(path, '');
  expect(await importers.step(ID, { kind: 'openmetrics', path }, BEGINNING)).toMatchObject({ ended: true });
});
