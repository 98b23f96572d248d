import { expect, test } from 'vitest';
import { certificateLevel, certificateWords } from '../../../src-renderer/probes/certificate.ts';
import { markOf, worstFirst } from '../../../src-renderer/probes/health.ts';
import { successText, wrongWith } from '../../../src-renderer/probes/words.ts';
import { startTexts } from '../texts.ts';
import { probe } from './probe.ts';

const { t, zh } = startTexts('probes');
const DAY = 86_400_000;
const NOW = 1_800_000_000_000;

test.each([
  [90 * DAY, 'expires in 90\u2009d', null], [21 * DAY, 'expires in 21\u2009d', null], [12.9 * DAY, 'expires in 12\u2009d', 'warn'], [7 * DAY, 'expires in 7\u2009d', 'warn'], [6.9 * DAY, 'expires in 6\u2009d', 'critical'],
  [30 * 3_600_000, 'expires in 1\u2009d 6\u2009h', 'critical'], [90 * 60_000, 'expires in 1\u2009h 30\u2009min', 'critical'], [-3 * DAY, 'expired 3\u2009d ago', 'critical'], [-5000, 'expired 1\u2009min ago', 'critical'],
] as const)('with %d ms left it %s', (left, words, level) => {
  expect(certificateWords(NOW + left, NOW, t, 'en')).toBe(words);
  expect(certificateLevel(NOW + left, NOW)).toBe(level);
});

test('the same in Chinese', () => expect(certificateWords(NOW + 12 * DAY, NOW, zh, 'zh')).toBe('12\u2009天后到期'));

test('a probe that succeeds over a certificate about to expire is a warning, and stands between what fails and what is well', () => {
  const probes = [probe('b'), probe('a'), probe('soon', { certificateExpires: NOW + 10 * DAY }), probe('down', { health: 'down' }), probe('new', { health: 'unknown' }), probe('off', { health: 'paused', certificateExpires: NOW })];
  expect(worstFirst(probes, NOW).map(one => [one.config.target, markOf(one, NOW)])).toEqual([['down', 'critical'], ['soon', 'warn'], ['new', 'unknown'], ['a', 'ok'], ['b', 'ok'], ['off', 'stopped']]);
});

test.each([
  [probe('a'), ''], [probe('a', { health: 'down', detail: 'no answer within 5 s' }), 'no answer within 5 s'], [probe('a', { health: 'down', detail: '' }), 'failed'], [probe('a', { health: 'unknown', detail: '' }), 'not run yet'],
  [probe('a', { health: 'paused' }), 'paused'], [probe('a', { certificateExpires: NOW + 3 * DAY }), 'expires in 3\u2009d'], [probe('a', { certificateExpires: NOW + 300 * DAY }), ''],
])('what is wrong is said in words (%#)', (one, words) => expect(wrongWith(one, t, 'en', NOW)).toBe(words));

test.each([[1, '100\u2009%'], [0.9996, '99.9\u2009%'], [0.995, '99.5\u2009%'], [0.98, '98\u2009%'], [0, '0']])('a share of %d reads %s', (ratio, words) => expect(successText(ratio)).toBe(words));
