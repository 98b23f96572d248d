import type { Duplex } from 'node:stream';
import type { Clock } from '../../base/clock.ts';
import type { Log } from '../../base/log.ts';
import type { HostSecrets } from '../../shared/contract/hosts.ts';
import type { HostId, HostKey, HostKeyQuestion, SshHostConfig, SshTestStep } from '../../shared/model/sshhost.ts';
import type { HostKeyStore } from '../../store/hostkeys.ts';
import { SshFailure } from './failure.ts';
import { Switchboard } from './switchboard.ts';

export interface SshEndpoint {
  readonly id: HostId;
  readonly config: SshHostConfig;
  /** from the vault; rejects with AppError 'locked' */
  secrets(): Promise<HostSecrets>;
}

/** What a command left behind. ms: from the request to its end, the wait for a connection included. */
export interface ExecResult { readonly stdout: Uint8Array; readonly stderr: string; readonly code: number | null; readonly signal: string | null; readonly ms: number }

export interface ExecOptions { readonly timeoutMs: number; readonly maxBytes: number; readonly signal?: AbortSignal; readonly stdin?: Uint8Array; /** leaves places on the connection to others: for what may hang or comes in numbers */ readonly modest?: boolean; /** running it twice does no harm: it is begun anew when the connection is cut */ readonly repeatable?: boolean }

export interface ConnectionState {
  readonly connection: 'idle' | 'connecting' | 'open' | 'waiting';
  /** unix ms */
  readonly retryAt: number | null;
  /** the one it showed and we accepted */
  readonly hostKey: HostKey | null;
  readonly question: HostKeyQuestion | null;
}

/** Every connection to a host by SSH: one kept for each, shared by all that goes over it. */
export interface SshConnections {
  /**
   * Runs one command over the kept connection, which is made when needed. A command that hangs blocks no other.
   * errors  SshFailure with step and hop; AppError 'timeout', 'too-large', or the signal's reason
   */
  exec(id: HostId, command: string, options: ExecOptions): Promise<ExecResult>;
  /** A TCP connection that the host opens for us (direct-tcpip). */
  dial(id: HostId, address: string, port: number, signal: AbortSignal): Promise<Duplex>;
  /** A connection to a unix socket on the host (direct-streamlocal@openssh.com). */
  dialUnix(id: HostId, path: string, signal: AbortSignal): Promise<Duplex>;
  state(id: HostId): ConnectionState;
  onChange(listener: (id: HostId) => void): Disposable;
  /** Forgets the connection of a host: its configuration changed, or it is gone. */
  drop(id: HostId): void;
  /** Logs in anew, step by step; the kept connection is left alone. The last step is the first that failed. */
  test(endpoint: SshEndpoint, signal: AbortSignal): AsyncIterable<SshTestStep>;
  /** errors  AppError 'conflict' when another key is pinned there and `replace` is not set */
  trust(address: string, port: number, type: string, fingerprint: string, replace: boolean): Promise<void>;
  close(): Promise<void>;
}

export interface SshParts {
  /** by id, or by name for jump hosts */
  endpoint(idOrName: string): SshEndpoint | null;
  readonly hostKeys: HostKeyStore;
  /** the folder that holds .ssh */
  readonly home: string;
  /** as SSH_AUTH_SOCK names it */
  readonly agentSocket: string | undefined;
  readonly clock: Clock;
  readonly log: Pick<Log, 'info' | 'warn'>;
  /** the program of the thread that opens keys with a passphrase (keyopener.ts); without it that is done in this one, and stops it for a second */
  readonly keyOpener?: URL;
  /** key exchanges and logins at once; 8 when left out */
  readonly maxHandshakes?: number;
}

export { SshFailure };

export const sshConnections = (parts: SshParts): SshConnections => new Switchboard(parts);
