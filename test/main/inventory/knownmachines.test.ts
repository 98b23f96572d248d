import { beforeEach, describe, expect, test } from 'vitest';
import { knownMachines } from '../../../src-main/inventory/knownmachines.ts';
import type { NewEvent } from '../../../src-main/inventory/observations.ts';
import { ourDeeds } from '../../../src-main/inventory/ourdeeds.ts';
import type { CloudMachine } from '../../../src-main/shared/model/cloud.ts';
import { machineTable } from '../../../src-main/store/machines.ts';
import { openWorkspace, type WorkspaceDb } from '../../../src-main/store/workspace.ts';
import { ACCOUNT, cloudMachine } from './cloudmachine.ts';

let db: WorkspaceDb;
let now: number;
let events: NewEvent[];
let deeds: ReturnType<typeof ourDeeds>;
const open = () => knownMachines({ table: machineTable(db, id => { throw new Error(`${id} is unreadable`); }), deeds, events: news => { events.push(...news); } });
beforeEach(() => { db = openWorkspace(':memory:'); now = 1_000; events = []; deeds = ourDeeds(() => now); });
const told = () => events.map(({ kind, subject, before, after, origin }) => [kind, subject, before, after, origin]);
const web = cloudMachine('i-1', { name: 'web', tags: { env: 'test' }, publicAddresses: ['54.0.0.1'] });
const db1 = cloudMachine('i-2', { name: 'db' });
const list = (known: ReturnType<typeof open>, ...machines: CloudMachine[]) => known.listed(ACCOUNT, 'eu-west-1', machines, now);

describe('what changes behind our back', () => {
  test('the first list of a region tells of nothing; then come, gone and changed are events with before and after', () => {
    const known = open();
    list(known, web);
    expect(told()).toEqual([]);
    list(known, web, db1);
    list(known, { ...web, power: 'stopped', size: 'm5.large', tags: { env: 'prod', team: 'a' }, publicAddresses: [] });
    expect(told()).toEqual([
      ['machine', 'db', '', 'running', 'outside'],
      ['power', 'power', 'running', 'stopped', 'outside'], ['size', 'size', 't3.micro', 'm5.large', 'outside'], ['address', 'public', '54.0.0.1', '', 'outside'],
      ['tag', 'env', 'test', 'prod', 'outside'], ['tag', 'team', '', 'a', 'outside'], ['machine', 'db', 'running', '', 'outside'],
    ]);
    expect(events[0]).toMatchObject({ job: 'machine', instance: db1.id, at: 1_000 });
  });

  test('a machine that vanished is kept with the time, over restarts, until it comes back', () => {
    const first = open();
    list(first, web, db1);
    now = 2_000;
    list(first, web);
    now = 3_000;
    list(first, web);
    const again = open();
    expect(again.get(db1.id)).toEqual({ machine: db1, firstSeen: 1_000, missingSince: 2_000 });
    expect(told()).toEqual([['machine', 'db', 'running', '', 'outside']]);
    list(again, web, db1);
    expect(again.get(db1.id)).toEqual({ machine: db1, firstSeen: 1_000, missingSince: null });
  });

  test('another region, and another account, are none of its business', () => {
    const known = open();
    list(known, web);
    known.listed(ACCOUNT, 'us-east-1', [], now);
    expect(known.get(web.id)?.missingSince).toBeNull();
  });

  test('an unchanged list writes nothing', () => {
    const known = open();
    list(known, web);
    const before = known.list();
    list(known, { ...web });
    expect(known.list()).toBe(before);
  });
});

describe('what we have done ourselves', () => {
  test('is told apart from what others did: the power, and the address that goes with it', () => {
    const known = open();
    list(known, web, db1);
    deeds.note(web.id, 'stop');
    list(known, { ...web, power: 'stopping' }, { ...db1, power: 'stopping' });
    list(known, { ...web, power: 'stopped', publicAddresses: [] }, { ...db1, power: 'stopping' });
    expect(told()).toEqual([
      ['power', 'power', 'running', 'stopping', 'ours'], ['power', 'power', 'running', 'stopping', 'outside'],
      ['power', 'power', 'stopping', 'stopped', 'ours'], ['address', 'public', '54.0.0.1', '', 'ours'],
    ]);
  });
  test('explains nothing beyond its end: who starts it again is somebody else', () => {
    const known = open();
    list(known, web);
    deeds.note(web.id, 'stop');
    list(known, { ...web, power: 'stopped' });
    list(known, { ...web, power: 'running' });
    expect(told().map(row => row[4])).toEqual(['ours', 'outside']);
  });
  test('explains its own tags alone', () => {
    const known = open();
    list(known, web);
    deeds.note(web.id, 'tag', ['env']);
    list(known, { ...web, tags: { env: 'prod', other: 'x' } });
    expect(told()).toEqual([['tag', 'env', 'test', 'prod', 'ours'], ['tag', 'other', '', 'x', 'outside']]);
  });
  test('is no explanation after a quarter of an hour, nor when it failed', () => {
    const known = open();
    list(known, web, db1);
    deeds.note(web.id, 'stop');
    deeds.note(db1.id, 'stop')();
    now += 16 * 60_000;
    list(known, { ...web, power: 'stopped' }, { ...db1, power: 'stopped' });
    expect(told().map(row => row[4])).toEqual(['outside', 'outside']);
  });
  test('a machine that we ended may vanish', () => {
    const known = open();
    list(known, web);
    deeds.note(web.id, 'terminate');
    list(known, { ...web, power: 'terminated' });
    list(known);
    expect(told().map(row => [row[0], row[4]])).toEqual([['power', 'ours'], ['machine', 'ours']]);
  });
});

test('only what its cloud does not list any more can be taken off the list, and it stays off', () => {
  const known = open();
  list(known, web, db1);
  expect(() => known.forget(web.id)).toThrow(expect.objectContaining({ code: 'conflict' }));
  list(known, web);
  known.forget(db1.id);
  expect(open().list().map(({ machine }) => machine.name)).toEqual(['web']);
  expect(() => known.forget(db1.id)).toThrow(expect.objectContaining({ code: 'not-found' }));
});
