import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { FileListConfig, FileListId } from '../../../src-main/shared/model/filelist.ts';
import { TargetConfig } from '../../../src-main/shared/model/target.ts';
import { fileListTable } from '../../../src-main/store/filelists.ts';
import { migrate } from '../../../src-main/store/migrate.ts';
import { openWorkspace, WORKSPACE_MIGRATIONS } from '../../../src-main/store/workspace.ts';

const list = (id: string, file: string) => ({ id: FileListId.parse(id), config: FileListConfig.parse({ template: TargetConfig.parse({ job: 'j', url: 'http://address.invalid/metrics' }), files: [file] }) });

test('lists come back as they were, in the order they were added', () => {
  const db = openWorkspace(':memory:');
  const table = fileListTable(db, () => { throw new Error('unreadable'); });
  for (const each of [list('b', '/1.json'), list('a', '/2.json'), list('c', '/3.json')]) table.save(each);
  table.save(list('a', '/4.json'));
  table.delete(FileListId.parse('b'));
  expect(table.load()).toEqual([list('a', '/4.json'), list('c', '/3.json')]);
  expect(table.ids()).toEqual(['a', 'c']);
  db.close();
});

test('a list that can not be read does not keep the others away', () => {
  const db = openWorkspace(':memory:');
  db.exec(`INSERT INTO file_lists VALUES ('a', '{"files":[]}'), ('b', 'nonsense'), ('c', '${JSON.stringify(list('c', '/x.json').config)}')`);
  const lost: string[] = [];
  const table = fileListTable(db, id => lost.push(id));
  expect([table.load().map(({ id }) => id), lost, table.ids()]).toEqual([['c'], ['a', 'b'], ['a', 'b', 'c']]);
  db.close();
});

test('a file from before there were lists keeps what it has and takes them in', () => {
  const db = new Database(':memory:');
  const before = WORKSPACE_MIGRATIONS.findIndex(({ name }) => name.endsWith('files of targets'));
  migrate(db, WORKSPACE_MIGRATIONS.slice(0, before));
  db.exec(`INSERT INTO targets VALUES ('a', '{}', 0)`);
  migrate(db, WORKSPACE_MIGRATIONS);
  fileListTable(db, () => undefined).save(list('l', '/x.json'));
  expect(db.prepare('SELECT id FROM targets UNION ALL SELECT id FROM file_lists').pluck().all()).toEqual(['a', 'l']);
  db.close();
});
