import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { SavedFilter } from '../../../src-main/shared/model/deed.ts';
import { MachineId } from '../../../src-main/shared/model/machine.ts';
import { eventTable } from '../../../src-main/store/events.ts';
import { machineTable } from '../../../src-main/store/machines.ts';
import { migrate } from '../../../src-main/store/migrate.ts';
import { filterTable } from '../../../src-main/store/savedfilters.ts';
import { openWorkspace, WORKSPACE_MIGRATIONS } from '../../../src-main/store/workspace.ts';
import { cloudMachine, listed } from '../inventory/cloudmachine.ts';

const fail = (id: string) => { throw new Error(`${id} is unreadable`); };

test('machines and what was said of them come back as they were; what no longer fits is left out by name', () => {
  const db = openWorkspace(':memory:');
  const table = machineTable(db, fail);
  const [a, b] = [listed(cloudMachine('i-1', { tags: { env: 'prod' } })), listed(cloudMachine('i-2'), 5_000)];
  table.save([a, b]);
  table.save([{ ...a, missingSince: 7 }]);
  expect(machineTable(db, fail).load().sort((x, y) => x.machine.nativeId < y.machine.nativeId ? -1 : 1)).toEqual([{ ...a, missingSince: 7 }, b]);
  table.delete(b.machine.id);
  const link = { a: MachineId.parse('aws/eu/i-1'), b: MachineId.parse('ssh/ssh/web'), joined: true };
  table.saveLink(link);
  table.saveLink({ ...link, joined: false });
  expect(table.links()).toEqual([{ ...link, joined: false }]);
  table.deleteLink(link.a, link.b);
  expect(table.links()).toEqual([]);
  db.exec("INSERT INTO machines VALUES ('aws/eu/i-9', '{}', 0, NULL)");
  const lost: string[] = [];
  expect(machineTable(db, id => { lost.push(id); }).load().map(({ machine }) => machine.nativeId)).toEqual(['i-1']);
  expect(lost).toEqual(['aws/eu/i-9']);
  db.close();
});

test('filters come back by name, and one of the same name takes the place of the other', () => {
  const db = openWorkspace(':memory:');
  const filters = filterTable(db);
  filters.save(SavedFilter.parse({ name: 'web', q: 'env=prod' }));
  filters.save(SavedFilter.parse({ name: 'all of eu', group: 'region', sort: '-cpu' }));
  filters.save(SavedFilter.parse({ name: 'web', q: 'env=test' }));
  expect(filterTable(db).load()).toEqual([{ name: 'all of eu', q: '', group: 'region', sort: '-cpu' }, { name: 'web', q: 'env=test', group: '', sort: '' }]);
  filters.delete('web');
  expect(filters.load().map(({ name }) => name)).toEqual(['all of eu']);
  db.close();
});

test('events of an older version stay, of unknown origin', () => {
  const db = new Database(':memory:');
  const before = WORKSPACE_MIGRATIONS.findIndex(({ sql }) => sql.includes('ADD COLUMN origin'));
  migrate(db, WORKSPACE_MIGRATIONS.slice(0, before));
  db.exec("INSERT INTO events (at, job, instance, kind, subject, was, became) VALUES (7, 'ssh', 'web', 'service', 'nginx.service', 'active', 'failed')");
  migrate(db, WORKSPACE_MIGRATIONS);
  expect(eventTable(db).list({ job: '', instance: '', limit: 10 })).toEqual([{ id: 1, at: 7, job: 'ssh', instance: 'web', kind: 'service', subject: 'nginx.service', before: 'active', after: 'failed', origin: '' }]);
  db.close();
});
