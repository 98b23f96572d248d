import { expect, test } from 'vitest';
import type { MachineEvent } from '../../../src-main/shared/contract/events.ts';
import { bunches } from '../../../src-renderer/inventory/changes.ts';
import { eventWords, isTelling, levelOfEvent, sinceOf } from '../../../src-renderer/inventory/events.ts';
import { startTexts } from '../texts.ts';

const { t, zh } = startTexts('inventory');
const event = (kind: MachineEvent['kind'], subject: string, before: string, after: string, at = 0, id = 0): MachineEvent => ({ id, at, job: 'ssh', instance: 'a', kind, subject, before, after, origin: '' });

test.each([
  [event('service', 'nginx.service', 'active', 'failed'), 'failed, was active', 'critical'],
  [event('service', 'nginx.service', 'failed', 'active'), 'active, was failed', 'ok'],
  [event('service', 'a.service', '', 'inactive'), 'new: inactive', 'stopped'],
  [event('service', 'a.service', 'active', ''), 'gone, was active', 'stopped'],
  [event('service', 'a.service', 'active', 'maintenance'), 'maintenance, was active', 'stopped'],
  [event('port', 'tcp/8080', '', '0.0.0.0 ::'), 'opened at 0.0.0.0, ::', 'stopped'],
  [event('port', 'tcp/8080', '127.0.0.1', ''), 'closed, was open at 127.0.0.1', 'stopped'],
  [event('port', 'tcp/8080', '127.0.0.1', '0.0.0.0'), 'open at 0.0.0.0, before at 127.0.0.1', 'stopped'],
  [event('hostkey', 'ssh-ed25519', '', 'SHA256:a'), 'first seen: SHA256:a', 'ok'],
  [event('hostkey', 'ssh-ed25519', 'SHA256:a', 'SHA256:b'), 'changed from SHA256:a to SHA256:b', 'warn'],
  [event('connection', 'login', 'up', 'down'), 'stopped answering: login', 'critical'],
  [event('connection', '', 'down', 'up'), 'answers again', 'ok'],
  [event('connection', '', '', 'up'), 'answers', 'ok'],
  [event('machine', 'web', '', 'running'), 'appeared, running', 'ok'],
  [event('machine', 'web', 'stopped', ''), 'no longer listed, was stopped', 'warn'],
  [event('power', 'power', 'running', 'stopped'), 'running → stopped', 'stopped'],
  [event('power', 'power', 'starting', 'running'), 'starting → running', 'ok'],
  [event('size', 'size', 't3.micro', 'm5.large'), 't3.micro → m5.large', 'stopped'],
  [event('tag', 'env', '', 'prod'), 'set to prod', 'stopped'],
  [event('tag', 'env', 'prod', ''), 'removed, was prod', 'stopped'],
  [event('tag', 'env', 'test', 'prod'), 'test → prod', 'stopped'],
  [event('address', 'public', '54.0.0.1', ''), 'taken away: 54.0.0.1', 'stopped'],
  [event('address', 'private', '', '10.0.0.1 10.0.0.2'), 'given: 10.0.0.1, 10.0.0.2', 'stopped'],
])('%o reads: %s', (one, words, level) => {
  expect(eventWords(one, t)).toBe(words);
  expect(levelOfEvent(one)).toBe(level);
});

test('the same in Chinese', () => expect(eventWords(event('service', 'nginx.service', 'active', 'failed'), zh)).toBe('失败，原为运行中'));
test('power in Chinese', () => expect(eventWords(event('power', 'power', 'running', 'stopped'), zh)).toBe('运行中 → 已停止'));

test('since when something is as it is, is told by its newest change', () => {
  const newestFirst = [event('service', 'a', 'failed', 'active', 30), event('port', 'a', '', 'x', 25), event('service', 'b', '', 'active', 20), event('service', 'a', 'active', 'failed', 10)];
  expect([...sinceOf(newestFirst, 'service')].sort()).toEqual([['a', 30], ['b', 20]]);
});

test('changes that stand close on the axis are told together; those outside of the range are not', () => {
  const at = (time: number) => event('port', 'tcp/1', '', 'x', time, time);
  expect(bunches([at(150), at(100), at(104), at(109), at(200), at(99), at(201)], 100, 200, 0.1).map(bunch => [bunch.at, bunch.events.map(one => one.at)])).toEqual([[0, [100, 104, 109]], [0.5, [150]], [1, [200]]]);
});

test.each([['tcp/22', true], ['udp/5353', true], ['tcp/32767', true], ['tcp/32768', false], ['tcp/60999', false]])('port %s is worth a mark: %s', (subject, is) => expect(isTelling(event('port', subject, '', '0.0.0.0'))).toBe(is));
