import { expect, test } from 'vitest';
import { parseUnits, unitMeasurements } from '../../../../src-main/formats/proc/units.ts';
import { lines } from './lines.ts';

const LIST = `  cron.service          loaded    active   running Regular background program processing daemon
● nginx.service         loaded    failed   failed  A web server
  getty@tty1.service    loaded    inactive dead    Getty on tty1
  auditd.service        not-found inactive dead    auditd.service
  postgresql.service    loaded    reloading reload PostgreSQL
`;

test('units are read with and without the mark of a failed one', () => {
  expect(parseUnits(LIST).map(({ name, load, active, sub }) => `${name} ${load} ${active} ${sub}`)).toEqual([
    'cron.service loaded active running', 'nginx.service loaded failed failed', 'getty@tty1.service loaded inactive dead', 'auditd.service not-found inactive dead', 'postgresql.service loaded reloading reload',
  ]);
});

test('a complaint is no unit', () => {
  expect(parseUnits('System has not been booted with systemd as init system (PID 1). Can’t operate.\nFailed to connect to bus: Host is down\n')).toEqual([]);
});

test('a loaded unit has a series a state, 1 for the one it is in', () => {
  const told = lines(unitMeasurements(parseUnits(LIST), 100));
  expect(told).toHaveLength(4 * 5);
  expect(told.filter(line => line.endsWith(' 1'))).toEqual(['cron.service", state="active', 'nginx.service", state="failed', 'getty@tty1.service", state="inactive'].map(text => `node_systemd_unit_state{name="${text.replace(', ', ',')}"} 1`));
  expect(told).toContain('node_systemd_unit_state{name="nginx.service",state="active"} 0');
  expect(told.filter(line => line.includes('postgresql')).every(line => line.endsWith(' 0'))).toBe(true); // as node_exporter has it
});

test('of too many units those that failed come first, those that are off last', () => {
  const told = lines(unitMeasurements(parseUnits(LIST), 2));
  expect(new Set(told.map(line => /name="([^"]*)"/.exec(line)?.[1]))).toEqual(new Set(['nginx.service', 'postgresql.service']));
});
