import { HostId, SshHostConfig, type SshHostState } from '../../../src-main/shared/model/sshhost.ts';

/** A host that answers, but for what is given. */
export const host = (name: string, given: Partial<Omit<SshHostState, 'id' | 'config'>> = {}, config: Partial<SshHostConfig> = {}): SshHostState => ({
  id: HostId.parse(name.toLowerCase()), config: SshHostConfig.parse({ name, address: `${name}.example.org`, user: 'ops', ...config }), paused: false, health: 'up', connection: 'open', retryAt: null,
  lastScrape: 0, lastDurationMs: 40, lastError: null, samples: 800, hostKey: null, question: null, clockSkew: 0, commands: [], empty: [], ...given,
});

export const question = (state: 'unknown' | 'changed', address = 'a.example.org', fingerprint = 'SHA256:new'): NonNullable<SshHostState['question']> =>
  ({ address, port: 22, key: { type: 'ssh-ed25519', fingerprint }, state, expected: state === 'changed' ? { type: 'ssh-ed25519', fingerprint: 'SHA256:old' } : null });
