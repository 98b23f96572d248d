import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mendLogs, repairWorkspace } from '../../../src-main/host/repair.ts';
import { damageOfClosed } from '../../../src-main/store/structure.ts';
import { checkStore } from '../../../src-main/tsdb/check.ts';
import { open } from '../tsdb/workbench.ts';
import { change, compared, copyOf, type Filled, filledWorkspace, kindsOfPages, PAGE, targetsIn } from './damagedfiles.ts';

let root: string;
let filled: Filled;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'stratoscope-repair-'));
  filled = filledWorkspace(root);
});
afterAll(() => { rmSync(root, { recursive: true, force: true }); });

const pause = async () => undefined;
const now = () => Date.UTC(2026, 10, 1, 12);
const KEPT = 'damaged-20261101T120000Z';

async function repaired(dir: string) {
  const said: string[] = [];
  const outcome = await repairWorkspace(dir, sentence => said.push(sentence), now);
  return { ...outcome, said };
}

/** Clean in every way that a check looks at. */
async function expectClean(dir: string, what: string): Promise<void> {
  expect([...damageOfClosed(join(dir, 'metrics.db')), ...damageOfClosed(join(dir, 'stratoscope.db'))], what).toEqual([]);
  const opened = open(dir);
  expect(opened.damage, what).toEqual([]);
  expect(await checkStore(opened.store, pause), what).toMatchObject({ damaged: 0 });
  opened.store.db.close();
}

/** What is found without any repair: the count of true samples, or null where the store does not open or a query says why it can't answer. */
function foundAsItIs(dir: string): number | null {
  try {
    const { wrong, found } = compared(dir, filled.truth);
    expect(wrong).toEqual([]);
    return found;
  } catch (error) {
    expect(error).toMatchObject({ message: expect.stringMatching(/malformed|damaged|can't be opened|not a database|lost|write-ahead row/) });
    return null;
  }
}

function numbers(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 16807) % 2147483647) / 2147483647;
}

test('a sound workspace is left as it is', async () => {
  const dir = copyOf(filled);
  expect(await repaired(dir)).toEqual({ changed: false, kept: null, said: [] });
  expect(compared(dir, filled.truth)).toEqual({ wrong: [], found: filled.truth.size });
});

describe.each(['header', 'schema', 'pointer map', 'interior', 'leaf', 'index', 'overflow'])('bits flipped in a page of kind %s of metrics.db', kind => {
  test.each([1, 2, 3])('(%i) show no wrong number; the repair says what it does, keeps what was damaged, loses nothing that could be read, and leaves all clean', async seed => {
    const random = numbers(seed * 1000 + kind.length);
    const pages = kindsOfPages(join(filled.dir, 'metrics.db')).get(kind)!;
    const page = pages[Math.floor(random() * pages.length)]!;
    const [start, end] = kind === 'header' ? [0, 100] : kind === 'schema' ? [100, PAGE] : [0, seed % 2 === 0 ? PAGE : 40];
    const at = Array.from({ length: seed }, () => [(page - 1) * PAGE + start + Math.floor(random() * (end - start)), 1 << Math.floor(random() * 8)] as const);
    const damaged = () => {
      const dir = copyOf(filled);
      change(join(dir, 'metrics.db'), bytes => { for (const [offset, bit] of at) bytes[offset]! ^= bit; });
      return dir;
    };
    const found = foundAsItIs(damaged());
    const dir = damaged();
    const { changed, kept, said } = await repaired(dir);
    const after = compared(dir, filled.truth);
    expect(after.wrong).toEqual([]);
    expect(after.found).toBeGreaterThanOrEqual(found ?? 0);
    await expectClean(dir, JSON.stringify({ page, at, said }));
    if (after.found < filled.truth.size) expect([changed, kept === null, said.length > 0]).toEqual([true, false, true]);
  });
});

test('a damaged row goes alone, named by its shard and window, and is kept beside the data; its file is not made anew', async () => {
  const dir = copyOf(filled);
  const [page] = kindsOfPages(join(dir, 'metrics.db')).get('overflow')!;
  change(join(dir, 'metrics.db'), bytes => { bytes[(page! - 1) * PAGE + 2000]! ^= 4; });
  const { said, kept } = await repaired(dir);
  expect(said).toEqual([expect.stringMatching(/^rows \d+ \(shard \d+, from 2026-01-1\d.*Z\): the checksum does not fit; taken out$/)]);
  expect(readdirSync(kept!)).toEqual(['rows.db']);
  expect(kept).toBe(join(dir, KEPT));
  await expectClean(dir, 'a row');
});

test('a file whose pages are damaged is made anew, and the old one is kept whole with its log', async () => {
  const dir = copyOf(filled);
  const [page] = kindsOfPages(join(dir, 'metrics.db')).get('interior')!;
  change(join(dir, 'metrics.db'), bytes => { bytes.fill(0xff, (page! - 1) * PAGE, page! * PAGE); });
  const damaged = readFileSync(join(dir, 'metrics.db'));
  const { said } = await repaired(dir);
  expect(readdirSync(join(dir, KEPT)).sort()).toEqual(['metrics.db', 'metrics.db-wal']);
  expect(readFileSync(join(dir, KEPT, 'metrics.db')).equals(damaged)).toBe(true);
  expect(said.join('\n')).toMatch(/metrics\.db: page \d+ of \w+ is of no kind[\s\S]*metrics\.db: made anew with \d+ rows/);
  expect(compared(dir, filled.truth)).toEqual({ wrong: [], found: filled.truth.size }); // what hangs below a page is found without it
  await expectClean(dir, 'an interior page');
});

describe("the log that a killed process left", () => {
  const FRAME = PAGE + 24;
  test.each([{ place: 'its header', at: 20 }, { place: 'a frame in its middle', at: 32 + 40 * FRAME + 24 + 2000 }, { place: "a frame's salt", at: 32 + 30 * FRAME + 10 }, { place: "a frame's checksum", at: 32 + 50 * FRAME + 18 }])('with a bit flipped in $place is not opened, since all behind would be lost; the repair brings that back', async ({ at }) => {
    const dir = copyOf(filled);
    change(join(dir, 'metrics.db-wal'), bytes => { bytes[at]! ^= 1; });
    expect(() => open(dir)).toThrow(expect.objectContaining({ code: 'unavailable', message: expect.stringMatching(/metrics\.db can't be opened without losing what was written last: metrics\.db-wal: the checksum of .*does not fit.*stratoscope repair/) }));
    expect(damageOfClosed(join(dir, 'metrics.db')).join('\n')).toMatch(/metrics\.db-wal: the checksum of (its header|frame \d+ \(page \d+\)) does not fit/);
    const { kept } = await repaired(dir);
    expect(readdirSync(kept!).sort()).toEqual(expect.arrayContaining(['metrics.db', 'metrics.db-wal']));
    const { wrong, found } = compared(dir, filled.truth);
    expect(wrong).toEqual([]);
    expect(found).toBeGreaterThan(filled.truth.size * 0.95);
    await expectClean(dir, 'a log');
  });

  test('with a hole in its middle is mended by itself when a host starts; a sound workspace is not touched', async () => {
    const dir = copyOf(filled);
    const said: string[] = [];
    await mendLogs(dir, sentence => said.push(sentence), now);
    expect(said).toEqual([]);
    change(join(dir, 'metrics.db-wal'), bytes => { bytes.fill(0, 32 + 40 * FRAME, 32 + 41 * FRAME); }); // one that the disk had not written yet
    await mendLogs(dir, sentence => said.push(sentence), now);
    expect(said.join('\n')).toMatch(/the checksum of frame 41 \(page \d+\) does not fit[\s\S]*metrics\.db: made anew with \d+ rows/);
    const { wrong, found } = compared(dir, filled.truth);
    expect(wrong).toEqual([]);
    expect(found).toBeGreaterThan(filled.truth.size * 0.95);
  });

  test('cut off in a frame, as a kill leaves it, is opened: what was committed before is all there', () => {
    const dir = copyOf(filled);
    const { size } = { size: readFileSync(join(dir, 'metrics.db-wal')).length };
    truncateSync(join(dir, 'metrics.db-wal'), size - 3000);
    const { wrong, found } = compared(dir, filled.truth);
    expect(wrong).toEqual([]);
    expect(found).toBeGreaterThan(filled.truth.size * 0.99 - 400);
  });
});

test.each(['metrics.db', 'stratoscope.db'])('%s cut off after a few pages, without its log: what is there is read, what is not is said', async name => {
  const dir = copyOf(filled);
  rmSync(join(dir, `${name}-wal`), { force: true });
  const pages = readFileSync(join(dir, name)).length / PAGE;
  truncateSync(join(dir, name), Math.floor(pages * 0.7) * PAGE + 1000);
  expect(damageOfClosed(join(dir, name)).length).toBeGreaterThan(0);
  const { said } = await repaired(dir);
  expect(said.join('\n')).toContain(`${name}: made anew`);
  expect(compared(dir, filled.truth).wrong).toEqual([]);
  if (name === 'stratoscope.db') expect(targetsIn(dir).length).toBeGreaterThan(10);
  await expectClean(dir, name);
});

describe.each(['header', 'schema', 'pointer map', 'interior', 'leaf', 'index', 'overflow', 'free'])('bits flipped in a page of kind %s of stratoscope.db', kind => {
  test.each([1, 2])('(%i): it opens or says why not; after the repair it is clean and has all else', async seed => {
    const random = numbers(seed * 77 + kind.length);
    const dir = copyOf(filled);
    const path = join(dir, 'stratoscope.db');
    const pages = kindsOfPages(path).get(kind)!;
    const page = pages[Math.floor(random() * pages.length)]!;
    const [start, end] = kind === 'header' ? [0, 100] : kind === 'schema' ? [100, PAGE] : [0, 60];
    change(path, bytes => { for (let i = 0; i < 2; i++) bytes[(page - 1) * PAGE + start + Math.floor(random() * (end - start))]! ^= 1 << Math.floor(random() * 8); });
    try {
      targetsIn(dir);
    } catch (error) {
      expect(error).toMatchObject({ message: expect.stringMatching(/stratoscope\.db|malformed/) });
    }
    await repaired(dir);
    const after = targetsIn(dir);
    expect(after.length).toBeGreaterThanOrEqual(filled.targets.length - 12);
    expect(after.filter(target => !filled.targets.includes(target)).length).toBeLessThanOrEqual(1);
    await expectClean(dir, `page ${page}`);
  });
});

test('a workspace that a host has open, or that is none, is not touched', async () => {
  const dir = copyOf(filled);
  rmSync(join(dir, 'stratoscope.db'));
  await expect(repaired(dir)).rejects.toMatchObject({ code: 'not-found' });
  expect(existsSync(join(dir, 'lock.db'))).toBe(false);
});
