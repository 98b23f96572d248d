import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { AccountConfig, AccountId } from '../../../src-main/shared/model/cloud.ts';
import { accountTable } from '../../../src-main/store/accounts.ts';
import { migrate } from '../../../src-main/store/migrate.ts';
import { openWorkspace, WORKSPACE_MIGRATIONS } from '../../../src-main/store/workspace.ts';
import { cloudMachine } from '../inventory/cloudmachine.ts';

const id = (text: string) => AccountId.parse(text);
const account = (text: string, name: string) => ({ id: id(text), config: AccountConfig.parse({ kind: 'aws', name, credential: { method: 'environment' } }), paused: false });
const open = () => accountTable(openWorkspace(':memory:'), () => { throw new Error('unreadable'); });

test('accounts come back as they were, in the order they were added', () => {
  const table = open();
  for (const each of [account('b', '1'), account('a', '2'), account('c', '3')]) table.save(each);
  table.save({ ...account('a', 'edited'), paused: true });
  table.delete(id('b'));
  expect(table.load()).toEqual([{ ...account('a', 'edited'), paused: true }, account('c', '3')]);
});

test('what was listed, counted and reached of an account goes with it', () => {
  const table = open();
  const machines = [cloudMachine('i-1', { tags: { Name: 'web', '__proto__x': 'y' } })];
  for (const each of ['a', 'b']) {
    table.save(account(each, each));
    table.saveRegion(id(each), { region: 'eu-west-1', listedAt: 5, machines });
    table.addUsage(id(each), '2026-11', [{ operation: 'GetMetricData', calls: 1, billed: 7 }]);
    table.saveMarks(id(each), new Map([['i-1', 9]]));
  }
  table.addUsage(id('b'), '2026-11', [{ operation: 'GetMetricData', calls: 2, billed: 1 }, { operation: 'DescribeInstances', calls: 1, billed: 0 }]);
  table.delete(id('a'));
  const known = (of: string) => [table.regions(id(of)), table.usage(id(of), '2026-11'), [...table.marks(id(of))]];
  expect(known('a')).toEqual([[], [], []]);
  expect(known('b')).toEqual([[{ region: 'eu-west-1', listedAt: 5, machines }], [{ operation: 'DescribeInstances', calls: 1, billed: 0 }, { operation: 'GetMetricData', calls: 3, billed: 8 }], [['i-1', 9]]]);
  expect(table.usage(id('b'), '2026-12')).toEqual([]);
});

test('what can not be read does not keep the rest away', () => {
  const db = openWorkspace(':memory:');
  db.exec(`INSERT INTO accounts VALUES ('x', '{}', 0), ('y', '{"kind":"aws","name":"n","credential":{"method":"environment"}}', 1);
           INSERT INTO account_regions VALUES ('y', 'r-1', 0, 'nonsense'), ('y', 'r-2', 0, '[]')`);
  const lost: string[] = [];
  const table = accountTable(db, what => lost.push(what));
  expect([table.load().map(one => one.id), table.regions(id('y')).map(({ region }) => region), lost]).toEqual([['y'], ['r-2'], ['x', 'y r-1']]);
});

test('a file from before there were accounts takes them in', () => {
  const db = new Database(':memory:');
  migrate(db, WORKSPACE_MIGRATIONS.slice(0, WORKSPACE_MIGRATIONS.findIndex(({ name }) => name.endsWith('cloud accounts'))));
  db.exec(`INSERT INTO targets VALUES ('t', '{}', 0)`);
  migrate(db, WORKSPACE_MIGRATIONS);
  accountTable(db, () => undefined).save(account('a', '1'));
  expect(db.prepare('SELECT id FROM targets UNION ALL SELECT id FROM accounts ORDER BY 1').pluck().all()).toEqual(['a', 't']);
});
