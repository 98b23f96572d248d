import { beforeEach, expect, test } from 'vitest';
import { clockText, dateTimeText, dayText, exactText, whenText, zoneText } from '../../../src-renderer/ui/clock.ts';

beforeEach(() => { process.env['TZ'] = 'Asia/Shanghai'; });

const TIME = Date.UTC(2026, 2, 17, 14, 0, 7); // 22:00:07 in Shanghai

test('times are local', () => {
  expect(clockText(TIME)).toBe('22:00');
  expect(clockText(TIME, true)).toBe('22:00:07');
  expect(dateTimeText(TIME)).toBe('2026-03-17 22:00');
});

test.each([['Asia/Shanghai', 'UTC+8'], ['UTC', 'UTC'], ['America/St_Johns', 'UTC−2:30'], ['Asia/Kathmandu', 'UTC+5:45']])('in %s the zone is shown as %s', (zone, text) => {
  process.env['TZ'] = zone;
  expect(zoneText(TIME)).toBe(text);
});

test('a title leaves nothing to guess', () => expect(exactText(TIME)).toBe('2026-03-17 22:00:07 UTC+8'));

test('a day has its year only when it is another one', () => {
  expect([dayText(TIME, TIME, 'en'), dayText(TIME, TIME, 'zh')]).toEqual(['17 Mar', '3月17日']);
  const nextYear = Date.UTC(2027, 0, 5);
  expect([dayText(TIME, nextYear, 'en'), dayText(TIME, nextYear, 'zh')]).toEqual(['17 Mar 2026', '2026年3月17日']);
});

test('what happened today is told by the clock alone', () => {
  expect(whenText(TIME, TIME + 60_000, 'en')).toBe('22:00');
  expect(whenText(TIME, TIME + 7_200_000, 'en')).toBe('17 Mar 22:00'); // two hours on it is the 18th
});
