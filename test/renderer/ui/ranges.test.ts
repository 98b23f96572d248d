import { beforeEach, expect, test } from 'vitest';
import { rangeDetail, rangeName, spanText, fieldText } from '../../../src-renderer/ui/ranges.ts';
import { startTexts } from '../texts.ts';

beforeEach(() => { process.env['TZ'] = 'Asia/Shanghai'; });
const NOW = Date.UTC(2026, 2, 18, 6, 10); // 14:10 in Shanghai
const { t, zh } = startTexts('ui');

test.each([
  ['now-6h', 'now', 'Last 6 hours', '最近 6 小时'], ['now-1h', 'now', 'Last hour', '最近 1 小时'], ['now-90m', 'now', 'Last 90 min', '最近 90 分钟'], ['now/d', 'now', 'Today', '今天'],
  ['now-1d/d', 'now-1d/d', 'Yesterday', '昨天'], ['2026-03-17T14:00:00.000Z', '2026-03-17T18:30:00.000Z', '17 Mar 22:00 – 18 Mar 02:30', '3月17日 22:00 – 3月18日 02:30'],
])('from %s to %s is called %s', (from, to, en, cn) => {
  expect(rangeName({ from, to }, t, 'en', NOW)).toBe(en);
  expect(rangeName({ from, to }, zh, 'zh', NOW)).toBe(cn);
});

test('days stand beside the clock only where they are not today', () => {
  expect(spanText(NOW - 6 * 3_600_000, NOW, NOW, 'en')).toBe('08:10 – 14:10');
  expect(spanText(NOW - 30 * 3_600_000, NOW - 29 * 3_600_000, NOW, 'en')).toBe('17 Mar 08:10 – 09:10');
});

test('the zone is always shown', () => {
  expect(rangeDetail({ from: 'now-6h', to: 'now' }, NOW - 6 * 3_600_000, NOW, NOW, 'en')).toBe('08:10 – 14:10 UTC+8');
  expect(rangeDetail({ from: '2026-03-17 22:00', to: '2026-03-18 02:30' }, 0, NOW, NOW, 'en')).toBe('UTC+8');
});

test('a field shows relative ends as they are and absolute ones as local time', () => {
  expect(fieldText('now-6h', NOW)).toBe('now-6h');
  expect(fieldText('2026-03-17T14:00:00.000Z', NOW)).toBe('2026-03-17 22:00');
});
