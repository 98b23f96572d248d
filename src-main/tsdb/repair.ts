import type { LabelPairs } from '../shared/model/labels.ts';
import type { RowValues } from '../store/rebuild.ts';
import { type Doomed, type RepairEdit, repairTables, type RepairTables, type ShardCounts } from '../store/repairtables.ts';
import { shardOfKey } from '../store/rows.ts';
import { isSound, rowName } from '../store/soundness.ts';
import { openRow, type Row } from './codec/row.ts';
import { decodeLabels, eachLabel, encodeLabels } from './labelcodec.ts';
import { groupOf, SHARD_SIZE, shardOf, slotOf } from './registry.ts';
import { readWalRow, WalChain } from './wal.ts';

export interface RowRepair {
  readonly path: string;
  /** path of the file that takes the rows that go; nothing is there yet. Called when there are any */
  readonly keep: () => string;
  /** hears of each thing that is done, one sentence */
  readonly say: (sentence: string) => void;
}

/** What is known of a shard once all of its rows are read. Slots as bits of one number. */
interface Seen { counts: { rows: number; samples: number; bytes: number }; sealedTo: number; used: number; named: number; group: string }
interface Findings {
  readonly doomed: Doomed[];
  readonly edits: ((edit: RepairEdit) => void)[];
  readonly shards: Map<number, Seen>;
  readonly say: (sentence: string) => void;
}

/**
 * Takes out of metrics.db, whose pages are sound, the rows that are not: their checksum does not fit or they can't be decoded. Samples whose series lost its
 * name keep a series, named after what was lost, so that no other one ever comes by them. Nothing is changed before a copy of what goes is kept.
 * returns  false when there was nothing to do
 */
export function repairRows({ path, keep, say }: RowRepair): boolean {
  const tables = repairTables(path);
  try {
    const found: Findings = { doomed: [], edits: [], shards: new Map(), say };
    lookAtRows(tables, found);
    lookAtLate(tables, found);
    lookAtWal(tables, found);
    for (const row of tables.scan('rollups')) if (!isSound('rollups', row)) drop(found, 'rollups', row, 'the checksum does not fit');
    lookAtSeries(tables, found);
    lookAtShards(tables, found);
    if (found.doomed.length === 0 && found.edits.length === 0) return false;
    if (found.doomed.length > 0) tables.keep(found.doomed, keep());
    tables.change(edit => {
      for (const one of found.doomed) edit.remove(one);
      for (const change of found.edits) change(edit);
    });
    return true;
  } finally {
    tables.close();
  }
}

function seenOf({ shards }: Findings, id: number): Seen {
  const seen = shards.get(id) ?? { counts: { rows: 0, samples: 0, bytes: 0 }, sealedTo: -Infinity, used: 0, named: 0, group: '' };
  shards.set(id, seen);
  return seen;
}

function drop({ doomed, say }: Findings, table: Doomed['table'], row: RowValues, reason: string): void {
  doomed.push({ table, row });
  say(`${rowName(table, row)}: ${reason}; taken out`);
}

/** Opens a row of samples and reads all of it; null when it is taken out. */
function readable(found: Findings, table: 'rows' | 'late', row: RowValues): Row | null {
  if (!isSound(table, row)) { drop(found, table, row, 'the checksum does not fit'); return null; }
  try {
    const opened = openRow(row['blob'] as Buffer); // a row that is sound has one
    for (const slot of opened.slots) opened.column(slot);
    return opened;
  } catch (error) {
    drop(found, table, row, error instanceof Error ? error.message : 'unreadable');
    return null;
  }
}

function count(seen: Seen, { slots, samples }: Row, blob: unknown): void {
  seen.counts.rows++;
  seen.counts.samples += samples;
  seen.counts.bytes += (blob as Buffer).length;
  for (const slot of slots) seen.used |= 1 << slot;
}

function lookAtRows(tables: RepairTables, found: Findings): void {
  for (const row of tables.scan('rows')) {
    const opened = readable(found, 'rows', row);
    if (!opened) continue;
    const seen = seenOf(found, shardOfKey(BigInt(String(row['key']))));
    count(seen, opened, row['blob']);
    seen.sealedTo = Math.max(seen.sealedTo, opened.to);
  }
}

/** What a late row spans stands outside of its checksum, and is what it is found by. */
function lookAtLate(tables: RepairTables, found: Findings): void {
  for (const row of tables.scan('late')) {
    const opened = readable(found, 'late', row);
    if (!opened) continue;
    count(seenOf(found, Number(row['shard'])), opened, row['blob']);
    if (Number(row['t0']) === opened.from && Number(row['t1']) === opened.to) continue;
    found.say(`${rowName('late', row)}: its span did not fit its samples; set anew`);
    found.edits.push(edit => edit.respan(Number(row['id']), opened.from, opened.to));
  }
}

function lookAtWal(tables: RepairTables, found: Findings): void {
  const chains = new Map<number, WalChain>();
  const chainOf = (shard: number) => {
    const chain = chains.get(shard) ?? new WalChain();
    chains.set(shard, chain);
    return chain;
  };
  for (const row of tables.scan('wal')) {
    if (!isSound('wal', row)) { drop(found, 'wal', row, 'the checksum does not fit'); continue; }
    try {
      readWalRow(Number(row['id']), row['blob'] as Buffer, chainOf, (shard, _time, present) => { seenOf(found, shard).used |= present; });
    } catch (error) {
      drop(found, 'wal', row, error instanceof Error ? error.message : 'unreadable');
    }
  }
}

/** Strings that are gone get a name that tells so; so do series. */
function lookAtSeries(tables: RepairTables, found: Findings): void {
  const texts = new Map<number, string>();
  const ids = new Map<string, number>();
  const know = (id: number, text: string) => { texts.set(id, text); ids.set(text, id); };
  for (const row of tables.scan('symbols')) {
    if (isSound('symbols', row)) know(Number(row['id']), String(row['text']));
    else drop(found, 'symbols', row, 'the checksum does not fit');
  }
  const add = (id: number, text: string) => {
    know(id, text);
    found.edits.push(edit => edit.symbol(id, text));
  };
  const lastId = () => { let last = 0; for (const id of texts.keys()) last = Math.max(last, id); return last; };
  for (const row of tables.scan('series')) nameSeries(found, row, texts, add);
  let next = lastId();
  const idOf = (text: string): number => {
    const known = ids.get(text);
    if (known !== undefined) return known;
    add(++next, text);
    return next;
  };
  for (const [id, seen] of found.shards) {
    for (let slot = 0; slot < SHARD_SIZE; slot++) {
      if ((seen.used & ~seen.named & (1 << slot)) === 0) continue;
      const ref = id * SHARD_SIZE + slot;
      const labels = encodeLabels(['__name__', 'lost_series', 'ref', String(ref)], idOf);
      found.edits.push(edit => edit.series(ref, labels));
      found.say(`series with ref ${ref} (shard ${id}): its labels are lost; its samples are kept as lost_series{ref="${ref}"}`);
    }
  }
}

function nameSeries(found: Findings, row: RowValues, texts: ReadonlyMap<number, string>, add: (id: number, text: string) => void): void {
  if (!isSound('series', row)) {
    drop(found, 'series', row, 'the checksum does not fit');
    return;
  }
  const labels = row['labels'] as Buffer;
  const ref = Number(row['ref']);
  let pairs: LabelPairs;
  try {
    eachLabel(labels, 0, labels.length, (...both) => {
      for (const id of both) {
        if (texts.has(id)) continue;
        add(id, `lost_text_${id}`);
        found.say(`symbols ${id}: the text is lost; labels that had it have lost_text_${id}`);
      }
    });
    pairs = decodeLabels(labels, id => texts.get(id));
  } catch (error) {
    drop(found, 'series', row, error instanceof Error ? error.message : 'unreadable');
    return;
  }
  const seen = seenOf(found, shardOf(ref));
  seen.named |= 1 << slotOf(ref);
  seen.group ||= groupOf(pairs);
}

/** A shard that is gone is made anew of its rows; write-ahead rows that it had sealed are read again, and change nothing. */
function lookAtShards(tables: RepairTables, found: Findings): void {
  const stored = new Map(tables.shards().map(shard => [shard.id, shard]));
  const shorn = new Set(found.doomed.flatMap(({ table, row }) => table === 'rows' ? [shardOfKey(BigInt(String(row['key'])))] : table === 'late' ? [Number(row['shard'])] : []));
  for (const id of new Set([...stored.keys(), ...found.shards.keys()])) { // one that nothing is stored of has been let go of
    const { counts, sealedTo, group } = seenOf(found, id);
    const shard = stored.get(id);
    if (!shard) {
      found.edits.push(edit => edit.addShard(id, group));
      found.say(`shard ${id}: what was known of it is lost; made anew of its rows`);
    }
    if (sealedTo > (shard?.sealed_to ?? -Infinity)) {
      found.edits.push(edit => edit.sealedTo(id, sealedTo));
      if (shard) found.say(`shard ${id}: its newest sealed time did not fit its rows; set anew`);
    }
    if (shard && sameCounts(shard, counts)) continue;
    found.edits.push(edit => edit.counts(id, counts));
    if (shard && !shorn.has(id)) found.say(`shard ${id}: its counts did not fit its rows; counted anew`);
  }
}

const sameCounts = (a: ShardCounts, b: ShardCounts): boolean => a.rows === b.rows && a.samples === b.samples && a.bytes === b.bytes;
