import type { Caller } from '../access/caller.ts';
import type { Finding, HostInfo, HostStatus, Settings, SettingsChange } from '../shared/contract/host.ts';
import type { HostContract } from '../shared/contract/index.ts';
import type { Handlers } from '../shared/rpc/contract.ts';

export interface HostParts {
  readonly info: Omit<HostInfo, 'caller'>;
  readonly status: (signal: AbortSignal) => AsyncIterable<HostStatus>;
  readonly settings: { read(): Settings; change(part: SettingsChange): Promise<Settings> };
  readonly diagnostics: (signal: AbortSignal) => Promise<readonly Finding[]>;
  /** our own metrics as exposition text */
  readonly exposition: () => Promise<string>;
}

export const hostHandlers = (parts: HostParts): Handlers<HostContract, Caller>['host'] => ({
  info: async (_input, caller) => ({ ...parts.info, caller: { name: caller.name, permissions: [...caller.permissions] } }),
  status: (_input, _caller, signal) => parts.status(signal),
  settings: async () => parts.settings.read(),
  change: input => parts.settings.change(input),
  diagnostics: (_input, _caller, signal) => parts.diagnostics(signal),
  metrics: () => parts.exposition(),
  page: async () => null,
});
