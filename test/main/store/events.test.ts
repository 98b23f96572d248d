import { expect, test } from 'vitest';
import { type NewEvent, eventTable } from '../../../src-main/store/events.ts';
import { openWorkspace } from '../../../src-main/store/workspace.ts';

const event = (at: number, more: Partial<NewEvent> = {}): NewEvent => ({ at, job: 'ssh', instance: 'web', kind: 'service', subject: 'nginx.service', before: 'active', after: 'failed', origin: '', ...more });
const table = (...bounds: [number?, number?]) => eventTable(openWorkspace(':memory:'), ...bounds);
const ALL = { job: '', instance: '', limit: 100 };

test('events come back as they were, the newest first, of all or of one machine, in a time', () => {
  const events = table();
  events.add([event(1), event(2, { instance: 'db', kind: 'port', subject: 'tcp/5432', before: '', after: '127.0.0.1' }), event(3, { job: 'other' })]);
  expect(events.list({ ...ALL, instance: 'db' })).toEqual([{ id: 2, at: 2, job: 'ssh', instance: 'db', kind: 'port', subject: 'tcp/5432', before: '', after: '127.0.0.1', origin: '' }]);
  const ats = (query: Partial<Parameters<typeof events.list>[0]>) => events.list({ ...ALL, ...query }).map(({ at }) => at);
  expect([ats({}), ats({ instance: 'web' }), ats({ instance: 'web', job: 'ssh' }), ats({ job: 'other' }), ats({ from: 2 }), ats({ from: 1.5, to: 2.5 }), ats({ limit: 1 })]).toEqual([[3, 2, 1], [3, 1], [1], [3], [3, 2], [2], [3]]);
});

test('so many are kept, the oldest go; one machine that tells too much pushes out its own only', () => {
  const events = table(10, 4);
  events.add([event(0, { instance: 'quiet' })]);
  for (let at = 1; at <= 8; at++) events.add([event(at)]);
  expect(events.list(ALL).map(({ at }) => at)).toEqual([8, 7, 6, 5, 0]);
  for (let at = 9; at <= 12; at++) events.add([event(at, { instance: `m${at}` })]);
  expect(events.list(ALL).map(({ at }) => at)).toEqual([12, 11, 10, 9, 8, 7, 6, 5]); // the quiet one is older than the last ten
});
