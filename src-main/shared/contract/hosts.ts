import { z } from 'zod';
import { HostId, SshHostConfig, type HostCandidate, type SshHostState, type SshTestStep } from '../model/sshhost.ts';
import { action, query, returns, stream } from '../rpc/contract.ts';
import { secret } from '../rpc/secret.ts';

const One = z.object({ id: HostId });
/** Go into the vault and are never told again; a field left out stays as it is, an empty one is removed. */
export const HostSecrets = z.object({
  password: secret(z.string().max(10_000)).optional(),
  /** of the key files or the key below */
  passphrase: secret(z.string().max(10_000)).optional(),
  /** a private key's PEM text */
  privateKey: secret(z.string().max(100_000)).optional(),
  /** answers to keyboard-interactive questions, in order */
  answers: secret(z.array(z.string().max(10_000)).max(10)).optional(),
});
export type HostSecrets = z.infer<typeof HostSecrets>;

export const hosts = {
  list: query('target:read', z.object({}), returns<readonly SshHostState[]>()),
  /** the whole list at once and again after every change; a slow listener gets the newest */
  changes: stream('target:read', z.object({}), returns<readonly SshHostState[]>()),
  add: action('target:write', z.object({ config: SshHostConfig, secrets: HostSecrets.prefault({}) }), returns<SshHostState>()),
  edit: action('target:write', One.extend({ config: SshHostConfig, secrets: HostSecrets.prefault({}) }), returns<SshHostState>()),
  pause: action('target:write', One.extend({ paused: z.boolean() }), returns<SshHostState>()),
  remove: action('target:write', One, returns<null>()),
  restore: action('target:write', One, returns<SshHostState>()),
  /** tries to log in and run a first command; nothing is stored. `id` takes the stored secrets of that host where none are given */
  test: stream('target:write', z.object({ config: SshHostConfig, secrets: HostSecrets.prefault({}), id: HostId.optional() }), returns<SshTestStep>()),
  /** pins the key with this fingerprint for an address; replaces another one only when `replace` says so */
  trust: action('target:write', z.object({ address: z.string().min(1).max(300), port: z.int().min(1).max(65535), type: z.string().max(100), fingerprint: z.string().regex(/^SHA256:/), replace: z.boolean().default(false) }), returns<null>()),
  /** hosts of ~/.ssh/config and known_hosts */
  candidates: query('target:read', z.object({}), returns<readonly HostCandidate[]>()),
  import: action('target:write', z.object({ names: z.array(z.string().max(300)).min(1).max(2000), group: z.string().max(200).default('') }), returns<readonly SshHostState[]>()),
  /** the exact text that is run on this host at each scrape, and the user's commands */
  commands: query('target:read', z.object({ config: SshHostConfig }), returns<readonly { readonly name: string; readonly text: string }[]>()),
  /** makes an ingest token and a command that can be pasted on a machine that can't be reached from here; it pushes by remote_write or exposition */
  pushCommand: action('access:write', z.object({ name: z.string().trim().min(1).max(100), url: z.url().max(2000) }), returns<{ readonly command: string; readonly token: string }>()),
};
