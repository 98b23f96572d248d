import { expect, test } from 'vitest';
import { regrouped } from '../../../src-renderer/hosts/regrouped.ts';
import { SshHostConfig } from '../../../src-main/shared/model/sshhost.ts';

const host = SshHostConfig.parse({ name: 'web-1', address: '10.0.0.5', user: 'ops', group: 'lab', tags: { env: 'test', role: 'web' } });

test.each([
  { what: 'a group takes the place of the old one', group: ' production ', tags: [], becomes: { group: 'production', tags: { env: 'test', role: 'web' } } },
  { what: 'no group leaves the old one', group: ' ', tags: ['env=prod'], becomes: { group: 'lab', tags: { env: 'prod', role: 'web' } } },
  { what: 'a tag is added to those that are there', group: '', tags: ['site=sz', 'spare'], becomes: { group: 'lab', tags: { env: 'test', role: 'web', site: 'sz', spare: 'true' } } },
  { what: 'a tag without a value is taken away', group: '', tags: ['env=', 'never='], becomes: { group: 'lab', tags: { role: 'web' } } },
])('$what', ({ group, tags, becomes }) => {
  expect(regrouped(host, group, tags)).toEqual({ ...host, ...becomes });
});
