import { expect, test } from 'vitest';
import type { StoreStats } from '../../../src-main/shared/contract/store.ts';
import { limitText, lossOf, parseLimit, parseSize, sizeText } from '../../../src-renderer/settings/retention.ts';

const GIB = 1024 ** 3;

test.each([['10 GiB', 10 * GIB], ['10', 10 * GIB], ['1.5 TiB', 1.5 * 1024 * GIB], ['512MiB', 512 * 1024 ** 2], ['2 gb', 2 * GIB], ['1,5 GiB', 1.5 * GIB], ['ten', null], ['', null], ['-1 GiB', null], ['5 KiB', null]])('the size %j is %s bytes', (text, bytes) => {
  expect(parseSize(text)).toBe(bytes);
});

test.each([10 * GIB, 1.5 * GIB, 16 * 1024 ** 2, 1024 * GIB, 10 * GIB + 1024 ** 2])('%d bytes come back from their text', bytes => expect(parseSize(sizeText(bytes))).toBe(bytes));

test('no limit is an empty field', () => {
  expect([parseLimit(''), parseLimit('90d'), parseLimit('long')]).toEqual([0, 90 * 86_400_000, null]);
  expect([limitText(0), limitText(90 * 86_400_000)]).toEqual(['', '90d']);
});

const NOW = Date.UTC(2026, 2, 18);
const stats = { fileBytes: 3 * GIB, oldest: NOW - 40 * 86_400_000 } as StoreStats;
const next = { budgetBytes: 10 * GIB, retentionMs: 0, durability: 'process' } as const;

test('a change that cuts into what is stored says how much goes', () => {
  expect(lossOf(next, stats, NOW)).toBeNull();
  expect(lossOf({ ...next, budgetBytes: 2 * GIB }, stats, NOW)).toEqual({ bytes: GIB, ms: 0 });
  expect(lossOf({ ...next, retentionMs: 30 * 86_400_000 }, stats, NOW)).toEqual({ bytes: 0, ms: 10 * 86_400_000 });
  expect(lossOf({ ...next, retentionMs: 50 * 86_400_000 }, stats, NOW)).toBeNull();
});
