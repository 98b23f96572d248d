import { expect, test } from 'vitest';
import { changeOf } from '../../../src-renderer/deeds/tagchange.ts';

test.each([
  { what: 'nothing', wanted: [{ name: 'env', value: 'prod' }, { name: 'team', value: 'a' }], change: { set: {}, remove: [] } },
  { what: 'a value', wanted: [{ name: 'env', value: 'test' }, { name: 'team', value: 'a' }], change: { set: { env: 'test' }, remove: [] } },
  { what: 'a name', wanted: [{ name: 'stage', value: 'prod' }, { name: 'team', value: 'a' }], change: { set: { stage: 'prod' }, remove: ['env'] } },
  { what: 'all of them away', wanted: [], change: { set: {}, remove: ['env', 'team'] } },
  { what: 'an empty line', wanted: [{ name: 'env', value: 'prod' }, { name: 'team', value: 'a' }, { name: ' ', value: 'x' }], change: { set: {}, remove: [] } },
  { what: 'a name twice', wanted: [{ name: 'env', value: 'x' }, { name: 'env ', value: 'y' }, { name: 'team', value: 'a' }], change: { set: { env: 'y' }, remove: [] } },
])('changing $what', ({ wanted, change }) => expect(changeOf({ env: 'prod', team: 'a' }, wanted)).toEqual(change));
