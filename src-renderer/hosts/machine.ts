import type { SshHostState } from '../../src-main/shared/model/sshhost.ts';
import { machinePath } from '../inventory/address.ts';

/** The page of the machine behind a host. */
export const machineOfHost = ({ config }: Pick<SshHostState, 'config'>): string =>
  machinePath(`ssh/${encodeURIComponent(config.job)}/${encodeURIComponent(config.name)}`);
