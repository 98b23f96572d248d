import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { openLog } from '../../../src-main/base/log.ts';
import { outcomeText, runHistory, sourceOf } from '../../../src-main/shell/importinghistory.ts';
import { runQuery } from '../../../src-main/shell/ask.ts';
import { placesFrom } from '../../../src-main/shell/places.ts';

const NOW = Date.UTC(2026, 0, 15);
const flags = { dataDir: '/data' };

test.each([
  { line: ['openmetrics', '/a.om', flags], source: { kind: 'openmetrics', path: '/a.om' } },
  { line: ['csv', '/a.csv', flags], source: { kind: 'csv', path: '/a.csv', mapping: { delimiter: ',', time: 'time', unit: 'iso', shape: { kind: 'series' } } } },
  {
    line: ['csv', '/a.csv', { ...flags, time: 'when', timeUnit: 's', delimiter: 'tab', values: 'a, b', labels: 'host', metric: 'what' }],
    source: { kind: 'csv', path: '/a.csv', mapping: { delimiter: '\t', time: 'when', unit: 's', shape: { kind: 'rows', values: ['a', 'b'], labels: ['host'], metric: 'what' } } },
  },
  { line: ['prometheus', 'http://a:9090', { ...flags, from: (now: number) => now - 1000 }], source: { kind: 'prometheus', url: 'http://a:9090', match: '{__name__!=""}', from: NOW - 1000, to: NOW } },
] as const)('the command line $line.0 $line.1 names its source', ({ line: [kind, source, given], source: expected }) => {
  expect(sourceOf(kind, source, given, NOW)).toEqual(expected);
});

test.each([
  { line: ['prometheus', 'http://a', flags], problem: /--from/ }, { line: ['prometheus', 'ftp://a', { ...flags, from: () => 0 }], problem: /url/ }, { line: ['nothing', 'a', flags], problem: /kind/ },
] as const)('$line.0 $line.1 is refused', ({ line: [kind, source, given], problem }) => {
  expect(() => sourceOf(kind, source, given, NOW)).toThrow(expect.objectContaining({ code: 'invalid-input', message: expect.stringMatching(problem) }));
});

test('a file is brought in without a running host, and told what came of it', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'stratoscope-import-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  const dataDir = join(dir, 'data');
  mkdirSync(dataDir);
  writeFileSync(join(dataDir, 'metrics.db'), ''); // SQLite takes it for an empty database
  const path = join(dir, 'a.om');
  writeFileSync(path, `rooms 20 ${NOW / 1000}\n`);
  let printed = '';
  const surroundings = { places: placesFrom(pathToFileURL('src-main/shell/cli.ts').href), log: openLog('warn', { write: () => undefined }), now: () => NOW, print: (text: string) => { printed += text; } };
  await runHistory('openmetrics', path, { dataDir }, surroundings);
  expect(printed).toBe('done: 1 samples\n');
  writeFileSync(path, 'rooms 20\n');
  await expect(runHistory('openmetrics', path, { dataDir }, surroundings)).rejects.toMatchObject({ code: 'execution', message: expect.stringContaining('line 1') });
  printed = '';
  await runQuery('rooms', { dataDir, format: 'csv', time: () => NOW }, surroundings);
  expect(printed).toContain('20');
});

test('what was refused stands beside what was stored', () => {
  expect(outcomeText({ ...({} as Parameters<typeof outcomeText>[0]), status: 'done', samples: 5, refused: 2, problem: 'too-old: a sample' })).toBe('done: 5 samples, 2 refused\ntoo-old: a sample\n');
});
