import { describe, expect, test } from 'vitest';
import { type Measured, merging } from '../../../src-main/inventory/merge.ts';
import { tracesOf } from '../../../src-main/inventory/traces.ts';
import { AccountId } from '../../../src-main/shared/model/cloud.ts';
import type { MachineId, MachineRow } from '../../../src-main/shared/model/machine.ts';
import type { KnownMachine, MachineLink } from '../../../src-main/store/machines.ts';
import { machine, meter } from '../../renderer/rows.ts';
import { ACCOUNT, cloudMachine, listed } from './cloudmachine.ts';

const measured = (row: MachineRow, hosts: readonly string[], labels: { uname?: Record<string, string>; dmi?: Record<string, string> } = {}): Measured => ({ key: row.id, row, traces: tracesOf(hosts, labels.uname, labels.dmi) });
const ssh = (name: string, given: Partial<MachineRow> = {}) => machine(name, { source: 'ssh', job: 'ssh', instance: name, ...given });
const merge = (rows: readonly Measured[], known: readonly KnownMachine[], links: readonly MachineLink[] = []) =>
  merging({ known: () => known, links: () => links, accounts: () => new Map([[ACCOUNT, 'Production']]) })(rows).then(all => all.map(({ row }) => row));
const parts = (row: MachineRow) => [row.id, ...row.also].sort();

const web = cloudMachine('i-0aaa', { name: 'web-1', privateAddresses: ['10.0.0.5'], publicAddresses: ['54.1.2.3'], tags: { env: 'prod' } });

describe('a cloud machine and what is measured are one row', () => {
  test.each([
    { how: 'the address of its SSH host', it: measured(ssh('web'), ['web', '54.1.2.3']) },
    { how: 'a private address', it: measured(ssh('web'), ['web', '10.0.0.5']) },
    { how: 'the address it is scraped at', it: measured(machine('10.0.0.5'), ['10.0.0.5']) },
    { how: 'its instance id as the name of the SSH host', it: measured(ssh('i-0aaa'), ['i-0aaa']) },
    { how: 'the host name EC2 gave it', it: measured(ssh('web'), ['web'], { uname: { nodename: 'ip-10-0-0-5.eu-west-1.compute.internal' } }) },
    { how: 'the public name EC2 gave it', it: measured(ssh('web'), ['ec2-54-1-2-3.eu-west-1.compute.amazonaws.com']) },
    { how: "the board's asset tag", it: measured(ssh('web'), ['web'], { dmi: { board_asset_tag: 'I-0AAA' } }) },
  ])('by $how', async ({ it }) => {
    const rows = await merge([it], [listed(web)]);
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ id: web.id, also: [it.row.id], job: it.row.job, instance: it.row.instance, cloud: { account: 'Production', nativeId: 'i-0aaa', size: 't3.micro', power: 'running' }, tags: { env: 'prod' } });
  });

  test('memory and disk come from SSH, the name too; addresses and tags from both', async () => {
    const it = measured(ssh('frontend', { memory: meter(0.5), disk: { last: 0.3, subject: '/' }, addresses: ['54.1.2.3'], tags: { team: 'a', env: 'mine' } }), ['54.1.2.3']);
    expect(await merge([it], [listed(web)])).toMatchObject([{ name: 'frontend', source: 'ssh', memory: { last: 0.5 }, disk: { last: 0.3 }, addresses: ['54.1.2.3', '10.0.0.5'], tags: { team: 'a', env: 'mine' } }]);
  });

  test('an exporter of a database at its address stays a row of its own', async () => {
    const database: Measured = { key: 'x', row: machine('10.0.0.5', { job: 'postgres' }), traces: null };
    expect(await merge([database], [listed(web)])).toHaveLength(2);
  });

  test('SSH host and node_exporter of the same machine, too: SSH leads, the other fills in what it lacks', async () => {
    const rows = await merge([measured(machine('10.0.0.5', { cpu: meter(0.9), network: meter(7) }), ['10.0.0.5']), measured(ssh('web', { cpu: meter(0.1) }), ['10.0.0.5'])], [listed(web)]);
    expect(rows).toMatchObject([{ source: 'ssh', cpu: { last: 0.1 }, network: { last: 7 } }]);
  });
});

describe('what looks alike is not taken for one', () => {
  test('a private address that two networks use', async () => {
    const other = cloudMachine('i-0bbb', { privateAddresses: ['10.0.0.5'], network: 'vpc-2' });
    expect(await merge([measured(ssh('web'), ['10.0.0.5'])], [listed(web), listed(other)])).toHaveLength(3);
  });
  test('a public address that was given to another since', async () => {
    const next = cloudMachine('i-0bbb', { publicAddresses: ['54.1.2.3'] });
    const rows = await merge([measured(ssh('web'), ['54.1.2.3'])], [listed(web, 5_000), listed(next)]);
    expect(rows.map(parts)).toContainEqual([next.id, 'prometheus/ssh/web'].sort());
  });
  test('machines of an account that was removed are left out, what is measured stays', async () => {
    const foreign = cloudMachine('i-0ccc', { accountId: AccountId.parse('gone'), privateAddresses: ['10.9.9.9'] });
    expect(await merge([measured(ssh('web'), ['10.9.9.9'])], [listed(foreign)])).toMatchObject([{ name: 'web', cloud: null }]);
  });
});

describe('by hand', () => {
  const [a, b] = [ssh('a'), ssh('b')];
  const link = (x: MachineId, y: MachineId, joined: boolean): MachineLink => x < y ? { a: x, b: y, joined } : { a: y, b: x, joined };
  test('two that nothing connects are joined', async () => {
    expect((await merge([measured(a, ['a']), measured(b, ['b'])], [], [link(a.id, b.id, true)])).map(parts)).toEqual([[a.id, b.id].sort()]);
    expect((await merge([measured(a, ['a'])], [listed(web)], [link(a.id, web.id, true)])).map(parts)).toEqual([[a.id, web.id].sort()]);
  });
  test('two that share an address are kept apart', async () => {
    expect(await merge([measured(a, ['10.0.0.5'])], [listed(web)], [link(a.id, web.id, false)])).toHaveLength(2);
  });
});

describe('what a cloud alone knows', () => {
  test.each([
    { power: 'running', state: 'ok', problems: [] },
    { power: 'stopped', state: 'unknown', problems: [{ kind: 'stopped', level: 'unknown' }] },
    { power: 'terminated', state: 'unknown', problems: [{ kind: 'terminated', level: 'unknown' }] },
  ] as const)('$power is $state', async ({ power, state, problems }) => {
    expect(await merge([], [listed({ ...web, power })])).toMatchObject([{ id: web.id, name: 'web-1', source: 'aws', state, problems, cpu: null, seen: null }]);
  });
  test('a machine that vanished says since when', async () => {
    expect(await merge([], [listed(web, 5_000)])).toMatchObject([{ state: 'unknown', problems: [{ kind: 'missing', since: 5_000 }], cloud: { missingSince: 5_000 } }]);
  });
  test('a machine that does not answer because its cloud has stopped it is not broken', async () => {
    const down = ssh('web', { state: 'critical', problems: [{ kind: 'down', level: 'critical' }] });
    expect(await merge([measured(down, ['10.0.0.5'])], [listed({ ...web, power: 'stopped' })])).toMatchObject([{ state: 'unknown', problems: [{ kind: 'stopped' }] }]);
    expect(await merge([measured(down, ['10.0.0.5'])], [listed(web)])).toMatchObject([{ state: 'critical', problems: [{ kind: 'down' }] }]);
  });
});

test('ten thousand of a cloud and as many measured come together, each with its own', async () => {
  const clouds = Array.from({ length: 10_000 }, (_, i) => listed(cloudMachine(`i-${i}`, { privateAddresses: [`10.${i >> 8}.${i & 255}.1`] })));
  const hosts = Array.from({ length: 10_000 }, (_, i) => measured(ssh(`h${i}`), [`10.${i >> 8}.${i & 255}.1`]));
  const rows = await merge(hosts, clouds);
  expect(rows).toHaveLength(10_000);
  expect(rows.every(({ cloud, name }) => cloud?.nativeId === `i-${name.slice(1)}`)).toBe(true);
});
