import { expect, test } from 'vitest';
import { guessed, KINDS, NEW_DRAFT, secretsOf, sourceOf } from '../../../src-renderer/imports/form.ts';

const NOW = Date.UTC(2026, 0, 15);

test('a draft of each kind names its source', () => {
  expect(sourceOf({ ...NEW_DRAFT, url: ' http://a:9090 ', from: 'now-1d' }, NOW)).toEqual({ source: { kind: 'prometheus', url: 'http://a:9090', match: '{__name__!=""}', from: NOW - 86_400_000, to: NOW } });
  expect(sourceOf({ ...NEW_DRAFT, kind: 'openmetrics', path: ' /a.om ' }, NOW)).toEqual({ source: { kind: 'openmetrics', path: '/a.om' } });
  expect(sourceOf({ ...NEW_DRAFT, kind: 'csv', path: '/a.csv', time: 't', unit: 's' }, NOW)).toEqual({ source: { kind: 'csv', path: '/a.csv', mapping: { delimiter: ',', time: 't', unit: 's', shape: { kind: 'series' } } } });
  expect(sourceOf({ ...NEW_DRAFT, kind: 'csv', path: '/a.csv', time: 't', shape: 'rows', metric: 'm', values: ['v'], labels: ['l'] }, NOW))
    .toEqual({ source: { kind: 'csv', path: '/a.csv', mapping: { delimiter: ',', time: 't', unit: 'iso', shape: { kind: 'rows', metric: 'm', values: ['v'], labels: ['l'] } } } });
  for (const kind of KINDS) expect(sourceOf({ ...NEW_DRAFT, kind, path: '/a', url: 'http://a', time: 't' }, NOW)).toMatchObject({ source: { kind } });
});

test.each([
  { draft: {}, wrong: ['url'] }, { draft: { url: 'a:9090' }, wrong: ['url'] }, { draft: { url: 'http://a', from: 'yesterday' }, wrong: ['from'] }, { draft: { url: 'http://a', from: 'now', to: 'now-1h' }, wrong: ['to'] },
  { draft: { kind: 'openmetrics' as const }, wrong: ['path'] }, { draft: { kind: 'csv' as const, shape: 'rows' as const }, wrong: ['path', 'time', 'values'] },
])('what is missing in $draft is named: $wrong', ({ draft, wrong }) => { expect(sourceOf({ ...NEW_DRAFT, ...draft }, NOW)).toEqual({ wrong }); });

test('credentials go along with a server, and nowhere else', () => {
  expect(secretsOf({ ...NEW_DRAFT, bearer: ' x ' })).toEqual({ bearer: 'x' });
  expect(secretsOf({ ...NEW_DRAFT, username: 'u', password: 'p' })).toEqual({ username: 'u', password: 'p' });
  expect(secretsOf({ ...NEW_DRAFT, kind: 'csv', password: 'p' })).toEqual({});
});

test('columns are guessed from their names', () => {
  expect(guessed(['time', 'up{job="a"}'])).toEqual({ time: 'time', shape: 'series', metric: '', values: [], labels: [] });
  expect(guessed(['host', 'Timestamp', 'metric', 'value'])).toEqual({ time: 'Timestamp', shape: 'rows', metric: 'metric', values: ['value'], labels: ['host'] });
});
