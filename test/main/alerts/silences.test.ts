import { beforeEach, expect, test } from 'vitest';
import { Silences } from '../../../src-main/alerts/silences.ts';
import type { Clock } from '../../../src-main/base/clock.ts';
import type { LabelMatcher } from '../../../src-main/shared/model/matcher.ts';
import { SilenceInput } from '../../../src-main/shared/model/silence.ts';
import { silenceTable } from '../../../src-main/store/silences.ts';
import { openWorkspace, type WorkspaceDb } from '../../../src-main/store/workspace.ts';
import { firing } from './alerts.ts';

const HOUR = 3_600_000, START = Date.UTC(2026, 10, 20, 12);
let now = START;
let db: WorkspaceDb;
beforeEach(() => { now = START; db = openWorkspace(':memory:'); });

const clock: Clock = { now: () => now, monotonic: () => now, setTimer: () => ({ [Symbol.dispose]: () => undefined }) };
const ALERTS = [firing({ alertname: 'Cpu', instance: 'web-1' }, START), firing({ alertname: 'Cpu', instance: 'db-1' }, START), { ...firing({ alertname: 'Lag', instance: 'web-2' }, START), state: 'pending' as const }];
const open = () => new Silences({ clock, table: silenceTable(db, () => { throw new Error('unreadable'); }), alerts: () => ALERTS, onChange: () => undefined });
const web: LabelMatcher = { name: 'instance', op: '=~', value: 'web-.*' };
const input = (more: object = {}) => SilenceInput.parse({ matchers: [web], comment: 'planned', endsAt: START + HOUR, ...more });

test('mutes what meets its matchers, from its beginning until its end, and is there after a restart', () => {
  const { id } = open().create(input({ startsAt: START + HOUR / 2 }), 'ops');
  const silences = open();
  const muted = (time: number) => ALERTS.map(({ labels }) => silences.silenced(labels, time));
  expect(muted(START)).toEqual([false, false, false]);
  expect(muted(START + HOUR / 2)).toEqual([true, false, true]);
  expect(muted(START + HOUR)).toEqual([false, false, false]);
  expect(silences.list()).toMatchObject([{ id, state: 'pending', createdBy: 'ops', comment: 'planned', alerts: 2 }]);
});

test('the preview tells which alerts it would meet, and which are silenced already', () => {
  const silences = open();
  silences.create(input({ matchers: [{ name: 'alertname', op: '=', value: 'Lag' }] }), 'ops');
  expect(silences.preview([web])).toMatchObject({ total: 2, alerts: [{ labels: { instance: 'web-1' }, state: 'firing', silenced: false }, { labels: { instance: 'web-2' }, state: 'pending', silenced: true }] });
});

test('changed as Alertmanager changes them: an active one keeps its beginning; other matchers, or one that is over, make a new one', () => {
  const silences = open();
  const first = silences.create(input(), 'ops');
  now += HOUR / 2;
  expect(silences.edit(first.id, input({ endsAt: now + HOUR, startsAt: now + 10 }), 'boss')).toMatchObject({ id: first.id, startsAt: START, endsAt: now + HOUR, createdBy: 'boss' });
  const other = silences.edit(first.id, input({ matchers: [{ ...web, value: 'db-.*' }], endsAt: now + HOUR }), 'ops');
  expect(other.id).not.toBe(first.id);
  expect(silences.list().map(({ id, state }) => [id, state])).toEqual([[other.id, 'active'], [first.id, 'expired']]);
  expect(silences.edit(first.id, input({ endsAt: now + HOUR }), 'ops').id).not.toBe(first.id);
});

test('ended by hand it mutes nothing, stays in sight for five days, and can not be ended twice', () => {
  const silences = open();
  const { id } = silences.create(input(), 'ops');
  now += 1000;
  expect(silences.expire(id)).toMatchObject({ state: 'expired', endsAt: now });
  expect(silences.silenced(ALERTS[0]!.labels, now)).toBe(false);
  expect(() => silences.expire(id)).toThrow(expect.objectContaining({ code: 'conflict' }));
  now += 5 * 24 * HOUR;
  expect(open().list()).toHaveLength(1);
  now += 1;
  expect(open().list()).toEqual([]);
});

test.each([
  { what: 'an end in the past', more: { endsAt: START }, code: 'invalid-input' },
  { what: 'a pattern that is none', more: { matchers: [{ ...web, value: '(' }] }, code: 'bad-data' },
])('$what is refused, and nothing is kept', ({ more, code }) => {
  const silences = open();
  expect(() => silences.create(input(more), 'ops')).toThrow(expect.objectContaining({ code }));
  expect(open().list()).toEqual([]);
});

test.each([
  [[]], [[{ name: 'a', op: '=', value: '' }]], [[{ name: 'a', op: '=~', value: '.*' }]], [[{ name: 'a', op: '!=', value: 'b' }]],
])('matchers %j, which would mute everything, are refused', matchers => {
  expect(SilenceInput.safeParse({ matchers, comment: 'x', endsAt: START + HOUR }).success).toBe(false);
});
