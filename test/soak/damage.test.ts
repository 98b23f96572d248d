import { mkdtempSync, readFileSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { repairWorkspace } from '../../src-main/host/repair.ts';
import { AppError } from '../../src-main/shared/model/errors.ts';
import { damageOfClosed } from '../../src-main/store/structure.ts';
import { checkStore } from '../../src-main/tsdb/check.ts';
import { change, compared, copyOf, filledWorkspace, PAGE, targetsIn } from '../main/host/damagedfiles.ts';
import { open } from '../main/tsdb/workbench.ts';

const ROUNDS = 400;
const FILES = ['metrics.db', 'metrics.db', 'metrics.db-wal', 'stratoscope.db'] as const;

/** A bit, some bytes, a page of nothing or of noise, or an end cut off. */
function damage(path: string, random: () => number): string {
  const bytes = readFileSync(path).length;
  const at = Math.floor(random() * bytes);
  const page = Math.floor(at / PAGE) * PAGE;
  const kind = ['bit', 'bit', 'bytes', 'zeros', 'noise', 'cut'][Math.floor(random() * 6)]!;
  if (kind === 'cut') truncateSync(path, Math.max(PAGE, at));
  else change(path, file => {
    if (kind === 'bit') file[at]! ^= 1 << Math.floor(random() * 8);
    if (kind === 'bytes') for (let i = at; i < Math.min(at + 20, bytes); i++) file[i] = Math.floor(random() * 256);
    if (kind === 'zeros') file.fill(0, page, Math.min(page + PAGE, bytes));
    if (kind === 'noise') for (let i = page; i < Math.min(page + PAGE, bytes); i++) file[i] = Math.floor(random() * 256);
  });
  return `${path} ${kind} at ${at}`;
}

test('whatever is damaged anywhere in either database or its log: no wrong number, no crash, and a clean check after the repair', async () => {
  const root = mkdtempSync(join(tmpdir(), 'stratoscope-damage-'));
  const filled = filledWorkspace(root);
  const seed = Math.floor(Math.random() * 1e9);
  let state = seed;
  const random = () => (state = (state * 48271) % 2147483647) / 2147483647;
  for (let round = 0; round < ROUNDS; round++) {
    const dir = join(root, 'round');
    copyOf(filled, dir);
    const what = `${seed}/${round}: ${damage(join(dir, FILES[Math.floor(random() * FILES.length)]!), random)}`;
    const said: string[] = [];
    try {
      await repairWorkspace(dir, sentence => said.push(sentence), Date.now);
      const { wrong } = compared(dir, filled.truth);
      expect(wrong).toEqual([]);
      targetsIn(dir);
      expect([...damageOfClosed(join(dir, 'metrics.db')), ...damageOfClosed(join(dir, 'stratoscope.db'))]).toEqual([]);
      const opened = open(dir);
      expect(opened.damage).toEqual([]);
      expect(await checkStore(opened.store, async () => undefined)).toMatchObject({ damaged: 0 });
      opened.store.db.close();
    } catch (error) {
      if (error instanceof AppError) throw new Error(`${what}: ${error.code} ${error.message}`, { cause: error });
      throw new Error(`${what}: ${error instanceof Error ? error.stack : String(error)}\n${said.join('\n')}`, { cause: error });
    }
    rmSync(dir, { recursive: true });
  }
  rmSync(root, { recursive: true });
});
