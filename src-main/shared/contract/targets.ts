import { z } from 'zod';
import { TargetConfig, TargetId, type TargetState, type TestStep } from '../model/target.ts';
import { action, query, returns, stream } from '../rpc/contract.ts';
import { secret } from '../rpc/secret.ts';

const One = z.object({ id: TargetId });
/**
 * Go into the vault and are never told again. A field left out stays as it is; what the configuration has no use for is removed. A stored one
 * is used only where it was entered for: with another address (or another way there) it has to be given again.
 */
export const TargetSecrets = z.object({
  /** for `auth.kind` basic */
  password: secret(z.string().max(10_000)).optional(),
  /** for `auth.kind` bearer */
  bearer: secret(z.string().trim().regex(/^[\x21-\x7e]*$/, 'a token has no spaces and no letters beyond ASCII').max(100_000)).optional(),
  /** PEM text of the key of `tls.cert`, without a passphrase */
  clientKey: secret(z.string().max(100_000)).optional(),
});
export type TargetSecrets = z.infer<typeof TargetSecrets>;
const Configured = z.object({ config: TargetConfig, secrets: TargetSecrets.prefault({}) });

export const targets = {
  list: query('target:read', z.object({}), returns<readonly TargetState[]>()),
  /** the whole list at once and again after every change of it or of a scrape's outcome; a slow listener gets the newest */
  changes: stream('target:read', z.object({}), returns<readonly TargetState[]>()),
  add: action('target:write', Configured, returns<TargetState>()),
  edit: action('target:write', One.extend(Configured.shape), returns<TargetState>()),
  /** a paused target is not scraped; its series go stale at once */
  pause: action('target:write', One.extend({ paused: z.boolean() }), returns<TargetState>()),
  /** taken out of the list; what it stored stays. `restore` brings it back while the host runs */
  remove: action('target:write', One, returns<null>()),
  restore: action('target:write', One, returns<TargetState>()),
  /** tries a configuration that need not be stored; nothing is written. Steps come as they end. `id` takes that target's stored secrets where none are given */
  test: stream('target:write', Configured.extend({ id: TargetId.optional() }), returns<TestStep>()),
};
