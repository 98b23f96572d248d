import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { knownToAws } from '../../../../src-main/providers/aws/known.ts';
import { awsProvider } from '../../../../src-main/providers/aws/provider.ts';
import { AccountConfig, AccountId, type Credential } from '../../../../src-main/shared/model/cloud.ts';
import { ACCESS_KEY, startAws } from '../../../servers/moto.ts';

const lab = await startAws('credentials');
const signal = () => AbortSignal.timeout(20_000);

describe.skipIf(lab === null)(lab === null ? 'credentials of AWS: moto_server is not installed and nothing was recorded' : 'credentials of AWS', () => {
  const aws = lab!;
  let home: string;
  const write = (file: string, text: string) => writeFileSync(join(home, '.aws', file), text);
  const files = () => ({ filepath: join(home, '.aws', 'credentials'), configFilepath: join(home, '.aws', 'config') });
  const providerOf = (credential: Credential, secrets: Record<string, string> = {}) => awsProvider({
    accountId: AccountId.parse('lab'), onCall: () => undefined, secrets: async () => secrets, files: files(),
    config: AccountConfig.parse({ kind: 'aws', name: 'lab', endpoint: aws.url, credential }),
  });
  const whoIs = (credential: Credential, secrets?: Record<string, string>) => providerOf(credential, secrets).identity(signal());
  const keysOf = ({ accessKeyId, secretAccessKey }: typeof ACCESS_KEY, profile = 'ops') => `[${profile}]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`;

  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'aws-home-'));
    mkdirSync(join(home, '.aws', 'sso', 'cache'), { recursive: true });
    write('credentials', keysOf(ACCESS_KEY));
    write('config', '[profile ops]\nregion = eu-west-1\n[profile login]\nsso_session = corp\nsso_account_id = 123456789012\nsso_role_name = watcher\n[sso-session corp]\nsso_region = eu-west-1\nsso_start_url = https://corp.example/start\n');
    vi.stubEnv('HOME', home);
    for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'AWS_PROFILE']) vi.stubEnv(name, '');
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    rmSync(home, { recursive: true, force: true });
  });
  beforeAll(() => { expect(aws).not.toBeNull(); });
  afterAll(async () => { await aws.stop(); });

  test('a profile is read in its file, each time anew', async () => {
    expect((await whoIs({ method: 'profile', fields: { profile: 'ops' } })).account).toBe('123456789012');
    write('credentials', keysOf({ accessKeyId: 'AKIAWRONGWRONGWRONG1', secretAccessKey: 'x' }));
    await expect(whoIs({ method: 'profile', fields: { profile: 'ops' } })).rejects.toMatchObject({ code: 'unauthorized', message: expect.stringContaining('InvalidClientTokenId') });
  });

  test('a profile that is not there is said to be missing, before anything is sent', async () => {
    const before = aws.calls.length;
    await expect(whoIs({ method: 'profile', fields: { profile: 'nobody' } })).rejects.toMatchObject({ code: 'unauthorized', message: expect.stringContaining('nobody') });
    expect(aws.calls.length).toBe(before);
  });

  test('keys of the environment are taken, and missed where there are none', async () => {
    await expect(whoIs({ method: 'environment', fields: {} })).rejects.toMatchObject({ code: 'unauthorized' });
    vi.stubEnv('AWS_ACCESS_KEY_ID', ACCESS_KEY.accessKeyId);
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', ACCESS_KEY.secretAccessKey);
    expect((await whoIs({ method: 'environment', fields: {} })).account).toBe('123456789012');
  });

  test.each([
    { what: 'a profile', credential: { method: 'profile', fields: { profile: 'ops', roleArn: 'arn:aws:iam::123456789012:role/watcher' } }, secrets: { externalId: 'ticket-7' } },
    { what: 'pasted keys', credential: { method: 'keys', fields: { accessKeyId: ACCESS_KEY.accessKeyId, roleArn: 'arn:aws:iam::123456789012:role/watcher' } }, secrets: { secretAccessKey: ACCESS_KEY.secretAccessKey, externalId: 'ticket-7' } },
  ])('a role is assumed with $what, with its external id, and its keys are used from then on', async ({ credential, secrets }) => {
    const before = aws.calls.length;
    const provider = providerOf(credential, secrets);
    await provider.regions(signal());
    await provider.list('eu-west-1', signal());
    const [assume, ...rest] = aws.calls.slice(before);
    expect(new URLSearchParams(assume?.body)).toSatisfy((asked: URLSearchParams) => asked.get('Action') === 'AssumeRole' && asked.get('RoleArn') === 'arn:aws:iam::123456789012:role/watcher' && asked.get('ExternalId') === 'ticket-7');
    expect(assume?.accessKeyId).toBe(ACCESS_KEY.accessKeyId);
    expect(rest.map(({ operation, accessKeyId }) => [operation, accessKeyId.slice(0, 4)])).toEqual([['DescribeRegions', 'ASIA'], ['DescribeInstances', 'ASIA']]);
  });

  test('a role that may not be assumed is forbidden', async () => {
    aws.fault({ fault: 'unauthorized', operation: 'AssumeRole', times: 1 });
    await expect(whoIs({ method: 'profile', fields: { profile: 'ops', roleArn: 'arn:aws:iam::123456789012:role/none' } })).rejects.toMatchObject({ code: 'forbidden', message: expect.stringContaining('sts:AssumeRole') });
  });

  test('a single sign-on whose login has run out says how to log in again', async () => {
    const token = { startUrl: 'https://corp.example/start', region: 'eu-west-1', accessToken: 'old', expiresAt: '2020-01-01T00:00:00Z' };
    write(join('sso', 'cache', `${createHash('sha1').update('corp').digest('hex')}.json`), JSON.stringify(token));
    await expect(whoIs({ method: 'sso', fields: { profile: 'login' } })).rejects.toMatchObject({ code: 'expired', message: expect.stringContaining('aws sso login') });
  });

  test('what ~/.aws knows is told by name alone', async () => {
    const known = await knownToAws({ AWS_ACCESS_KEY_ID: 'AKIA' }, files());
    expect(known).toEqual({ environment: true, profiles: [{ name: 'login', sso: true, region: '' }, { name: 'ops', sso: false, region: 'eu-west-1' }] });
    expect(JSON.stringify(known)).not.toContain(ACCESS_KEY.secretAccessKey);
  });

  test('without ~/.aws there is nothing to tell', async () => {
    rmSync(join(home, '.aws'), { recursive: true });
    expect(await knownToAws({}, files())).toEqual({ environment: false, profiles: [] });
  });
});
