import { CreateTagsCommand, DeleteTagsCommand, type EC2Client, type InstanceStateChange, RebootInstancesCommand, StartInstancesCommand, StopInstancesCommand, TerminateInstancesCommand } from '@aws-sdk/client-ec2';
import type { CloudMachine, PowerAction, Receipt } from '../../shared/model/cloud.ts';
import { AppError } from '../../shared/model/errors.ts';
import type { ActOptions, TagChange } from '../provider.ts';
import { curlOf } from './curl.ts';
import { awsFailure, isDryRunPassed } from './failure.ts';
import { isProtected } from './instances.ts';
import { taking } from './wiring.ts';

interface Answer { readonly $metadata: { readonly requestId?: string | undefined; readonly httpStatusCode?: number | undefined } }
interface Command { readonly middlewareStack: { use(plugin: ReturnType<typeof taking>): void } }

/** errors  those of the SDK; AppError 'conflict' for a protected machine, 'provider-refused' for what EC2 can't do */
export async function actOn(client: EC2Client, action: PowerAction, machine: CloudMachine, { dryRun }: ActOptions, signal: AbortSignal): Promise<Receipt> {
  const only = { InstanceIds: [machine.nativeId], DryRun: dryRun };
  const options = { abortSignal: signal };
  switch (action) {
    case 'start': {
      const command = new StartInstancesCommand(only);
      return receiptOf(machine, command, async () => client.send(command, options), ({ StartingInstances }) => changeOf(StartingInstances));
    }
    case 'stop': case 'force-stop': {
      await refuseProtected(client, 'stop', machine, signal);
      const command = new StopInstancesCommand({ ...only, Force: action === 'force-stop' });
      return receiptOf(machine, command, async () => client.send(command, options), ({ StoppingInstances }) => changeOf(StoppingInstances));
    }
    case 'reboot': {
      const command = new RebootInstancesCommand(only);
      return receiptOf(machine, command, async () => client.send(command, options), () => 'accepted');
    }
    case 'terminate': {
      await refuseProtected(client, 'terminate', machine, signal);
      const command = new TerminateInstancesCommand(only);
      return receiptOf(machine, command, async () => client.send(command, options), ({ TerminatingInstances }) => changeOf(TerminatingInstances));
    }
    case 'force-reboot': throw new AppError('provider-refused', 'EC2 has no forced reboot: its reboot is forced by itself when the system has not answered for four minutes.');
  }
}

/** New values first: what is to be removed goes only when they are set. The receipt is that of the last call. */
export async function changeTags(client: EC2Client, machine: CloudMachine, { set, remove }: TagChange, { dryRun }: ActOptions, signal: AbortSignal): Promise<Receipt> {
  const Resources = [machine.nativeId];
  const sets = Object.entries(set).map(([Key, Value]) => ({ Key, Value }));
  const options = { abortSignal: signal };
  const receipts: Receipt[] = [];
  if (sets.length > 0) {
    const command = new CreateTagsCommand({ Resources, Tags: sets, DryRun: dryRun });
    receipts.push(await receiptOf(machine, command, async () => client.send(command, options), () => `${sets.length} set`));
  }
  if (remove.length > 0) {
    const command = new DeleteTagsCommand({ Resources, Tags: remove.map(Key => ({ Key })), DryRun: dryRun });
    receipts.push(await receiptOf(machine, command, async () => client.send(command, options), () => `${remove.length} removed`));
  }
  const last = receipts.at(-1);
  if (last === undefined) throw new AppError('invalid-input', 'There is no tag to set or to remove.');
  return { ...last, request: receipts.map(({ request }) => request).join('\n'), detail: receipts.map(({ detail }) => detail).join(', ') };
}

async function receiptOf<T extends Answer>(machine: CloudMachine, command: Command, send: () => Promise<T>, detail: (answer: T) => string): Promise<Receipt> {
  let request = '';
  command.middlewareStack.use(taking(sent => { request = curlOf(sent, machine.region, 'ec2'); }));
  try {
    const answer = await send();
    return { requestId: answer.$metadata.requestId ?? '', status: answer.$metadata.httpStatusCode ?? 0, request, detail: detail(answer) };
  } catch (error) {
    if (!isDryRunPassed(error)) throw error;
    const { $metadata } = error as Error & Answer; // EC2 says by an error that it would have been done
    return { requestId: $metadata.requestId ?? '', status: $metadata.httpStatusCode ?? 0, request, detail: 'permitted' };
  }
}

/** EC2 would refuse as well, but not when it is only asked for a permission. Whoever may not read the attribute is left to EC2's own refusal. */
async function refuseProtected(client: EC2Client, what: 'stop' | 'terminate', machine: CloudMachine, signal: AbortSignal): Promise<void> {
  const attribute = what === 'stop' ? 'disableApiStop' : 'disableApiTermination';
  const found = await isProtected(client, machine.nativeId, attribute, signal).catch((error: unknown) => {
    if (awsFailure(error).code === 'forbidden') return null;
    throw error;
  });
  if (found !== true) return;
  throw new AppError('conflict', what === 'stop'
    ? `${machine.name} is protected against being stopped (DisableApiStop). Switch that off first, in the EC2 console.`
    : `${machine.name} is protected against termination (DisableApiTermination). Switch that off first, in the EC2 console.`);
}

const changeOf = (changes: readonly InstanceStateChange[] = []): string =>
  changes.map(({ PreviousState, CurrentState }) => `${PreviousState?.Name ?? '?'} -> ${CurrentState?.Name ?? '?'}`).join(', ');
