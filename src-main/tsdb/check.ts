import type { CheckReport } from '../shared/contract/store.ts';
import { openRow } from './codec/row.ts';
import type { SampleStore } from './store.ts';
import { readWalRow, WalChain } from './wal.ts';
import { timeOfKey, shardOfKey } from '../store/rows.ts';

/** Sentences kept; the rest is only counted. */
const MAX_SENTENCES = 1000;

/**
 * Reads everything that is stored and says what is damaged: checksums of rows, late rows, write-ahead rows and series, and that every row can be decoded.
 * Steps aside after every batch by awaiting `pause`, so that writing goes on meanwhile.
 */
export async function checkStore(store: SampleStore, pause: () => Promise<void>): Promise<CheckReport> {
  const damage: string[] = [];
  let damaged = 0;
  let rows = 0;
  let samples = 0;
  const note = (sentence: string) => {
    damaged++;
    if (damage.length < MAX_SENTENCES) damage.push(sentence);
  };
  const read = (name: () => string, blob: Uint8Array) => {
    rows++;
    try {
      const row = openRow(blob);
      for (const slot of row.slots) row.column(slot);
      samples += row.samples;
    } catch (error) {
      note(`${name()}: ${error instanceof Error ? error.message : 'unreadable'}`);
    }
  };
  const tables = store.checking(note);
  for (const batch of tables.rows.all()) {
    for (const { key, blob } of batch) read(() => `rows ${key} (shard ${shardOfKey(key)}, from ${new Date(timeOfKey(key)).toISOString()})`, blob);
    await pause();
  }
  for (const batch of tables.rows.allLate()) {
    for (const { id, shard, blob } of batch) read(() => `late ${id} (shard ${shard})`, blob);
    await pause();
  }
  for (const _series of tables.series.after(0, note)) { /* reading is the check */ }
  checkWal(tables.wal, note);
  return { rows, samples: samples + store.head.samples, damage, damaged };
}

function checkWal(rows: Iterable<{ readonly id: number; readonly blob: Uint8Array }>, note: (sentence: string) => void): void {
  const chains = new Map<number, WalChain>();
  const chainOf = (shard: number) => {
    const chain = chains.get(shard) ?? new WalChain();
    chains.set(shard, chain);
    return chain;
  };
  for (const { id, blob } of rows) {
    try {
      readWalRow(id, blob, chainOf, () => undefined);
    } catch (error) {
      note(`wal ${id}: ${error instanceof Error ? error.message : 'unreadable'}`);
    }
  }
}
