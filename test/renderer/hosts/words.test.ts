import { expect, test } from 'vitest';
import { connectionWords, skewWords, wrongWith } from '../../../src-renderer/hosts/words.ts';
import { startTexts } from '../texts.ts';
import { host, question } from './host.ts';

const { t, zh } = startTexts('hosts');
const failing = { health: 'down' as const, lastError: { step: 'login' as const, hop: '', message: 'permission denied (publickey)' } };
const command = { name: 'backup_age', lastRun: 0, exitCode: 2, lastMs: 3, output: '', error: 'exit 2', samples: 0 };

test.each([
  [{}, ''],
  [failing, 'Login failed: permission denied (publickey)'],
  [{ ...failing, lastError: { ...failing.lastError, hop: 'bastion' } }, 'Login failed at bastion: permission denied (publickey)'],
  [{ ...failing, question: question('unknown') }, 'Host key not trusted yet'],
  [{ ...failing, question: question('changed') }, 'Its host key has changed: refused'],
  [{ ...failing, paused: true }, 'paused'],
  [{ health: 'unknown' as const }, 'not scraped yet'],
  [{ commands: [{ ...command, error: null }, command] }, 'Command backup_age: exit 2'],
  [{ clockSkew: -12.4 }, 'Its clock is 12\u2009s behind'], [{ clockSkew: 4.9 }, ''],
])('%j: %s', (given, words) => expect(wrongWith(host('a', given), t, 'en')).toBe(words));

test('every step has its word in both languages', () => {
  const at = (step: 'name' | 'tcp' | 'kex' | 'hostkey' | 'login' | 'command' | 'scrape' | 'store', words: typeof t) => wrongWith(host('a', { health: 'down', lastError: { step, hop: '', message: '' } }), words, 'en');
  expect((['name', 'tcp', 'kex', 'hostkey', 'login', 'command', 'scrape', 'store'] as const).map(step => at(step, t))).toEqual(['Name lookup failed: ', 'TCP failed: ', 'Key exchange failed: ', 'Host key failed: ', 'Login failed: ', 'First command failed: ', 'Scrape failed: ', 'Storing failed: ']);
  expect(at('kex', zh)).toBe('密钥交换失败：');
});

test.each([[0.004, 'exact'], [-0.009, 'exact'], [0.012, '12\u2009ms ahead'], [-3, '3\u2009s behind'], [3720, '1\u2009h 2\u2009min ahead']])('a skew of %d s is %s', (skew, words) => expect(skewWords(skew, t, 'en')).toBe(words));

test('a connection that waits says when it is tried again', () => {
  const at = new Date(2026, 2, 17, 14, 2, 10).getTime();
  expect(connectionWords({ connection: 'waiting', retryAt: at, paused: false }, t)).toBe('next try at 14:02:10');
  expect(connectionWords({ connection: 'waiting', retryAt: null, paused: false }, t)).toBe('waiting');
  expect(connectionWords({ connection: 'open', retryAt: null, paused: false }, t)).toBe('open');
  expect(connectionWords({ connection: 'waiting', retryAt: at, paused: true }, t)).toBe('not connected');
});
