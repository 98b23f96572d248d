import type { RowValues } from './rebuild.ts';
import { rollupCrc } from './rollups.ts';
import { keyedCrc, lateCrc, shardOfKey, timeOfKey, timeText } from './rows.ts';
import { seriesCrc, symbolCrc } from './series.ts';
import { walCrc } from './wal.ts';

export const hasChecksum = (table: string): boolean => ['rows', 'late', 'wal', 'series', 'symbols', 'rollups'].includes(table);

/** Does the checksum of a row of metrics.db fit? Tables without one are taken as they are. */
export function isSound(table: string, row: RowValues): boolean {
  const { blob, crc } = row;
  const number = (column: string): number => Number(row[column]);
  switch (table) {
    case 'rows': return Buffer.isBuffer(blob) && typeof row['key'] === 'bigint' && keyedCrc(row['key'], blob) === Number(crc);
    case 'late': return Buffer.isBuffer(blob) && Number.isSafeInteger(number('t0')) && lateCrc(number('shard'), number('t0'), blob) === Number(crc);
    case 'wal': return Buffer.isBuffer(blob) && walCrc(number('id'), blob) === Number(crc);
    case 'series': return Buffer.isBuffer(row['labels']) && seriesCrc(number('ref'), row['labels']) === Number(crc);
    case 'symbols': return typeof row['text'] === 'string' && symbolCrc(number('id'), row['text']) === Number(crc);
    case 'rollups': return Buffer.isBuffer(blob) && rollupCrc(number('key'), blob) === Number(crc);
    default: return true;
  }
}

/** A row of metrics.db as its readers name it. */
export function rowName(table: string, row: RowValues): string {
  const { key } = row;
  switch (table) {
    case 'rows': return typeof key === 'bigint' && key >= 0n ? `rows ${key} (shard ${shardOfKey(key)}, from ${timeText(timeOfKey(key))})` : `rows ${String(key)}`;
    case 'late': return `late ${String(row['id'])} (shard ${String(row['shard'])})`;
    case 'series': return `series ${String(row['seq'])} (ref ${String(row['ref'])})`;
    default: return `${table} ${String(Object.values(row)[0])}`;
  }
}
