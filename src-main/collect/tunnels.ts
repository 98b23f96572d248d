import type { Duplex } from 'node:stream';
import type { HostId } from '../shared/model/sshhost.ts';

/** Ways to what only an SSH host can reach. Errors: AppError whose message says at which step and hop it failed */
export interface Tunnels {
  /** A TCP connection that the host makes; it looks up `address` itself. */
  dial(host: HostId, address: string, port: number, signal: AbortSignal): Promise<Duplex>;
  dialUnix(host: HostId, path: string, signal: AbortSignal): Promise<Duplex>;
  /** for messages */
  nameOf(host: HostId): string;
}
