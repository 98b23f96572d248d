import i18next from 'i18next';
import { beforeAll, expect, test } from 'vitest';
import type { Problem } from '../../../src-main/shared/model/machine.ts';
import { text } from '../../../src-renderer/inventory/text.ts';
import { machineWords, problemWords } from '../../../src-renderer/inventory/words.ts';
import type { Language } from '../../../src-renderer/ui/format.ts';
import { machine } from '../rows.ts';

const NOW = new Date(2026, 2, 18, 14, 0).getTime();
const at = (hour: number, minute: number) => new Date(2026, 2, 18, hour, minute).getTime();
const texts = i18next.createInstance();
beforeAll(() => texts.init({ resources: { en: { inventory: text.en }, zh: { inventory: text.zh } }, lng: 'en', interpolation: { escapeValue: false } }));
const say = (problem: Problem, language: Language) => problemWords(problem, texts.getFixedT(language, 'inventory'), language, NOW).replaceAll('\u2009', ' ');

test.each([
  [{ kind: 'memory', level: 'critical', value: 0.94 }, 'memory 94 %', '内存 94 %'],
  [{ kind: 'disk', level: 'critical', value: 0.97, subject: '/' }, '/ 97 % full', '/ 已用 97 %'],
  [{ kind: 'disk', level: 'warn', subject: '/var', until: at(16, 10) }, '/var full in 2 h', '/var 约 2 小时后写满'],
  [{ kind: 'disk', level: 'critical', subject: '/', until: at(14, 38) }, '/ full in 40 min', '/ 约 40 分钟后写满'],
  [{ kind: 'cpu', level: 'warn', value: 0.93, since: at(13, 34) }, 'CPU 93 % for 26 min', 'CPU 93 % 已持续 26 分钟'],
  [{ kind: 'cpu', level: 'warn', value: 0.93 }, 'CPU 93 %', 'CPU 93 %'],
  [{ kind: 'down', level: 'critical', since: at(12, 36) }, 'no answer since 12:36', '12:36 起无响应'],
  [{ kind: 'down', level: 'critical', since: new Date(2026, 2, 17, 22, 5).getTime() }, 'no answer since 17 Mar 22:05', '3月17日 22:05 起无响应'],
  [{ kind: 'silent', level: 'unknown' }, 'no samples', '无数据'],
  [{ kind: 'paused', level: 'unknown' }, 'paused', '已暂停'],
] satisfies [Problem, string, string][])('%o', (problem, en, zh) => {
  expect(say(problem, 'en')).toBe(en);
  expect(say(problem, 'zh')).toBe(zh);
});

test('of several problems two are told, and how many more there are', () => {
  const problems: Problem[] = [{ kind: 'down', level: 'critical' }, { kind: 'silent', level: 'unknown' }, { kind: 'paused', level: 'unknown' }];
  expect(machineWords(machine('a', { state: 'critical', problems }), texts.getFixedT('en', 'inventory'), 'en', NOW)).toBe('no answer, no samples and 1 more');
});

test('a machine without samples yet waits for its first; a healthy one needs no words', () => {
  const t = texts.getFixedT('en', 'inventory');
  expect(machineWords(machine('a', { state: 'unknown', seen: null }), t, 'en', NOW)).toBe('first samples in a few seconds');
  expect(machineWords(machine('a'), t, 'en', NOW)).toBe('');
});
