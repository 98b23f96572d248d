import { z } from 'zod';
import { DestinationConfig, DestinationId, type DestinationState, type DestinationTrial } from '../model/destination.ts';
import { action, query, returns, stream } from '../rpc/contract.ts';
import { secret } from '../rpc/secret.ts';

const One = z.object({ id: DestinationId });

/** Go into the vault and are never told again. A field left out stays as it is, empty it is removed. Used only where it was entered for. */
export const DestinationSecrets = z.object({
  password: secret(z.string().max(10_000)).optional(),
  bearer: secret(z.string().trim().regex(/^[\x21-\x7e]*$/, 'a token has no spaces and no letters beyond ASCII').max(100_000)).optional(),
  /** PEM text, without a passphrase */
  clientKey: secret(z.string().max(200_000)).optional(),
});
export type DestinationSecrets = z.infer<typeof DestinationSecrets>;
const Given = z.object({ config: DestinationConfig, secrets: DestinationSecrets.prefault({}) });

export const sending = {
  list: query('sending:read', z.object({}), returns<readonly DestinationState[]>()),
  changes: stream('sending:read', z.object({}), returns<readonly DestinationState[]>()),
  add: action('sending:write', Given, returns<DestinationState>()),
  edit: action('sending:write', One.extend(Given.shape), returns<DestinationState>()),
  /** a paused one goes on where it stopped */
  pause: action('sending:write', One.extend({ paused: z.boolean() }), returns<DestinationState>()),
  remove: action('sending:write', One, returns<null>()),
  restore: action('sending:write', One, returns<DestinationState>()),
  /** sends history from a time on, before anything else; unix ms */
  backfill: action('sending:write', One.extend({ from: z.int().min(0).max(8.64e15) }), returns<DestinationState>()),
  /** gives up the history that is not sent yet */
  endBackfill: action('sending:write', One, returns<DestinationState>()),
  /** sends one sample, `stratoscope_remote_write_test`, and tells what the other side said. `id` takes that destination's stored secrets where none are given */
  test: action('sending:write', Given.extend({ id: DestinationId.optional() }), returns<DestinationTrial>()),
};
