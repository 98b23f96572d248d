import { beforeEach, expect, test } from 'vitest';
import { Operations } from '../../../src-main/inventory/acting/operations.ts';
import { Inventory } from '../../../src-main/inventory/inventory.ts';
import { knownMachines } from '../../../src-main/inventory/knownmachines.ts';
import { machineRows } from '../../../src-main/inventory/machines.ts';
import { ourDeeds } from '../../../src-main/inventory/ourdeeds.ts';
import { AppError } from '../../../src-main/shared/model/errors.ts';
import { MachineId } from '../../../src-main/shared/model/machine.ts';
import { machineTable } from '../../../src-main/store/machines.ts';
import { filterTable } from '../../../src-main/store/savedfilters.ts';
import { openWorkspace } from '../../../src-main/store/workspace.ts';
import { HandClock } from '../../handclock.ts';
import { ACCOUNT, cloudMachine } from './cloudmachine.ts';
import { desk, NOW } from './desk.ts';

const web = cloudMachine('i-1', { name: 'web', privateAddresses: ['10.0.0.5'] });
const measured = MachineId.parse('prometheus/node/10.0.0.5%3A9100');
const other = MachineId.parse('prometheus/node/10.9.9.9%3A9100');

let inventory: Inventory;
let known: ReturnType<typeof knownMachines>;
beforeEach(() => {
  const world = desk();
  for (const instance of ['10.0.0.5:9100', '10.9.9.9:9100']) world.put('node_boot_time_seconds', { job: 'node', instance }, 1_773_000_000);
  const db = openWorkspace(':memory:');
  const table = machineTable(db, id => { throw new Error(id); });
  const clock = new HandClock(NOW);
  const deeds = ourDeeds(() => clock.now());
  known = knownMachines({ table, deeds, events: () => undefined });
  known.listed(ACCOUNT, web.region, [web], NOW);
  const actors = { provider: async () => { throw new AppError('conflict', 'The account Production is paused: nothing is asked of it.'); }, settle: () => undefined };
  const operations = new Operations({ clock, actors, deeds, latest: subject => subject, record: () => undefined, onError: error => { throw error; } });
  const machines = machineRows(world.port, () => [], () => NOW, () => [], { known: () => known.list(), links: () => table.links(), accounts: () => new Map([[ACCOUNT, 'Production']]) });
  inventory = new Inventory({ machines, known, actors, others: () => undefined, operations, links: table, filters: filterTable(db) });
});
const names = async () => (await inventory.machines.list()).map(({ id }) => id).sort();

test('a machine is found by any of its ids, and says why nothing can be done to it now', async () => {
  for (const id of [web.id, measured]) expect(await inventory.detail(id)).toMatchObject({ row: { id: web.id, also: [measured] }, machine: { nativeId: 'i-1' }, actions: [], unable: expect.stringContaining('is paused') });
  expect(await inventory.detail(other)).toMatchObject({ machine: null, actions: [], unable: expect.stringContaining('known by its metrics alone') });
});

test('what was taken for one is made two, what was taken for two is made one, and both can be taken back', async () => {
  expect(await names()).toEqual([web.id, other].sort());
  await inventory.split(web.id, measured);
  expect(await names()).toEqual([web.id, measured, other].sort());
  expect(await inventory.detail(web.id)).toMatchObject({ joined: [], apart: [measured] });
  inventory.unlink(measured, web.id);
  await inventory.join([web.id, other]);
  expect(await names()).toEqual([web.id]);
  expect(await inventory.detail(web.id)).toMatchObject({ joined: [other], apart: [] });
  inventory.unlink(web.id, other);
  expect(await names()).toEqual([web.id, other].sort());
  await expect(inventory.split(web.id, other)).rejects.toMatchObject({ code: 'not-found' });
});

test('what vanished stays in the list until it is taken off by hand; what is measured of it stays then', async () => {
  known.listed(ACCOUNT, web.region, [], NOW + 1);
  expect((await inventory.detail(web.id)).row.cloud).toMatchObject({ missingSince: NOW + 1 });
  await inventory.forget([web.id]);
  expect(await names()).toEqual([measured, other].sort());
  await expect(inventory.forget([MachineId.parse('aws/x/y')])).rejects.toMatchObject({ code: 'not-found' });
});

test('a plan names what can’t be asked, machine by machine', async () => {
  const plan = await inventory.plan([measured, other], { action: 'stop', tags: { set: {}, remove: [] } }, new AbortController().signal);
  expect(plan).toMatchObject({ confirm: '', waitMs: 5_000, items: [{ id: web.id, account: 'Production', refused: { code: 'conflict' } }, { id: other, refused: { code: 'conflict' } }] });
});
