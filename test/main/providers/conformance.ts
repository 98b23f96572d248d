import { expect, test } from 'vitest';
import type { Provider } from '../../../src-main/providers/provider.ts';
import { type CloudMachine, MACHINE_ACTIONS, machineIdOf, type PowerAction } from '../../../src-main/shared/model/cloud.ts';
import { AppError } from '../../../src-main/shared/model/errors.ts';

/** A provider in front of something real, with a machine that may be acted on. */
export interface Specimen {
  readonly provider: Provider;
  /** where the machine stands */
  readonly region: string;
  /** of the machine */
  readonly nativeId: string;
  /** an action that it can do now, and what it was asked to do is told here */
  readonly action: PowerAction;
  /** whether the action has been carried out */
  readonly carriedOut: () => Promise<boolean>;
  /** an action that it can't do, in any state; null when it does all of them */
  readonly missing: PowerAction | null;
}

/** What every provider does, whatever it stands for. `specimen` is asked for once a test. */
export function conforms(specimen: () => Promise<Specimen>): void {
  const signal = () => AbortSignal.timeout(20_000);
  const machineOf = async ({ provider, region, nativeId }: Specimen): Promise<CloudMachine> => {
    const found = (await provider.list(region, signal())).find(machine => machine.nativeId === nativeId);
    if (found === undefined) throw new Error(`${nativeId} is not in ${region}`);
    return found;
  };

  test('says what it can do in every power state, in the words of all providers', async () => {
    const { provider: { capabilities } } = await specimen();
    expect(Object.keys(capabilities.actions).sort()).toEqual(['running', 'starting', 'stopped', 'stopping', 'terminated', 'terminating', 'unknown']);
    for (const actions of Object.values(capabilities.actions)) for (const action of actions) expect(MACHINE_ACTIONS).toContain(action);
  });

  test('knows as whom it asks, and shows no secret of it', async () => {
    const { provider } = await specimen();
    expect(await provider.credentials(signal())).not.toBe('');
    expect((await provider.identity(signal())).user).not.toBe('');
  });

  test('lists its machines under ids that tell provider, region and native id, each once', async () => {
    const one = await specimen();
    expect(await one.provider.regions(signal())).toContain(one.region);
    const machines = await one.provider.list(one.region, signal());
    expect(machines.map(({ id }) => id)).toEqual(machines.map(({ nativeId }) => machineIdOf(one.provider.kind, one.region, nativeId)));
    expect(new Set(machines.map(({ id }) => id)).size).toBe(machines.length);
    expect((await machineOf(one)).name).not.toBe('');
  });

  test('only asks for a permission when that is what is wanted', async () => {
    const one = await specimen();
    const receipt = await one.provider.act(one.action, await machineOf(one), { dryRun: true }, signal());
    expect(receipt.detail).toBe('permitted');
    expect(await one.carriedOut()).toBe(false);
  });

  test('does what it is told, and gives a receipt that holds what was asked', async () => {
    const one = await specimen();
    const machine = await machineOf(one);
    expect(one.provider.capabilities.actions[machine.power]).toContain(one.action);
    const receipt = await one.provider.act(one.action, machine, { dryRun: false }, signal());
    expect(receipt.request).not.toBe('');
    expect(await one.carriedOut()).toBe(true);
  });

  test('refuses what it can not do in words', async () => {
    const one = await specimen();
    if (one.missing === null) return;
    await expect(one.provider.act(one.missing, await machineOf(one), { dryRun: false }, signal())).rejects.toMatchObject({ code: 'provider-refused', message: expect.stringMatching(/\.$/) });
  });

  test('gives up when nobody waits any more', async () => {
    const { provider, region } = await specimen();
    const reason = new AppError('canceled', 'nobody waits');
    await expect(provider.list(region, AbortSignal.abort(reason))).rejects.toBe(reason);
  });
}
