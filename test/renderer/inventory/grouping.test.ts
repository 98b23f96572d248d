import { expect, test } from 'vitest';
import { groupNameOf, type MachineGrouping, readGrouping, tagNames, tagText } from '../../../src-renderer/inventory/grouping.ts';
import type { CloudFacts } from '../../../src-main/shared/model/machine.ts';
import { cloudMachine } from '../../main/inventory/cloudmachine.ts';
import { machine } from '../rows.ts';

const { id, accountId } = cloudMachine('i-1');
const facts: CloudFacts = { id, accountId, account: 'Production', region: 'eu-west-1', zone: '', nativeId: 'i-1', power: 'stopped', size: '', launchedAt: null, firstSeen: 0, missingSince: null };
const row = { ...machine('web', { group: 'shop', tags: { Name: 'web', env: 'prod', bare: '' }, cloud: facts }), id };

test.each([
  ['none', ''], ['source', 'aws'], ['account', 'Production'], ['region', 'eu-west-1'], ['state', 'stopped'], ['group', 'shop'], ['tag:env', 'prod'], ['tag:none', ''],
] as [MachineGrouping, string][])('by %s it stands under "%s"', (by, name) => expect(groupNameOf(row, by)).toBe(name));

test('one that vanished stands under missing, and one that no cloud lists under nothing', () => {
  expect(groupNameOf({ ...row, cloud: { ...facts, missingSince: 5 } }, 'state')).toBe('missing');
  expect(['account', 'region', 'state'].map(by => groupNameOf(machine('x'), readGrouping(by)))).toEqual(['', '', '']);
});

test.each([[null, 'none'], ['region', 'region'], ['tag:env', 'tag:env'], ['nonsense', 'none']] as const)('an address that says %j groups by %s', (text, by) => expect(readGrouping(text)).toBe(by));

test('tags are read as name=value, without the name that is a column already', () => {
  expect(tagText(row.tags)).toBe('env=prod bare');
  expect(tagNames([row, machine('b', { tags: { team: 'a', env: 'x' } })], 2)).toEqual(['env', 'bare']);
});
