import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkSegment, chunkAt } from '../../../../src-main/formats/tsdbblock/chunks.ts';
import { BlockIndex } from '../../../../src-main/formats/tsdbblock/index.ts';
import { decodeXor } from '../../../../src-main/formats/tsdbblock/xor.ts';
import { SeriesColumns } from '../../../../src-main/formats/seriescolumns.ts';
import { AppError } from '../../../../src-main/shared/model/errors.ts';
import { folder, importing } from './importing.ts';

let host: Awaited<ReturnType<typeof importing>>;
beforeAll(async () => { host = await importing(); });
afterAll(() => host.close());

const T0 = Date.UTC(2026, 0, 15) / 1000;
const VALUES = [0, 1, -1, 0.1, 1e300, -1e-300, Number.NaN, Infinity, -Infinity, 123456789.125, 2 ** 53];
/** Seconds between samples: regular, with jitter, with gaps that take 14, 17, 20 and 64 bits. */
const STEPS = [15, 15, 15.003, 14.997, 20, 60, 130, 900, 4000, 15, 15];

function history(): string {
  const lines: string[] = [];
  for (const [n, labels] of [[0, '{host="a",odd="x\\"y\\\\z"}'], [1, '{host="b"}'], [2, '{host="ü"}']] as const) {
    let time = T0;
    for (let i = 0; i < 120; i++) {
      lines.push(`steps${labels} ${String(VALUES[(i * 7 + n) % VALUES.length]).replace('Infinity', 'Inf')} ${time.toFixed(3)}`);
      time += STEPS[(i + n) % STEPS.length]!;
    }
  }
  for (let i = 0; i < 500; i++) lines.push(`flat 7 ${T0 + 15 * i}`, `counter_total ${i * 977} ${T0 + 15 * i}`);
  return `${lines.join('\n')}\n# EOF\n`;
}

/** What the real promtool reads in those blocks: samples by labels. */
function dumped(dir: string): Map<string, string[]> {
  const text = execFileSync('promtool', ['tsdb', 'dump', dir], { encoding: 'utf8', maxBuffer: 2 ** 28 });
  const found = new Map<string, string[]>();
  for (const line of text.trim().split('\n')) {
    const [, labels = '', value = '', time = ''] = /^(\{.*\}) (\S+) (\d+)$/.exec(line) ?? [];
    found.set(labels, [...found.get(labels) ?? [], `${time} ${Number(value.replace(/^([+-]?)Inf$/, '$1Infinity'))}`]);
  }
  return found;
}

function blocks(): string | null {
  const dir = folder();
  const text = join(dir, 'history.om');
  writeFileSync(text, history());
  try {
    execFileSync('promtool', ['tsdb', 'create-blocks-from', 'openmetrics', text, join(dir, 'data')], { stdio: 'pipe' });
    mkdirSync(join(dir, 'data', 'wal')); // promtool looks for it
    return join(dir, 'data');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

test('the blocks of a real Prometheus are brought in with every sample that promtool reads in them, one block or all, once or twice', async context => {
  const dir = blocks();
  if (!dir) return context.skip('promtool is not installed');
  const theirs = dumped(dir);
  const count = [...theirs.values()].reduce((sum, { length }) => sum + length, 0);
  const names = readdirSync(dir).filter(name => name.length === 26);
  expect(names.length).toBeGreaterThan(1); // blocks end every two hours
  expect((await host.bringIn({ kind: 'tsdb', path: join(dir, names[0]!) })).samples).toBeLessThan(count);
  for (let again = 0; again < 2; again++) expect(await host.bringIn({ kind: 'tsdb', path: dir })).toMatchObject({ problem: '', status: 'done', samples: count });
  const ours = new Map([...await host.raw('{__name__=~"steps|flat|counter_total"}', T0 * 1000 + 20 * 86_400_000, '30d')].map(([labels, samples]) => [
    `{${(JSON.parse(labels) as [string, string][]).map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(', ')}}`, samples.map(([time, value]) => `${Math.round(time * 1000)} ${Number(value.replace('Inf', 'Infinity'))}`),
  ]));
  expect(new Set(ours.keys())).toEqual(new Set(theirs.keys()));
  for (const [labels, samples] of theirs) expect(ours.get(labels), labels).toEqual(samples);
}, 60_000);

test('whatever is wrong in a block, it is read or refused by name', context => {
  const dir = blocks();
  if (!dir) return context.skip('promtool is not installed');
  const block = join(dir, readdirSync(dir)[0]!);
  const index = new Uint8Array(readFileSync(join(block, 'index')));
  const segment = new Uint8Array(readFileSync(join(block, 'chunks', '000001')));
  const into = new SeriesColumns();
  const attempt = (indexBytes: Uint8Array, chunkBytes: Uint8Array) => {
    try {
      into.clear();
      checkSegment(chunkBytes);
      const read = new BlockIndex(indexBytes);
      for (let i = 0; i < read.count; i++) for (const { offset } of read.series(i).chunks) {
        into.open('x', () => []);
        decodeXor(chunkAt(chunkBytes, offset).data, into);
      }
    } catch (error) {
      expect(error).toBeInstanceOf(AppError);
    }
  };
  fc.assert(fc.property(fc.array(fc.tuple(fc.boolean(), fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 3 }), fc.nat(20), (changes, cut) => {
    const [a, b] = [index.slice(0, index.length - (cut === 0 ? 100 : 0)), segment.slice(0, segment.length - (cut === 1 ? 100 : 0))];
    for (const [inIndex, at, byte] of changes) (inIndex ? a : b)[at % (inIndex ? a : b).length] = byte;
    attempt(a, b);
  }), { numRuns: 200 });
});

test('a folder without blocks is named', async () => {
  expect(await host.bringIn({ kind: 'tsdb', path: folder() })).toMatchObject({ status: 'failed', problem: expect.stringMatching(/^There is no block in /) });
});
