import { expect, test } from 'vitest';
import { exploreLink, readAddress, writeAddress } from '../../../src-renderer/explore/address.ts';

test('queries keep their order, their text and whether they are switched off', () => {
  const state = { queries: [{ promql: 'up{a="b&c"} != 1', off: false }, { promql: 'rate(x[5m])', off: true }], view: 'table' as const };
  const written = writeAddress(new URLSearchParams('from=now-6h&q=old'), state);
  expect(written.getAll('q')).toEqual(['up{a="b&c"} != 1', '!rate(x[5m])']);
  expect(written.get('from')).toBe('now-6h');
  expect(readAddress(new URLSearchParams(written.toString()))).toEqual(state);
});

test('the chart is the view of an address that says nothing', () => {
  expect(readAddress(new URLSearchParams(''))).toEqual({ queries: [], view: 'chart' });
});

test('a link to queries keeps the range it is given', () => {
  expect(exploreLink('/explore?from=now-1h&to=now', ['a + b', 'c'])).toBe('/explore?from=now-1h&to=now&q=a+%2B+b&q=c');
});
