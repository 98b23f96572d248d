import { expect, test } from 'vitest';
import { Rule } from '../../../src-main/shared/model/rule.ts';
import { newForm, simpleOf } from '../../../src-renderer/alerts/form.ts';
import { lineOf } from '../../../src-renderer/alerts/rows.ts';
import { conditionText, lineWords, madeUpName, valueText } from '../../../src-renderer/alerts/words.ts';
import { startTexts } from '../texts.ts';
import { alert } from './alert.ts';

const { t, zh } = startTexts('alerts');
const MIN = 60_000;
const simple = (...given: Parameters<typeof newForm>) => simpleOf(newForm(...given)).simple!;
const ruleOf = (form: ReturnType<typeof simple> | undefined, forMs = 10 * MIN) => { const rule = Rule.parse({ kind: 'alerting', alert: 'X', expr: 'up > 1', forMs, form }); if (rule.kind !== 'alerting') throw new Error('BUG: not alerting'); return rule; };

test.each([
  ['memory', 'above 90\u2009% for 10\u2009min', '高于 90\u2009%，持续 10\u2009分钟'], ['disk-free', 'below 5\u2009GiB for 10\u2009min', '低于 5\u2009GiB，持续 10\u2009分钟'], ['up', 'no answer for 10\u2009min', '无应答，持续 10\u2009分钟'],
] as const)('a rule on %s says when it fires', (metric, en, cn) => {
  expect(conditionText(ruleOf(simple(metric)), t, 'en')).toBe(en);
  expect(conditionText(ruleOf(simple(metric)), zh, 'zh')).toBe(cn);
});

test('a rule written by hand says how long it has to last', () => expect([conditionText(ruleOf(undefined, 0), t, 'en'), conditionText(ruleOf(undefined), t, 'en')]).toEqual(['at once', 'after 10\u2009min']));
test('a rule without a name is called what it watches', () => expect([madeUpName(simple('memory'), t, 'en'), madeUpName(simple('memory'), zh, 'zh'), madeUpName(simple('probe'), t, 'en')]).toEqual(['Memory used above 90\u2009%', '内存使用率高于 90\u2009%', 'Probe fails']));

test.each([
  ['says how soon it fires', { state: 'pending', firedAt: null, activeAt: 0 }, 6 * MIN, 'fires in 4\u2009min if it lasts'], ['is about to', { state: 'pending', firedAt: null, activeAt: 0 }, 11 * MIN, 'about to fire'], ['says what its rule says', { annotations: { summary: 'nearly full' } }, 0, 'nearly full'],
  ['says when it fires where its rule says nothing', {}, 0, 'above 90\u2009% for 10\u2009min'], ['says how long it fired once it is over', { state: 'resolved', firedAt: 0, resolvedAt: 24 * MIN }, 0, 'fired for 24\u2009min'],
] as const)('an alert %s', (_, given, now, words) => expect(lineWords(lineOf(alert('X', given)), ruleOf(simple('memory')), now, t, 'en')).toBe(words));

test('who does not answer is said to, not to be zero', () => expect(valueText(0, { ...ruleOf(undefined), expr: 'up{job="node"} == 0' }, t, 'en')).toBe('does not answer'));

test('a value stands in the unit of its rule', () => expect([valueText(93.6, ruleOf(simple('memory')), t, 'en'), valueText(0, ruleOf(simple('up')), t, 'en'), valueText(6.71, ruleOf(undefined), t, 'en'), valueText(3, undefined, t, 'en')]).toEqual(['94\u2009%', 'does not answer', '6.71', '3']));
