import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AccountRegistry } from '../../../../src-main/inventory/accounts/registry.ts';
import type { AccountConfig as Config, AccountState, CloudMachine } from '../../../../src-main/shared/model/cloud.ts';
import { AccountConfig, type AccountId } from '../../../../src-main/shared/model/cloud.ts';
import { AppError } from '../../../../src-main/shared/model/errors.ts';
import { accountTable } from '../../../../src-main/store/accounts.ts';
import { openWorkspace, type WorkspaceDb } from '../../../../src-main/store/workspace.ts';
import { HandClock } from '../../../handclock.ts';
import { MemorySecrets } from '../../collect/memorysecrets.ts';
import { MemoryCloud } from '../../providers/memorycloud.ts';
import { cloudMachine } from '../cloudmachine.ts';

const MINUTE = 60_000, HOUR = 60 * MINUTE, DAY = 24 * HOUR;
const START = Date.UTC(2026, 10, 20, 12);

let db: WorkspaceDb, clock: HandClock, secrets: MemorySecrets, clouds: Map<string, MemoryCloud>, registry: AccountRegistry;
const errors: unknown[] = [];
beforeEach(() => {
  db = openWorkspace(':memory:');
  clock = new HandClock(START);
  secrets = new MemorySecrets();
  clouds = new Map();
  registry = newRegistry();
  registry.start();
});
afterEach(async () => {
  await registry.stop();
  db.close();
  expect(errors.splice(0)).toEqual([]);
});

const newRegistry = () => new AccountRegistry({
  clock, table: accountTable(db, () => undefined), secrets, onError: error => errors.push(error),
  open: async ({ config }, read, onCall) => {
    const cloud = clouds.get(config.name) ?? new MemoryCloud();
    if (config.credential.method === 'keys' && (await read())['secretAccessKey'] !== 'right') cloud.failing.set('', new AppError('unauthorized', 'AWS does not accept these credentials'));
    cloud.onCall = operation => onCall(operation, '');
    return cloud;
  },
});
const configOf = (name: string, over: Partial<Config> = {}): Config => AccountConfig.parse({ kind: 'aws', name, credential: { method: 'environment' }, ...over });
const cloudOf = (name: string, regions: Record<string, readonly CloudMachine[]>): MemoryCloud => {
  const cloud = new MemoryCloud();
  for (const [region, machines] of Object.entries(regions)) cloud.machinesOf.set(region, machines);
  clouds.set(name, cloud);
  return cloud;
};
const machine = (nativeId: string, region: string, power: CloudMachine['power'] = 'running') => cloudMachine(nativeId, { region, power });
const stateOf = (name: string): AccountState => registry.list().find(({ config }) => config.name === name)!;
const lists = (cloud: MemoryCloud, region = 'r-1'): number => cloud.calls.filter(call => call === `list ${region}`).length;

test('an account that is added is asked who it is, for its regions, and each of them for its machines', async () => {
  const cloud = cloudOf('prod', { 'r-1': [machine('i-1', 'r-1')], 'r-2': [machine('i-2', 'r-2'), machine('i-3', 'r-2')] });
  await registry.add(configOf('prod'), {});
  await clock.advance(1_000);
  expect(registry.machines().map(({ nativeId }) => nativeId)).toEqual(['i-1', 'i-2', 'i-3']);
  expect(stateOf('prod')).toMatchObject({ health: 'ok', identity: { account: '1', user: 'memory' }, error: null, regions: [{ region: 'r-1', health: 'ok', machines: 1, listedAt: START }, { region: 'r-2', machines: 2 }] });
  expect(cloud.calls.toSorted()).toEqual(['identity', 'list r-1', 'list r-2', 'regions']);
});

test('each region is listed every five minutes, and chosen regions only', async () => {
  const cloud = cloudOf('prod', { 'r-1': [], 'r-2': [] });
  await registry.add(configOf('prod', { regions: ['r-1'] }), {});
  await clock.advance(HOUR);
  expect([lists(cloud, 'r-1'), lists(cloud, 'r-2')]).toEqual([12 + 1, 0]);
  expect(cloud.calls).not.toContain('regions');
});

test('what was listed is known after a restart before anything is asked, and asked again when it is due', async () => {
  const cloud = cloudOf('prod', { 'r-1': [machine('i-1', 'r-1')] });
  await registry.add(configOf('prod'), {});
  await clock.advance(MINUTE);
  await registry.stop();
  clock.jump(2 * MINUTE);
  cloud.calls.length = 0;
  registry = newRegistry();
  expect(registry.machines()).toEqual([machine('i-1', 'r-1')]);
  expect(cloud.calls).toEqual([]);
  registry.start();
  await clock.advance(MINUTE);
  expect(lists(cloud)).toBe(0);
  await clock.advance(2 * MINUTE);
  expect(lists(cloud)).toBe(1);
});

test('while an account is paused not one call is made, its machines stay known, and nothing acts on them', async () => {
  const cloud = cloudOf('prod', { 'r-1': [machine('i-1', 'r-1')] });
  const { id } = await registry.add(configOf('prod'), {});
  await clock.advance(MINUTE);
  await registry.pause(id, true);
  cloud.calls.length = 0;
  registry.refreshAll();
  registry.refresh(id);
  registry.refreshSoon(id, 'r-1');
  await clock.advance(3 * DAY);
  await expect(registry.provider(id)).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining('paused') });
  expect([cloud.calls, cloud.closed, stateOf('prod').health, registry.machines()]).toEqual([[], true, 'paused', [machine('i-1', 'r-1')]]);
  await registry.pause(id, false);
  await clock.advance(HOUR);
  expect(lists(cloud)).toBeGreaterThan(0);
});

test('a region that never answers is told of after twenty seconds, and keeps no other one waiting', async () => {
  const cloud = cloudOf('prod', { 'r-1': [machine('i-1', 'r-1')], 'r-2': [machine('i-2', 'r-2')] });
  cloud.hanging.add('r-2');
  await registry.add(configOf('prod'), {});
  await clock.advance(1_000);
  expect(registry.machines().map(({ nativeId }) => nativeId)).toEqual(['i-1']);
  await clock.advance(20_000);
  expect(stateOf('prod')).toMatchObject({ health: 'partial', regions: [{ region: 'r-1', health: 'ok' }, { region: 'r-2', health: 'failing', failingSince: START + 1_000 - 950, error: { code: 'timeout' } }] });
  cloud.hanging.clear();
  await clock.advance(6 * MINUTE);
  expect(stateOf('prod')).toMatchObject({ health: 'ok', regions: [{}, { failingSince: null, error: null, machines: 1 }] });
});

test('a region that fails keeps what was last listed in it', async () => {
  const cloud = cloudOf('prod', { 'r-1': [machine('i-1', 'r-1')] });
  await registry.add(configOf('prod'), {});
  await clock.advance(MINUTE);
  cloud.failing.set('r-1', new AppError('throttled', 'AWS was asked too often'));
  await clock.advance(5 * MINUTE);
  expect(stateOf('prod').regions).toMatchObject([{ health: 'failing', error: { code: 'throttled' }, machines: 1, listedAt: START }]);
  expect(registry.machines()).toHaveLength(1);
});

test('an account that hangs or is refused delays no other', async () => {
  const stuck = cloudOf('stuck', { 'r-1': [] });
  stuck.hanging.add('');
  cloudOf('refused', {}).failing.set('', new AppError('unauthorized', 'AWS does not accept these credentials'));
  cloudOf('prod', { 'r-1': [machine('i-1', 'r-1')] });
  for (const name of ['stuck', 'refused', 'prod']) await registry.add(configOf(name), {});
  await clock.advance(1_000);
  expect(registry.machines()).toHaveLength(1);
  expect(['stuck', 'refused', 'prod'].map(name => stateOf(name).health)).toEqual(['unknown', 'failing', 'ok']);
  await clock.advance(20_000);
  expect(stateOf('stuck')).toMatchObject({ health: 'failing', error: { code: 'timeout' } });
  expect(stateOf('refused').error).toEqual({ code: 'unauthorized', message: 'AWS does not accept these credentials' });
});

describe('after an action', () => {
  test('its region is listed often until nothing is on its way, then as before', async () => {
    const cloud = cloudOf('prod', { 'r-1': [machine('i-1', 'r-1')], 'r-2': [] });
    const { id } = await registry.add(configOf('prod'), {});
    await clock.advance(MINUTE);
    cloud.machinesOf.set('r-1', [machine('i-1', 'r-1', 'stopping')]);
    const [one, two] = [lists(cloud), lists(cloud, 'r-2')];
    registry.refreshSoon(id, 'r-1');
    await clock.advance(MINUTE);
    expect(lists(cloud) - one).toBeGreaterThanOrEqual(6);
    expect(lists(cloud, 'r-2')).toBe(two);
    cloud.machinesOf.set('r-1', [machine('i-1', 'r-1', 'stopped')]);
    await clock.advance(16_000);
    expect(registry.machines()[0]?.power).toBe('stopped');
    const settled = lists(cloud);
    await clock.advance(4 * MINUTE);
    expect(lists(cloud) - settled).toBeLessThanOrEqual(1);
  });

  test('of what never arrives, that ends after ten minutes', async () => {
    const cloud = cloudOf('prod', { 'r-1': [machine('i-1', 'r-1', 'stopping')] });
    const { id } = await registry.add(configOf('prod'), {});
    await clock.advance(MINUTE);
    registry.refreshSoon(id, 'r-1');
    await clock.advance(11 * MINUTE);
    const before = lists(cloud);
    await clock.advance(10 * MINUTE);
    expect(lists(cloud) - before).toBe(2);
  });
});

test('whoever listens is told of every list and every failure, with the time it was asked at', async () => {
  const told: unknown[] = [];
  const cloud = cloudOf('prod', { 'r-1': [machine('i-1', 'r-1')] });
  const end = registry.onPolled((_id, region, outcome, at) => told.push([region, outcome instanceof AppError ? outcome.code : outcome.length, at]));
  await registry.add(configOf('prod'), {});
  await clock.advance(MINUTE);
  cloud.failing.set('r-1', new AppError('forbidden', 'no'));
  await clock.advance(5 * MINUTE);
  end();
  await clock.advance(5 * MINUTE);
  expect(told).toEqual([['r-1', 1, START], ['r-1', 'forbidden', START + 5 * MINUTE]]);
});

test('calls are counted by the month, over restarts', async () => {
  cloudOf('prod', { 'r-1': [] });
  await registry.add(configOf('prod'), {});
  await clock.advance(HOUR);
  const before = stateOf('prod').usage;
  expect(before).toMatchObject({ month: '2026-11', calls: { identity: 1, regions: 1, list: 13 }, billedMetrics: 0, cost: 0 });
  await registry.stop();
  registry = newRegistry();
  expect(stateOf('prod').usage).toEqual(before);
  clock.jump(20 * DAY);
  expect(stateOf('prod').usage).toEqual({ month: '2026-12', calls: {}, billedMetrics: 0, cost: 0 });
});

describe('pasted keys', () => {
  const keys = (name: string, over: Partial<Config> = {}) => configOf(name, { credential: { method: 'keys', fields: { accessKeyId: 'AKIA1' } }, ...over });

  test('lie in the vault and nowhere else, and go with the account', async () => {
    const { id } = await registry.add(keys('prod'), { secretAccessKey: 'right', sessionToken: 'hush' });
    expect([...secrets.kept.keys()]).toEqual([`account/${id}/secretAccessKey`, `account/${id}/sessionToken`]);
    expect(JSON.stringify(db.prepare('SELECT * FROM accounts').all())).not.toMatch(/right|hush/);
    expect(JSON.stringify(registry.list())).not.toMatch(/right|hush/);
    await registry.edit(id, keys('prod'), { sessionToken: '' });
    expect([...secrets.kept.keys()]).toEqual([`account/${id}/secretAccessKey`]);
    await registry.edit(id, configOf('prod'), {});
    expect([...secrets.kept.keys()]).toEqual([]);
  });

  test('that are missing or meant for another address are asked for again', async () => {
    await expect(registry.add(keys('prod'), {})).rejects.toMatchObject({ code: 'invalid-input', message: 'The account lacks: secretAccessKey.' });
    await expect(registry.add(configOf('prod', { credential: { method: 'profile', fields: {} } }), {})).rejects.toMatchObject({ message: 'The account lacks: profile.' });
    const { id } = await registry.add(keys('prod'), { secretAccessKey: 'right' });
    const elsewhere = keys('prod', { endpoint: 'http://elsewhere.example' });
    await expect(registry.edit(id, elsewhere, {})).rejects.toMatchObject({ code: 'invalid-input', message: expect.stringContaining('another address') });
    expect(stateOf('prod').config.endpoint).toBe('');
    await registry.edit(id, elsewhere, { secretAccessKey: 'right' });
    expect(stateOf('prod').config.endpoint).toBe('http://elsewhere.example');
  });

  test('of removed accounts are gone after the next start, and until then the account can come back', async () => {
    const { id } = await registry.add(keys('prod'), { secretAccessKey: 'right' });
    await registry.remove(id);
    expect(registry.list()).toEqual([]);
    await registry.restore(id);
    await clock.advance(1_000);
    expect(stateOf('prod').identity).not.toBeNull();
    await registry.remove(id);
    await registry.stop();
    registry = newRegistry();
    registry.start();
    await registry.stop();
    expect(secrets.kept.size).toBe(0);
  });
});

describe('a trial', () => {
  const steps = async (config: Config, given: Record<string, string>, id?: AccountId) => {
    const told = [];
    for await (const { step, region, ok, code } of registry.test(config, given, id, new AbortController().signal)) told.push({ step, region, ok, code });
    return told;
  };

  test('asks for everything, step by step; a region that fails stands beside those that answer', async () => {
    const cloud = cloudOf('new', { 'r-1': [machine('i-1', 'r-1')], 'r-2': [] });
    cloud.failing.set('r-2', new AppError('forbidden', 'no'));
    const told = await steps(configOf('new'), {});
    expect(told.slice(0, 3)).toEqual(['credentials', 'identity', 'regions'].map(step => ({ step, region: '', ok: true, code: null })));
    expect(told.slice(3).sort((a, b) => a.region < b.region ? -1 : 1)).toEqual([{ step: 'list', region: 'r-1', ok: true, code: null }, { step: 'list', region: 'r-2', ok: false, code: 'forbidden' }]);
    expect([registry.list(), cloud.closed]).toEqual([[], true]);
  });

  test('ends with the first step that fails', async () => {
    cloudOf('new', {});
    const wrong = configOf('new', { credential: { method: 'keys', fields: { accessKeyId: 'AKIA1' } } });
    expect(await steps(wrong, { secretAccessKey: 'wrong' })).toEqual([{ step: 'credentials', region: '', ok: true, code: null }, { step: 'identity', region: '', ok: false, code: 'unauthorized' }]);
  });

  test('of an account that is there takes its stored keys where none are given, and never to another address', async () => {
    cloudOf('prod', {});
    const config = configOf('prod', { credential: { method: 'keys', fields: { accessKeyId: 'AKIA1' } } });
    const { id } = await registry.add(config, { secretAccessKey: 'right' });
    expect(await steps(config, {}, id)).toHaveLength(3);
    await expect(steps({ ...config, endpoint: 'http://elsewhere.example' }, {}, id)).rejects.toMatchObject({ code: 'invalid-input' });
  });
});

test('two accounts of one name are refused', async () => {
  await registry.add(configOf('prod'), {});
  await expect(registry.add(configOf('prod'), {})).rejects.toMatchObject({ code: 'conflict' });
});
