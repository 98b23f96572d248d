import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pairsKey } from '../../../src-main/shared/model/labels.ts';
import { TargetConfig, TargetId } from '../../../src-main/shared/model/target.ts';
import { targetTable } from '../../../src-main/store/targets.ts';
import { openWorkspace } from '../../../src-main/store/workspace.ts';
import { folder, hexOf, NOW, open, readAll, series } from '../tsdb/workbench.ts';

export const PAGE = 4096;
const JOBS = 6;
const SERIES = 40;
const TIMES = 260;
/** More than a page, so that it goes on in others. */
const LONG = 'long '.repeat(390);

/** `series time` -> value, as hexadecimal digits of its bits. */
export type Truth = ReadonlyMap<string, string>;
export interface Filled { readonly dir: string; readonly truth: Truth; readonly targets: readonly string[] }

const sampleOf = (job: number, slot: number, time: number): number => slot % 2 === 0 ? Math.sin(job * 1000 + slot + time) : Math.floor(time / 1000) + slot;

/** A workspace with sealed rows, late ones and rows that have gone, whose newest samples stand in the log alone; its writer was killed. root: an empty folder */
export function filledWorkspace(root: string): Filled {
  const [dir, copy] = [join(root, 'at-work'), join(root, 'killed')];
  for (const each of [dir, copy]) mkdirSync(each);
  const truth = new Map<string, string>();
  const opened = open(dir);
  const { store } = opened;
  const write = (job: number, times: readonly number[]) => {
    const all = series(SERIES, `job-${job}`);
    const refs = store.resolve(all);
    for (const time of times) {
      store.append(refs.slice(), Float64Array.of(time), Float64Array.from(refs, (_, slot) => sampleOf(job, slot, time)));
      all.forEach((pairs, slot) => { truth.set(`${pairsKey(pairs)} ${time}`, hexOf(sampleOf(job, slot, time))); });
    }
  };
  const times = (from: number, count: number) => Array.from({ length: count }, (_, i) => from + i * 15_000);
  for (let job = 0; job < JOBS; job++) write(job, times(NOW - 40 * 3_600_000, TIMES));
  store.compact();
  for (let job = 0; job < JOBS; job += 2) write(job, times(NOW - 80 * 3_600_000, 30));
  store.compact();
  const db = openWorkspace(join(dir, 'stratoscope.db'));
  const table = targetTable(db, () => undefined);
  const targets = Array.from({ length: 60 }, (_, i) => TargetConfig.parse({ job: `job-${i}`, url: `http://host-${i}:9100/metrics`, labels: i % 10 === 0 ? Object.fromEntries(['a', 'b', 'c', 'd'].map(name => [name, LONG])) : {} }));
  targets.forEach((config, i) => { table.save({ id: TargetId.parse(`target-${i}`), config, paused: false }); });
  db.exec("CREATE TABLE filler (x BLOB); INSERT INTO filler WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 40) SELECT zeroblob(3000) FROM n; DROP TABLE filler"); // pages that are free
  db.close();
  for (let job = 0; job < JOBS; job++) write(job, times(NOW - 3_600_000, 40));
  for (const name of ['metrics.db', 'metrics.db-wal', 'stratoscope.db']) cpSync(join(dir, name), join(copy, name)); // as a kill leaves it
  store.close();
  return { dir: copy, truth, targets: targets.map(config => JSON.stringify(config)) };
}

/** A copy that may be damaged. */
export function copyOf({ dir }: Filled, copy = folder()): string {
  cpSync(dir, copy, { recursive: true });
  return copy;
}

export function change(path: string, edit: (bytes: Buffer) => void): void {
  const bytes = readFileSync(path);
  edit(bytes);
  writeFileSync(path, bytes);
}

/** What a store holds beside what it should, or with another value; and how many of the true samples it has. Series that lost their names are passed over. */
export function compared(dir: string, truth: Truth): { wrong: string[]; found: number } {
  const opened = open(dir);
  const wrong: string[] = [];
  let found = 0;
  try {
    for (const [key, samples] of readAll(opened, dir)) {
      if (key.includes('lost_')) continue;
      for (const [time, value] of samples) {
        if (truth.get(`${key} ${time}`) === value) found++;
        else wrong.push(`${key} ${time}: ${value}`);
      }
    }
  } finally {
    opened.store.db.close();
  }
  return { wrong, found };
}

export function targetsIn(dir: string): string[] {
  const db = openWorkspace(join(dir, 'stratoscope.db'));
  try {
    return targetTable(db, () => undefined).load().map(({ config }) => JSON.stringify(config));
  } finally {
    db.close();
  }
}


/** Numbers of pages by what they are, as their bytes, the pointer map and the roots tell; the first page stands under `header` and `schema`. */
export function kindsOfPages(path: string): ReadonlyMap<string, readonly number[]> {
  const bytes = readFileSync(path);
  const kinds = new Map<string, number[]>([['header', [1]], ['schema', [1]]]);
  const mapKinds = ['', 'tree', 'free', 'overflow', 'overflow', 'tree'];
  for (let page = 2; page <= bytes.length / PAGE; page++) {
    const inMap = (page - 2) % 820;
    const type = bytes[(page - 1) * PAGE]!;
    const entry = inMap === 0 ? '' : mapKinds[bytes[(page - 1 - inMap) * PAGE + 5 * (inMap - 1)]!]!;
    const kind = inMap === 0 ? 'pointer map' : entry !== 'tree' ? entry : type === 13 ? 'leaf' : type === 5 ? 'interior' : 'index';
    kinds.set(kind, [...(kinds.get(kind) ?? []), page]);
  }
  return kinds;
}
