import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { pairsKey } from '../../../src-main/shared/model/labels.ts';
import { checkStore } from '../../../src-main/tsdb/check.ts';
import { folder, hexOf, NOW, open, readAll } from './workbench.ts';

const T0 = NOW - 86_400_000;
const WRITER = fileURLToPath(new URL('./fulldiskwriter.ts', import.meta.url));

/** Runs the writer with files that may grow to so many bytes: the write in which one would grow beyond fails, as on a disk that is full, mostly inside a commit. */
function write(dir: string, bytes: number): Promise<{ acknowledged: number[]; codes: Record<string, number> }> {
  return new Promise((resolve, reject) => {
    const child = spawn('sh', ['-c', `ulimit -f ${Math.floor(bytes / 512)}; exec "$0" "$@"`, process.execPath, WRITER, dir, String(T0)], { stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => { output += chunk.toString(); });
    child.on('error', reject);
    child.on('exit', () => { try { resolve(JSON.parse(output)); } catch (error) { reject(error); } });
  });
}

test.for([600_000, 1_500_000, 9_000_000])('when files can grow to %i bytes only, everything acknowledged is there once after the process is gone, and nothing else is said than that the store can not write', { timeout: 60_000 }, async (bytes, ctx) => {
  if (process.platform === 'win32') ctx.skip('there is no ulimit');
  const dir = folder();
  const { acknowledged, codes } = await write(dir, bytes);
  expect(acknowledged.length).toBeGreaterThan(20);
  expect(Object.keys(codes)).toEqual(['unavailable']);
  const opened = open(dir);
  expect(opened.damage).toEqual([]);
  const found = readAll(opened, dir);
  for (const i of [0, 31, 32, 255]) {
    const samples = found.get(pairsKey(['__name__', `m${i}`]))!;
    const missing = acknowledged.filter(n => samples.get(T0 + n * 1000) !== hexOf(Math.sin(n * 256 + i)));
    expect(missing).toEqual([]);
  }
  expect(await checkStore(opened.store, async () => undefined)).toMatchObject({ damaged: 0 });
  opened.store.append(opened.store.resolve([['__name__', 'm0']]), Float64Array.of(NOW), Float64Array.of(1));
  opened.store.close();
});
