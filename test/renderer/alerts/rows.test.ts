import { expect, test } from 'vitest';
import { SilenceId, type SilenceState } from '../../../src-main/shared/model/silence.ts';
import { NO_FILTER, passes, sectionsOf, subjectOf } from '../../../src-renderer/alerts/rows.ts';
import { meets, silenceOf } from '../../../src-renderer/alerts/silenced.ts';
import { severityOf } from '../../../src-renderer/alerts/severity.ts';
import { alert, record } from './alert.ts';

const names = (sections: ReturnType<typeof sectionsOf>) => sections.map(({ name, lines }) => [name, lines.map(({ rule }) => rule)]);

test('the worst stands first, then what lasts longest; what waits, is silenced or is over stands below', () => {
  const live = [
    alert('new', { firedAt: 500, labels: { severity: 'critical' } }), alert('warn', { labels: { severity: 'warning' } }), alert('old', { firedAt: 100, labels: { severity: 'critical' } }), alert('info', { labels: { severity: 'info' } }),
    alert('waits', { state: 'pending', firedAt: null }), alert('hushed', { labels: { severity: 'critical' } }), alert('gone', { state: 'resolved', resolvedAt: 900 }),
  ];
  const over = [record('earlier', { resolvedAt: 10 }), record('later', { resolvedAt: 20 }), record('old', { resolvedAt: 30 }), record('goes on', { resolvedAt: null })];
  expect(names(sectionsOf(live, over, ({ rule }) => rule === 'hushed', NO_FILTER))).toEqual([['firing', ['old', 'new', 'warn', 'info']], ['pending', ['waits']], ['muted', ['hushed']], ['resolved', ['later', 'earlier']]]);
});

test.each([
  [{ text: 'WEB-1 disk' }, true], [{ text: 'web-2' }, false], [{ text: 'full' }, true], [{ rule: 'Disk' }, true], [{ rule: 'Dis' }, false], [{ machine: 'web-1' }, true], [{ machine: 'web' }, false], [{ severity: 'critical' }, true], [{ severity: 'info' }, false],
] as const)('the filter %j lets it pass: %s', (filter, is) => expect(passes(alert('Disk', { labels: { instance: 'web-1', severity: 'page' }, annotations: { summary: 'nearly full' } }), { ...NO_FILTER, ...filter })).toBe(is));

test.each([['critical', 'critical'], ['Page', 'critical'], ['warning', 'warning'], ['', 'warning'], ['sev2', 'warning'], ['none', 'info']] as const)('severity %j counts as %s', (severity, is) => expect(severityOf({ severity })).toBe(is));

test.each([
  [{ instance: 'web-1:9100', mountpoint: '/var', job: 'node', severity: 'x' }, 'web-1:9100\u2002/var'], [{ instance: 'a', mountpoint: '/', device: 'sda' }, 'a\u2002/'], [{ instance: 'a', device: 'sda' }, 'a\u2002sda'], [{ alertname: 'x', queue: 'mail', severity: 'x' }, 'queue=mail'], [{ alertname: 'x', job: 'node' }, 'node'], [{ alertname: 'x' }, ''],
])('an alert of %j is about %j', (labels, subject) => expect(subjectOf(labels)).toBe(subject));

test('a machine goes by its name where it is known', () => expect(subjectOf({ instance: '10.0.0.1:9100' }, () => 'pg-1')).toBe('pg-1'));

// Alertmanager's rules: an absent label is empty, patterns are anchored at both ends
test.each([
  [{ name: 'a', op: '=', value: 'x' }, true], [{ name: 'a', op: '=', value: 'y' }, false], [{ name: 'b', op: '=', value: '' }, true], [{ name: 'b', op: '!=', value: 'x' }, true], [{ name: 'a', op: '!=', value: 'x' }, false],
  [{ name: 'a', op: '=~', value: 'x|y' }, true], [{ name: 'long', op: '=~', value: 'x' }, false], [{ name: 'a', op: '!~', value: 'y.*' }, true], [{ name: 'a', op: '=~', value: '(' }, false], [{ name: 'a', op: '!~', value: '(' }, false],
] as const)('%j meets: %s', (matcher, is) => expect(meets(matcher, { a: 'x', long: 'xx' })).toBe(is));

test('only an active silence hushes, and only when all of its matchers meet', () => {
  const silence = (state: SilenceState['state'], ...values: string[]): SilenceState => ({ id: SilenceId.parse('s'), matchers: values.map((value, i) => ({ name: 'ab'[i]!, op: '=', value })), comment: '', createdBy: '', startsAt: 0, endsAt: 1, updatedAt: 0, state, alerts: 0 });
  const labels = { a: '1', b: '2' };
  expect(silenceOf(labels, [silence('active', '1', '2')])).toBeDefined();
  expect(silenceOf(labels, [silence('active', '1', '3'), silence('expired', '1'), silence('pending', '1')])).toBeUndefined();
});
