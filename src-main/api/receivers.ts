import type { Caller } from '../access/caller.ts';
import type { DesktopFeed } from '../alerts/desktopfeed.ts';
import type { Outbox } from '../alerts/outbox.ts';
import type { Receivers } from '../alerts/receivers.ts';
import type { RoutingBook } from '../alerts/routingbook.ts';
import type { HostContract } from '../shared/contract/index.ts';
import type { ReceiverSecrets } from '../shared/contract/receivers.ts';
import type { TestSend } from '../shared/model/message.ts';
import type { ReceiverConfig, ReceiverId } from '../shared/model/receiver.ts';
import type { Handlers } from '../shared/rpc/contract.ts';

export interface ReceiversApi {
  readonly receivers: Receivers;
  readonly routing: RoutingBook;
  readonly outbox: Outbox;
  readonly desktop: DesktopFeed;
  test(config: ReceiverConfig, secrets: ReceiverSecrets, id: ReceiverId | undefined, signal: AbortSignal): Promise<TestSend>;
}

export const receiversHandlers = ({ receivers, routing, outbox, desktop, test }: ReceiversApi): Handlers<HostContract, Caller>['receivers'] => ({
  list: async () => receivers.list(),
  changes: (_input, _caller, signal) => receivers.changes(signal),
  add: ({ config, secrets }) => receivers.add(config, secrets),
  edit: ({ id, config, secrets }) => receivers.edit(id, config, secrets),
  remove: async ({ id }) => {
    await receivers.remove(id);
    return null;
  },
  restore: ({ id }) => receivers.restore(id),
  test: ({ id, config, secrets }, _caller, signal) => test(config, secrets, id, signal),
  routing: async () => routing.read(),
  setRouting: async ({ routing: changed }) => {
    const written = routing.write(changed);
    receivers.tell();
    return written;
  },
  routed: async ({ labels, routing: trial }) => routing.routed(labels, trial),
  messages: async query => outbox.page(query),
  messageChanges: (_input, _caller, signal) => outbox.changes(signal),
  message: async ({ id }) => outbox.read(id),
  retry: async ({ id }) => outbox.retry(id),
  drop: async ({ id }) => outbox.drop(id),
  desktop: (_input, _caller, signal) => desktop.follow(signal),
});
