import { expect, test } from 'vitest';
import { ALL_SHOWN, isShown, type Shown, soloed, toggled } from '../../../src-renderer/charts/visibility.ts';

const ALL = ['a', 'b', 'c'];
const seen = (shown: Shown) => ALL.filter(name => isShown(shown, name)).join('');

test('a click shows one alone, a second click on it all of them', () => {
  const one = soloed(ALL_SHOWN, ['b']);
  expect([seen(one), seen(soloed(one, ['b'])), seen(soloed(one, ['a']))]).toEqual(['b', 'abc', 'a']);
});

test('Ctrl-click hides, and shows again', () => {
  const without = toggled(ALL_SHOWN, ['b'], ALL);
  expect([seen(without), seen(toggled(without, ['b'], ALL))]).toEqual(['ac', 'abc']);
});

test('Ctrl-click next to a solo adds a second one', () => {
  expect(seen(toggled(soloed(ALL_SHOWN, ['b']), ['c'], ALL))).toBe('bc');
});

test('hiding the last one shows all again', () => {
  expect(seen(toggled(soloed(ALL_SHOWN, ['b']), ['b'], ALL))).toBe('abc');
});
