import type { CheckReport } from '../shared/contract/store.ts';
import { type OnDamage, shardOfKey, timeOfKey, timeText } from '../store/rows.ts';
import type { SeriesReader } from '../store/series.ts';
import { decodeScratch } from './codec/integers.ts';
import { openRow } from './codec/row.ts';
import { decodeLabels } from './labelcodec.ts';
import { Rollup } from './rollupcodec.ts';
import type { SampleStore } from './store.ts';
import { readWalRow, WalChain } from './wal.ts';

/** Sentences kept; the rest is only counted. */
const MAX_SENTENCES = 1000;

/**
 * Reads everything that is stored and says what is damaged: checksums of rows, late rows, rollups, write-ahead rows, series and strings, that every row can be
 * decoded and every series has its strings. Steps aside after every batch by awaiting `pause`, so that writing goes on meanwhile.
 */
export async function checkStore(store: SampleStore, pause: () => Promise<void>): Promise<CheckReport> {
  const damage: string[] = [];
  const report = { rows: 0, samples: 0, damaged: 0 };
  const note = (sentence: string) => {
    report.damaged++;
    if (damage.length < MAX_SENTENCES) damage.push(sentence);
  };
  const scratch = decodeScratch();
  const read = (name: string, blob: Uint8Array, span?: readonly [from: number, to: number]) => {
    report.rows++;
    try {
      const row = openRow(blob, scratch);
      if (span && (span[0] !== row.from || span[1] !== row.to)) note(`${name}: its span is not the one of its samples, which are not found by it`);
      for (const slot of row.slots) row.column(slot);
      report.samples += row.samples;
    } catch (error) {
      note(`${name}: ${textOf(error)}`);
    }
  };
  const tables = store.checking(note);
  await all('rows', note, pause, tables.rows.all(), ({ key, blob }) => read(`rows ${key} (shard ${shardOfKey(key)}, from ${timeText(timeOfKey(key))})`, blob));
  await all('late', note, pause, tables.rows.allLate(), ({ id, shard, t0, t1, blob }) => read(`late ${id} (shard ${shard})`, blob, [t0, t1]));
  await all('rollups', note, pause, tables.rollups.all(), ({ key, blob }) => guarded(`rollup ${key}`, note, () => { if (blob.length > 0) new Rollup(blob, scratch).check(); }));
  guarded('series', note, () => checkSeries(tables.series, note));
  guarded('wal', note, () => checkWal(tables.wal, note));
  return { ...report, samples: report.samples + store.head.samples, damage };
}

const textOf = (error: unknown): string => error instanceof Error ? error.message : 'unreadable';

/** Every row of a table, batch by batch. Damage to SQLite's own structure ends the table, not the check. */
async function all<T>(table: string, note: OnDamage, pause: () => Promise<void>, batches: Iterator<readonly T[]>, look: (row: T) => void): Promise<void> {
  for (let more = true; more;) {
    more = guarded(table, note, () => {
      const { value, done } = batches.next();
      for (const row of (value as readonly T[] | undefined) ?? []) look(row);
      return done !== true;
    }) ?? false;
    await pause();
  }
}

function guarded<T>(table: string, note: OnDamage, run: () => T): T | undefined {
  try {
    return run();
  } catch (error) {
    note(`${table}: ${textOf(error)}`);
    return undefined;
  }
}

function checkSeries(series: SeriesReader, note: OnDamage): void {
  const symbols: string[] = [];
  for (const { id, text } of series.symbolsAfter(0, note)) if (text !== null) symbols[id] = text;
  for (const { seq, ref, labels } of series.after(0, note)) guarded(`series ${seq} (ref ${ref})`, note, () => decodeLabels(labels, id => symbols[id]));
}

function checkWal(rows: Iterable<{ readonly id: number; readonly blob: Uint8Array }>, note: OnDamage): void {
  const chains = new Map<number, WalChain>();
  const chainOf = (shard: number) => {
    const chain = chains.get(shard) ?? new WalChain();
    chains.set(shard, chain);
    return chain;
  };
  for (const { id, blob } of rows) guarded(`wal ${id}`, note, () => readWalRow(id, blob, chainOf, () => undefined));
}
