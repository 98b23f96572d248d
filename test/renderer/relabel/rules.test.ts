import { expect, test } from 'vitest';
import { RelabelRule } from '../../../src-main/shared/model/relabel.ts';
import { ruleLine } from '../../../src-main/shared/model/relabeltext.ts';
import type { Host } from '../../../src-renderer/host/client.ts';
import { changesOf, checkRules, isChecked, NO_RULES, textOfRules } from '../../../src-renderer/relabel/rules.ts';

const rule = RelabelRule.parse({ sourceLabels: ['__address__'], regex: '(.*):.*', targetLabel: 'host' });

test('what a rule did is told label by label: set, changed, removed', () => {
  const before = { a: '1', b: '2', constructor: 'x' };
  expect(changesOf({ rule: 0, before, after: { a: '1', b: '3', __proto__x: 'n', constructor: 'x' }, changed: ['__proto__x', 'b'] })).toEqual([{ name: '__proto__x', kind: 'set', before: '', after: 'n' }, { name: 'b', kind: 'changed', before: '2', after: '3' }]);
  expect(changesOf({ rule: 0, before, after: { b: '2' }, changed: ['a', 'constructor'] })).toEqual([{ name: 'a', kind: 'removed', before: '1', after: '' }, { name: 'constructor', kind: 'removed', before: 'x', after: '' }]);
  expect(changesOf({ rule: 0, before: {}, after: { toString: 's' }, changed: ['toString'] })).toEqual([{ name: 'toString', kind: 'set', before: '', after: 's' }]);
  expect(changesOf({ rule: 0, before, after: null, changed: [] })).toEqual([]);
});

test('rules that are shown need no reading; what is typed does, once', async () => {
  const asked: string[] = [];
  const host = { targets: { parseRelabel: async ({ text }: { text: string }) => { asked.push(text); return { rules: [rule], problems: [] }; } } } as unknown as Host;
  const shown = textOfRules([rule]);
  expect(shown.text).toBe("- source_labels: [__address__]\n  regex: '(.*):.*'\n  target_label: host\n");
  expect(await checkRules(host, shown)).toBe(shown);
  const typed = { ...NO_RULES, text: 'x' };
  expect([isChecked(typed), typed.rules]).toEqual([false, []]);
  const read = await checkRules(host, typed);
  expect(read).toEqual({ text: 'x', checked: 'x', rules: [rule], problems: [] });
  expect(await checkRules(host, read)).toBe(read);
  expect(asked).toEqual(['x']);
});

test('a rule fits into one line', () => {
  expect(ruleLine(rule)).toBe("source_labels: [__address__]  regex: '(.*):.*'  target_label: host");
  expect(ruleLine(RelabelRule.parse({ action: 'labeldrop', regex: 'a' }))).toBe('regex: a');
});
