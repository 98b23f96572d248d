import { z } from 'zod';
import type { Labels } from '../model/labels.ts';
import type { Attempt, DesktopNotice, MessageAlert, MessageRow, TestSend } from '../model/message.ts';
import { ReceiverConfig, ReceiverId, type ReceiverState } from '../model/receiver.ts';
import { Routing } from '../model/routing.ts';
import { action, query, returns, stream } from '../rpc/contract.ts';
import { secret } from '../rpc/secret.ts';

const One = z.object({ id: ReceiverId });
const Message = z.object({ id: z.string().min(1).max(64) });

/** Go into the vault and are never told again. A field left out stays as it is, empty it is removed. A password or token is used only where it was entered for. */
export const ReceiverSecrets = z.object({
  /** of a webhook */
  url: secret(z.string().trim().max(4000)).optional(),
  password: secret(z.string().max(10_000)).optional(),
  bearer: secret(z.string().trim().regex(/^[\x21-\x7e]*$/, 'a token has no spaces and no letters beyond ASCII').max(100_000)).optional(),
  /** signs: Feishu's and DingTalk's secret, or the key of our HMAC header */
  signingKey: secret(z.string().trim().max(10_000)).optional(),
});
export type ReceiverSecrets = z.infer<typeof ReceiverSecrets>;
const Configured = z.object({ config: ReceiverConfig, secrets: ReceiverSecrets.prefault({}) });

export const receivers = {
  list: query('receiver:read', z.object({}), returns<readonly ReceiverState[]>()),
  changes: stream('receiver:read', z.object({}), returns<readonly ReceiverState[]>()),
  add: action('receiver:write', Configured, returns<ReceiverState>()),
  edit: action('receiver:write', One.extend(Configured.shape), returns<ReceiverState>()),
  /** refused while routes lead to it; messages that wait for it are given up. `restore` brings it back while the host runs */
  remove: action('receiver:write', One, returns<null>()),
  restore: action('receiver:write', One, returns<ReceiverState>()),
  /** sends one message that says it is a test, at once and once only, and tells what the other side said. `id` takes that receiver's stored secrets where none are given */
  test: action('receiver:write', Configured.extend({ id: ReceiverId.optional() }), returns<TestSend>()),
  routing: query('receiver:read', z.object({}), returns<Routing>()),
  setRouting: action('receiver:write', z.object({ routing: Routing }), returns<Routing>()),
  /** where an alert with these labels would go: the routes it takes, counted from 0, and their receivers */
  routed: query('receiver:read', z.object({ labels: z.record(z.string(), z.string()), routing: Routing.optional() }), returns<{ readonly routes: readonly number[]; readonly receivers: readonly ReceiverId[] }>()),
  /** newest first; what waits, what was sent, what was given up. `before` goes on from the row of that id */
  messages: query('receiver:read', z.object({
    receiver: ReceiverId.optional(), state: z.enum(['open', 'sent', 'failed']).optional(),
    before: z.string().max(64).default(''), limit: z.int().min(1).max(500).default(100),
  }), returns<readonly MessageRow[]>()),
  /** the newest of them, again after every change */
  messageChanges: stream('receiver:read', z.object({}), returns<readonly MessageRow[]>()),
  /** what it told, its attempts with the other side's answers; of a digest, what it is made of */
  message: query('receiver:read', Message, returns<{ readonly message: MessageRow; readonly alerts: readonly MessageAlert[]; readonly groupLabels: Labels; readonly attempts: readonly Attempt[]; readonly mergedInto: string | null }>()),
  /** tries it now; one that was given up, too */
  retry: action('receiver:write', Message, returns<MessageRow>()),
  /** gives it up */
  drop: action('receiver:write', Message, returns<MessageRow>()),
  /** what is to be shown to whoever looks at this page */
  desktop: stream('alert:read', z.object({}), returns<DesktopNotice>()),
};
