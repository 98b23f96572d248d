import { crc32 } from 'node:zlib';
import type { MetricsDb } from './metrics.ts';
import type { OnDamage } from './rows.ts';

export interface WalRow { readonly id: number; readonly blob: Buffer }

export function walCrc(id: number, blob: Uint8Array): number {
  const head = Buffer.alloc(8);
  head.writeDoubleLE(id);
  return crc32(blob, crc32(head));
}

/** The write-ahead rows: each is one acknowledged append. */
export function walTable(db: MetricsDb) {
  const insert = db.prepare<[number, number, Uint8Array]>('INSERT INTO wal (id, crc, blob) VALUES (?, ?, ?)');
  const read = db.prepare<[number], { id: number; crc: number; blob: Buffer }>('SELECT id, crc, blob FROM wal WHERE id > ? ORDER BY id LIMIT 256');
  const drop = db.prepare<[number]>('DELETE FROM wal WHERE id < ?');
  const sizeBelow = db.prepare<[number], { bytes: number }>('SELECT coalesce(sum(length(blob)), 0) AS bytes FROM wal WHERE id < ?');
  const sizeBetween = db.prepare<[number, number], { bytes: number }>('SELECT coalesce(sum(length(blob)), 0) AS bytes FROM wal WHERE id >= ? AND id < ?');
  const bounds = db.prepare<[], { bytes: number; first: number; last: number }>('SELECT coalesce(sum(length(blob)), 0) AS bytes, coalesce(min(id), 0) AS first, coalesce(max(id), 0) AS last FROM wal');
  return {
    insert(id: number, blob: Uint8Array): void { insert.run(id, walCrc(id, blob), blob); },
    /** Every sound row in the order of writing; `damaged` hears of the others. */
    all(damaged: OnDamage): Generator<WalRow> { return this.after(-1, damaged); },
    /** The same, of those after an id. */
    *after(id: number, damaged: OnDamage): Generator<WalRow> {
      for (let after = id; ;) {
        const rows = read.all(after);
        if (rows.length === 0) return;
        after = rows.at(-1)!.id;
        for (const { id, crc, blob } of rows) {
          if (Buffer.isBuffer(blob) && walCrc(id, blob) === crc) yield { id, blob };
          else damaged(`wal ${id}: the checksum does not fit`);
        }
      }
    },
    /** Removes rows with an id below `id`; how many bytes they had. */
    dropBelow(id: number): number {
      const { bytes } = sizeBelow.get(id)!;
      drop.run(id);
      return bytes;
    },
    /** Bytes of the rows from one id up to another, which is not among them. */
    bytesBetween: (from: number, to: number): number => sizeBetween.get(from, to)!.bytes,
    /** Bytes of all rows, oldest and newest id (0 when there is none), sound or not. */
    bounds: () => bounds.get()!,
  };
}
export type WalTable = ReturnType<typeof walTable>;
