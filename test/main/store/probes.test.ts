import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { ProbeConfig, ProbeId } from '../../../src-main/shared/model/probe.ts';
import { migrate } from '../../../src-main/store/migrate.ts';
import { probeTable } from '../../../src-main/store/probes.ts';
import { openWorkspace, WORKSPACE_MIGRATIONS } from '../../../src-main/store/workspace.ts';

const probe = (id: string, target: string) => ({ id: ProbeId.parse(id), config: ProbeConfig.parse({ kind: 'tcp', target, labels: { zone: 'b' } }), paused: false });

test('probes come back as they were, in the order they were added', () => {
  const db = openWorkspace(':memory:');
  const table = probeTable(db, () => { throw new Error('unreadable'); });
  for (const each of [probe('b', 'h:1'), probe('a', 'h:2'), probe('c', 'h:3')]) table.save(each);
  table.save({ ...probe('a', 'h:4'), paused: true });
  table.delete(ProbeId.parse('b'));
  expect(table.load()).toEqual([{ ...probe('a', 'h:4'), paused: true }, probe('c', 'h:3')]);
  db.close();
});

test('a probe that can not be read does not keep the others away', () => {
  const db = openWorkspace(':memory:');
  db.exec(`INSERT INTO probes VALUES ('a', '{"kind":"x"}', 0), ('b', 'nonsense', 0), ('c', '{"kind":"icmp","target":"h"}', 0)`);
  const lost: string[] = [];
  expect(probeTable(db, id => lost.push(id)).load().map(({ id }) => id)).toEqual(['c']);
  expect(lost).toEqual(['a', 'b']);
  db.close();
});

test('a file from before there were probes keeps what it has and takes them in', () => {
  const db = new Database(':memory:');
  const before = WORKSPACE_MIGRATIONS.findIndex(({ name }) => name.endsWith('probes'));
  migrate(db, WORKSPACE_MIGRATIONS.slice(0, before));
  db.exec(`INSERT INTO targets VALUES ('a', '{}', 0)`);
  migrate(db, WORKSPACE_MIGRATIONS);
  probeTable(db, () => undefined).save(probe('p', 'h:1'));
  expect(db.prepare('SELECT id FROM targets UNION ALL SELECT id FROM probes').pluck().all()).toEqual(['a', 'p']);
  db.close();
});
