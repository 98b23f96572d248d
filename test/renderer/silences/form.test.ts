import { expect, test } from 'vitest';
import { formFor, inputOf, NEW_SILENCE } from '../../../src-renderer/silences/form.ts';

const NOW = new Date(2026, 10, 20, 12, 0, 0).getTime();
const form = { ...NEW_SILENCE, matchers: 'severity="warning", instance=~"web-.*"', comment: 'planned' };

test.each([
  { until: '2h', from: 'now', startsAt: undefined, endsAt: NOW + 7_200_000 },
  { until: '2026-11-21 08:00', from: 'now', startsAt: undefined, endsAt: new Date(2026, 10, 21, 8).getTime() },
  { until: '1h', from: '2026-11-20 18:00', startsAt: new Date(2026, 10, 20, 18).getTime(), endsAt: new Date(2026, 10, 20, 19).getTime() },
])('until $until, from $from', ({ until, from, startsAt, endsAt }) => {
  expect(inputOf({ ...form, until, from }, NOW)).toEqual({ problems: {}, silence: { matchers: [{ name: 'severity', op: '=', value: 'warning' }, { name: 'instance', op: '=~', value: 'web-.*' }], comment: 'planned', startsAt, endsAt } });
});

test.each([
  { change: { matchers: '' }, field: 'matchers' }, { change: { matchers: 'a=~".*"' }, field: 'matchers' }, { change: { matchers: 'nonsense' }, field: 'matchers' },
  { change: { until: '2026-11-20 11:00' }, field: 'until' }, { change: { until: 'soon' }, field: 'until' }, { change: { from: '2026-11-21 00:00', until: '2026-11-20 20:00' }, field: 'from' }, { change: { comment: ' ' }, field: 'comment' },
])('$change is wrong at $field', ({ change, field }) => {
  expect(inputOf({ ...form, ...change }, NOW)).toEqual({ silence: null, problems: { [field]: true } });
});

test('the address of an alert fills the conditions', () => {
  expect(formFor('{alertname="Cpu",instance="web-1"}').matchers).toBe('alertname="Cpu", instance="web-1"');
  expect(formFor(null).matchers).toBe('');
});
