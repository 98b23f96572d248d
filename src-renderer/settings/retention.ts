import type { StoreSettings } from '../../src-main/shared/contract/host.ts';
import type { StoreStats } from '../../src-main/shared/contract/store.ts';
import { durationText, parseDuration } from '../host/range-text.ts';

const SIZES = { mib: 1024 ** 2, gib: 1024 ** 3, tib: 1024 ** 4 } as const;
export const LEAST_BYTES = 16 * 1024 * 1024;

/** A size like `10 GiB`, `512 MiB` or `1.5 TB` (read as TiB) in bytes; a number alone is GiB. Null for other text. */
export function parseSize(text: string): number | null {
  const parts = /^(\d+(?:[.,]\d+)?)\s*([kmgt])?(?:i?b)?$/i.exec(text.trim());
  if (!parts) return null;
  const unit = `${(parts[2] ?? 'g').toLowerCase()}ib`;
  if (unit !== 'mib' && unit !== 'gib' && unit !== 'tib') return null;
  const bytes = Math.round(Number(parts[1]!.replace(',', '.')) * SIZES[unit]);
  return Number.isSafeInteger(bytes) ? bytes : null;
}

/** The shortest text that reads back as the same bytes. */
export function sizeText(bytes: number): string {
  for (const [unit, size] of [['TiB', SIZES.tib], ['GiB', SIZES.gib], ['MiB', SIZES.mib]] as const) {
    const text = `${Number((bytes / size).toFixed(3))} ${unit}`;
    if (bytes >= size && parseSize(text) === bytes) return text;
  }
  return `${bytes / SIZES.mib} MiB`;
}

/** `''` is no limit; else a duration like `30d`. Null for other text. */
export const parseLimit = (text: string): number | null => text.trim() === '' ? 0 : parseDuration(text.trim());
export const limitText = (ms: number): string => ms === 0 ? '' : durationText(ms);

export interface Loss {
  /** bytes above the new budget; 0 when all fits */
  readonly bytes: number;
  /** ms of history before the new limit; 0 when none */
  readonly ms: number;
}

/** What a change would delete at once, as far as the store's totals tell; null when nothing. */
export function lossOf(next: StoreSettings, stats: StoreStats | undefined, now: number): Loss | null {
  if (!stats) return null;
  const bytes = Math.max(0, stats.fileBytes - next.budgetBytes);
  const ms = next.retentionMs > 0 && stats.oldest !== null ? Math.max(0, now - next.retentionMs - stats.oldest) : 0;
  return bytes > 0 || ms > 0 ? { bytes, ms } : null;
}
