import { expect, test } from 'vitest';
import { HostId, SshHostConfig } from '../../../src-main/shared/model/sshhost.ts';
import { hostTable } from '../../../src-main/store/hosts.ts';
import { openWorkspace } from '../../../src-main/store/workspace.ts';

const host = (id: string, name = id, paused = false) => ({ id: HostId.parse(id), config: SshHostConfig.parse({ name, address: '10.0.0.5', user: 'me', tags: { tier: 'web' }, commands: [{ name: 'x', command: 'y' }] }), paused });

test('hosts come back as they were, in the order they were added', () => {
  const table = hostTable(openWorkspace(':memory:'), () => { throw new Error('unreadable'); });
  for (const each of [host('b'), host('a'), host('c')]) table.save(each);
  table.save(host('a', 'renamed', true));
  expect(table.load()).toEqual([host('b'), host('a', 'renamed', true), host('c')]);
});

test('one that is removed is gone from the list, its id is not until it is forgotten; saved again it is back', () => {
  const table = hostTable(openWorkspace(':memory:'), () => undefined);
  for (const each of [host('a'), host('b')]) table.save(each);
  table.remove(HostId.parse('a'));
  expect([table.load().map(({ id }) => id), table.removed()]).toEqual([['b'], ['a']]);
  table.save(host('a'));
  expect([table.load().map(({ id }) => id), table.removed()]).toEqual([['a', 'b'], []]);
  table.forget(HostId.parse('a')); // it is there
  expect(table.load()).toHaveLength(2);
  table.remove(HostId.parse('a'));
  table.forget(HostId.parse('a'));
  expect(table.removed()).toEqual([]);
});

test('a host that can not be read does not keep the others away', () => {
  const db = openWorkspace(':memory:');
  db.exec(`INSERT INTO hosts VALUES ('a', '{"name":"x"}', 0, 0), ('B!', '{}', 0, 0), ('c', 'nonsense', 0, 0)`);
  const lost: string[] = [];
  const table = hostTable(db, id => lost.push(id));
  table.save(host('d'));
  expect(table.load().map(({ id }) => id)).toEqual(['d']);
  expect(lost).toEqual(['a', 'B!', 'c']);
});
