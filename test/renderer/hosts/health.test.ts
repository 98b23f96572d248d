import { expect, test } from 'vitest';
import { groupsOf, markOf, worstFirst } from '../../../src-renderer/hosts/health.ts';
import { host, question } from './host.ts';

test('a changed key comes before everything, then what waits for a word, then what fails; what is paused comes last', () => {
  const hosts = [
    host('n10'), host('n2'), host('P', { paused: true, health: 'paused' }), host('new', { health: 'unknown' }), host('down', { health: 'down' }),
    host('asks', { health: 'unknown', question: question('unknown') }), host('changed', { health: 'down', question: question('changed') }),
  ];
  expect(worstFirst(hosts).map(({ config }) => config.name)).toEqual(['changed', 'asks', 'down', 'new', 'n2', 'n10', 'P']);
});

test.each([
  [{}, 'ok'], [{ health: 'down' as const }, 'critical'], [{ health: 'unknown' as const }, 'unknown'], [{ paused: true, health: 'down' as const }, 'stopped'],
  [{ health: 'down' as const, question: question('unknown') }, 'warn'], [{ health: 'down' as const, question: question('changed') }, 'critical'],
])('%j has the mark %s', (given, mark) => expect(markOf(host('a', given))).toBe(mark));

test('groups in use are told once, as people count', () => {
  expect(groupsOf([host('a', {}, { group: 'rack10' }), host('b', {}, { group: 'rack2' }), host('c'), host('d', {}, { group: 'rack10' })])).toEqual(['rack2', 'rack10']);
});
