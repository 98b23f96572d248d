import { beforeEach, describe, expect, test } from 'vitest';
import { type Asker, type Deed, Operations } from '../../../../src-main/inventory/acting/operations.ts';
import { planned, type Wanted } from '../../../../src-main/inventory/acting/plan.ts';
import type { Actors, Subject } from '../../../../src-main/inventory/acting/subject.ts';
import { ourDeeds } from '../../../../src-main/inventory/ourdeeds.ts';
import type { Provider } from '../../../../src-main/providers/provider.ts';
import { ACCOUNT_KINDS } from '../../../../src-main/shared/model/accountkinds.ts';
import type { CloudMachine, MachineAction, Protection } from '../../../../src-main/shared/model/cloud.ts';
import { AppError } from '../../../../src-main/shared/model/errors.ts';
import { HandClock } from '../../../handclock.ts';
import { cloudMachine } from '../cloudmachine.ts';

const ANN: Asker = { caller: 'ann', via: 'browser', path: 'machines.act', reason: 'patching' };
const doing = (action: MachineAction): Wanted => ({ action, tags: { set: {}, remove: [] } });

/** A cloud that notes what it is sent. */
function cloud() {
  const sent: string[] = [];
  const asked: string[] = [];
  const failing = new Map<string, AppError>();
  const guards = new Map<string, Protection>();
  let hold: Promise<void> = Promise.resolve();
  const answer = async (what: string, machine: CloudMachine, dryRun: boolean) => {
    (dryRun ? asked : sent).push(`${what} ${machine.nativeId}`);
    await hold;
    const error = failing.get(machine.nativeId);
    if (error) throw error;
    return { requestId: `req-${machine.nativeId}`, status: 200, request: `curl ${what}`, detail: dryRun ? 'permitted' : 'running -> stopping' };
  };
  const provider: Provider = {
    kind: 'aws', capabilities: ACCOUNT_KINDS.aws.capabilities, credentials: async () => '', identity: async () => ({ account: '', user: '' }), regions: async () => [], list: async () => [], metrics: null, close: () => undefined,
    protection: async machine => guards.get(machine.nativeId) ?? { terminate: false, stop: false },
    act: (action, machine, { dryRun }) => answer(action, machine, dryRun),
    setTags: (machine, { set }, { dryRun }) => answer(`tag ${Object.keys(set).join()}`, machine, dryRun),
  };
  return { provider, sent, asked, failing, guards, holdBack: () => { const { promise, resolve } = Promise.withResolvers<void>(); hold = promise; return resolve; } };
}

let world: ReturnType<typeof cloud>;
let clock: HandClock;
let written: (Deed & Asker)[];
let settling: string[];
let actors: Actors;
let operations: Operations;
beforeEach(() => {
  world = cloud();
  clock = new HandClock(1_000_000);
  written = [];
  settling = [];
  actors = { provider: async () => world.provider, settle: ({ nativeId }) => settling.push(nativeId) };
  operations = new Operations({ clock, actors, deeds: ourDeeds(() => clock.now()), latest: subject => subject, record: (who, deed) => written.push({ ...who, ...deed }), onError: error => { throw error; } });
});

const subject = (nativeId: string, given: Partial<Subject> = {}, machine: Partial<CloudMachine> = {}): Subject => {
  const it = cloudMachine(nativeId, machine);
  return { id: it.id, name: nativeId, account: 'Production', tags: it.tags, machine: it, missing: false, ...given };
};
const plan = (subjects: readonly Subject[], wanted: Wanted, dryRun = false) => planned(actors, subjects, wanted, { dryRun, busy: id => operations.isBusy(id) }, new AbortController().signal);
const begin = async (subjects: readonly Subject[], wanted: Wanted, confirm = '') => operations.begin(await plan(subjects, wanted), wanted, confirm, ANN);
const now = () => operations.list()[0]!;
const settled = () => clock.advance(0);

describe('five seconds', () => {
  test('nothing is sent before; then it is, and every machine has its result and its two records', async () => {
    await begin([subject('i-1'), subject('i-2')], doing('stop'));
    await clock.advance(4_999);
    expect([now().state, world.sent, written]).toEqual(['pending', [], []]);
    await clock.advance(1);
    await expect.poll(() => now().state).toBe('over');
    expect(world.sent).toEqual(['stop i-1', 'stop i-2']);
    expect(now().items).toMatchObject([{ state: 'done', detail: 'running -> stopping', requestId: 'req-i-1', receipt: 'curl stop' }, { state: 'done', requestId: 'req-i-2' }]);
    expect(written.map(({ target, outcome }) => [target, outcome])).toEqual(expect.arrayContaining([['aws/eu-west-1/i-1', 'started'], ['aws/eu-west-1/i-1', 'done'], ['aws/eu-west-1/i-2', 'started'], ['aws/eu-west-1/i-2', 'done']]));
    expect(written.find(({ outcome }) => outcome === 'done')).toMatchObject({ caller: 'ann', via: 'browser', path: 'machines.act', result: 'running -> stopping', requestId: 'req-i-1', receipt: 'curl stop', durationMs: 0, input: { action: 'stop', reason: 'patching' } });
    expect(settling).toEqual(['i-1', 'i-2']);
  });

  test('taken back within them, nothing is ever sent; after them it is too late', async () => {
    const { id } = await begin([subject('i-1')], doing('terminate'), 'i-1');
    await clock.advance(4_999);
    expect(operations.cancel(id)).toMatchObject({ state: 'canceled', items: [{ state: 'canceled' }] });
    await clock.advance(60_000);
    expect([world.sent, written]).toEqual([[], []]);
    const again = await begin([subject('i-1')], doing('terminate'), 'i-1');
    await clock.advance(5_000);
    expect(() => operations.cancel(again.id)).toThrow(expect.objectContaining({ code: 'conflict' }));
    expect(() => operations.cancel('none')).toThrow(expect.objectContaining({ code: 'not-found' }));
  });

  test('a host that ends within them sends nothing', async () => {
    await begin([subject('i-1')], doing('stop'));
    operations.close();
    await clock.advance(60_000);
    expect(world.sent).toEqual([]);
  });

  test('starting and tags do not wait', async () => {
    await begin([subject('i-1', {}, { power: 'stopped' })], doing('start'));
    await begin([subject('i-2')], { action: 'tag', tags: { set: { env: 'prod' }, remove: [] } });
    await settled();
    expect(world.sent).toEqual(['start i-1', 'tag env i-2']);
  });
});

describe('what has to be typed', () => {
  test.each([
    { what: 'ending one', subjects: [subject('i-1')], action: 'terminate', typed: 'i-1' },
    { what: 'ending three', subjects: ['a', 'b', 'c'].map(id => subject(id)), action: 'terminate', typed: 'terminate 3' },
    { what: 'stopping one that is tagged', subjects: [subject('i-1', { tags: { Protected: 'yes' } })], action: 'stop', typed: 'i-1' },
    { what: 'a tag without a value', subjects: [subject('i-1', { tags: { protected: '' } })], action: 'reboot', typed: 'i-1' },
    { what: 'a tag that says no', subjects: [subject('i-1', { tags: { protected: 'false' } })], action: 'stop', typed: '' },
    { what: 'stopping one of two that is tagged', subjects: [subject('i-1'), subject('i-2', { tags: { protected: 'true' } })], action: 'stop', typed: 'stop 2' },
    { what: 'an ordinary stop', subjects: [subject('i-1')], action: 'stop', typed: '' },
    { what: 'starting one that is tagged', subjects: [subject('i-1', { tags: { protected: 'true' } }, { power: 'stopped' })], action: 'start', typed: '' },
  ] as const)('$what: "$typed"', async ({ subjects, action, typed }) => {
    if (typed !== '') {
      for (const wrong of ['', 'x', typed.toUpperCase() + ' ']) await expect(begin(subjects, doing(action), wrong)).rejects.toMatchObject({ code: 'invalid-input', message: expect.stringContaining(`\`${typed}\``) });
    }
    await expect(begin(subjects, doing(action), typed)).resolves.toMatchObject({ action });
    expect(world.sent).toEqual(action === 'start' ? ['start i-1'] : []);
  });

  test('one that its cloud protects against being ended is named for any interruption, and can’t be ended', async () => {
    world.guards.set('i-1', { terminate: true, stop: false });
    await expect(begin([subject('i-1')], doing('stop'))).rejects.toMatchObject({ code: 'invalid-input' });
    await expect(begin([subject('i-1')], doing('stop'), 'i-1')).resolves.toMatchObject({ state: 'pending' });
    await expect(begin([subject('i-2'), subject('i-1')].slice(1), doing('terminate'), 'i-1')).rejects.toMatchObject({ code: 'conflict' });
  });
});

describe('a plan', () => {
  test('says of each machine whether and why not, and that clouds were asked; nothing is done', async () => {
    world.failing.set('i-denied', new AppError('forbidden', 'You are not authorized to perform this operation.'));
    world.guards.set('i-guarded', { terminate: true, stop: null });
    const items = (await plan([
      subject('i-fine'), subject('i-off', {}, { power: 'stopped' }), subject('i-gone', { missing: true }), subject('host', { machine: null }), subject('i-denied'), subject('i-guarded'),
    ], doing('stop'), true)).map(({ item }) => [item.name, item.refused?.code ?? null, item.checked, item.guarded]);
    expect(items).toEqual([
      ['i-fine', null, true, []], ['i-off', 'conflict', false, []], ['i-gone', 'not-found', false, []], ['host', 'conflict', false, []], ['i-denied', 'forbidden', false, []], ['i-guarded', null, true, ['terminate']],
    ]);
    expect(world.asked).toEqual(expect.arrayContaining(['stop i-fine', 'stop i-denied', 'stop i-guarded']));
    expect(world.sent).toEqual([]);
  });

  test('a cloud is asked about twenty of many', async () => {
    await plan(Array.from({ length: 100 }, (_, i) => subject(`i-${i}`)), doing('reboot'), true);
    expect(world.asked).toHaveLength(20);
  });

  test.each([
    { power: 'running', allowed: ['stop', 'reboot', 'force-stop', 'terminate', 'tag'] }, { power: 'stopped', allowed: ['start', 'terminate', 'tag'] }, { power: 'stopping', allowed: ['force-stop', 'terminate', 'tag'] },
    { power: 'starting', allowed: ['terminate', 'tag'] }, { power: 'terminated', allowed: [] }, { power: 'terminating', allowed: [] },
  ] as const)('$power allows $allowed', async ({ power, allowed }) => {
    const all: MachineAction[] = ['start', 'stop', 'reboot', 'force-stop', 'force-reboot', 'terminate', 'tag'];
    const can: MachineAction[] = [];
    for (const action of all) if ((await plan([subject('i-1', {}, { power })], doing(action)))[0]!.item.refused === null) can.push(action);
    expect(can.sort()).toEqual([...allowed].sort());
  });
});

describe('many at once', () => {
  test('of twenty two fail, which are named with their reasons; the others are done', async () => {
    world.failing.set('i-3', new AppError('provider-refused', 'InsufficientInstanceCapacity'));
    world.failing.set('i-17', new AppError('throttled', 'Rate exceeded'));
    await begin(Array.from({ length: 20 }, (_, i) => subject(`i-${i}`)), doing('reboot'));
    await clock.advance(5_000);
    await expect.poll(() => now().state).toBe('over');
    expect(now().items.filter(({ state }) => state !== 'done').map(({ name, state, error }) => [name, state, error?.message])).toEqual([['i-3', 'failed', 'InsufficientInstanceCapacity'], ['i-17', 'failed', 'Rate exceeded']]);
    expect(now().items.filter(({ state }) => state === 'done')).toHaveLength(18);
    expect(written.filter(({ outcome }) => outcome === 'failed').map(({ target, detail, result }) => [target, detail, result]).sort()).toEqual([['aws/eu-west-1/i-17', 'throttled', 'Rate exceeded'], ['aws/eu-west-1/i-3', 'provider-refused', 'InsufficientInstanceCapacity']]);
  });

  test('what is refused beforehand is not sent and does not hold the others', async () => {
    await begin([subject('i-1'), subject('i-off', {}, { power: 'stopped' })], doing('stop'));
    await clock.advance(5_000);
    await expect.poll(() => now().state).toBe('over');
    expect(now().items.map(({ state }) => state)).toEqual(['done', 'refused']);
    expect(world.sent).toEqual(['stop i-1']);
  });

  test('one machine takes one thing at a time, until its answer has come', async () => {
    const go = world.holdBack();
    await begin([subject('i-1')], doing('stop'));
    await expect(begin([subject('i-1')], doing('reboot'))).rejects.toMatchObject({ code: 'conflict' });
    expect(await begin([subject('i-1'), subject('i-2')], doing('reboot'))).toMatchObject({ items: [{ state: 'refused' }, { state: 'waiting' }] });
    await clock.advance(5_000);
    await expect(begin([subject('i-1')], doing('reboot'))).rejects.toMatchObject({ code: 'conflict' });
    go();
    await expect.poll(() => operations.isBusy(subject('i-1').id)).toBe(false);
    await expect(begin([subject('i-1')], doing('reboot'))).resolves.toMatchObject({ state: 'pending' });
  });

  test('no answer within a minute is a failure that says that it may have happened, and the machine is looked at', async () => {
    world.holdBack();
    await begin([subject('i-1', {}, { power: 'stopped' })], doing('start'));
    await settled();
    await clock.advance(60_000);
    await expect.poll(() => now().state).toBe('over');
    expect(now().items[0]).toMatchObject({ state: 'failed', error: { code: 'timeout', message: expect.stringContaining('may have been done') } });
    expect(settling).toEqual(['i-1']);
  });
});
