import { AccountId, type CloudMachine, machineIdOf } from '../../shared/model/cloud.ts';
import { AppError } from '../../shared/model/errors.ts';
import type { SshHostState } from '../../shared/model/sshhost.ts';
import { plainCommand, POSIX_CAPABILITIES, powerCommand, powerReceipt } from '../posixpower.ts';
import type { Provider } from '../provider.ts';
import { type SshConnections, SshFailure } from './connections.ts';

const NOBODY = AccountId.parse('ssh');
const PATIENCE = { timeoutMs: 15_000, maxBytes: 64 * 1024 };

/** A host as a machine: its job stands for a region, its name is what it is known by. */
export const machineOfHost = ({ config, health }: SshHostState): CloudMachine => ({
  id: machineIdOf('ssh', config.job, config.name), provider: 'ssh', accountId: NOBODY, region: config.job, nativeId: config.name, name: config.name,
  power: health === 'up' ? 'running' : 'unknown', nativePower: health, zone: config.group, size: '', image: '', architecture: '', platform: '', network: '',
  privateAddresses: [config.address], publicAddresses: [], tags: config.tags, launchedAt: null, metricPeriodMs: null,
});

/** The hosts that are reached by SSH, as machines that can be rebooted and shut down. */
export function sshMachines(hosts: () => readonly SshHostState[], connections: Pick<SshConnections, 'exec'>): Provider {
  const hostOf = ({ nativeId, region }: CloudMachine): SshHostState => {
    const host = hosts().find(({ config }) => config.name === nativeId && config.job === region);
    if (host === undefined) throw new AppError('not-found', `There is no host called ${nativeId} any more.`);
    return host;
  };
  return {
    kind: 'ssh', capabilities: POSIX_CAPABILITIES, metrics: null,
    credentials: async () => 'each host by its own login',
    identity: async () => ({ account: 'ssh', user: 'each host by its own login' }),
    regions: async () => [...new Set(hosts().map(({ config }) => config.job))].sort(),
    list: async (region, signal) => {
      signal.throwIfAborted();
      return hosts().filter(({ config }) => config.job === region).map(machineOfHost);
    },
    protection: async () => ({ terminate: null, stop: null }),
    act: async (action, machine, { dryRun }, signal) => {
      const { id, config } = hostOf(machine);
      const command = powerCommand(action, dryRun);
      const request = `ssh ${config.user}@${config.address}${config.port === 22 ? '' : ` -p ${config.port}`} '${plainCommand(action)}'`;
      try {
        const { stdout, stderr, code } = await connections.exec(id, command, { ...PATIENCE, signal });
        return powerReceipt({ stdout: Buffer.from(stdout).toString('utf8'), stderr, code }, request, config.name, dryRun);
      } catch (error) {
        if (dryRun || !(error instanceof SshFailure) || error.step !== 'command' || error.code !== 'unreachable') throw error;
        return { requestId: '', status: 0, request, detail: 'the connection was cut, as it is when a system goes down' };
      }
    },
    setTags: async () => { throw new AppError('provider-refused', 'Tags of an SSH host are changed with the host itself.'); },
    close: () => undefined,
  };
}
