import { randomUUID } from 'node:crypto';
import { DesktopFeed } from '../alerts/desktopfeed.ts';
import { limitsOf } from '../alerts/limiter.ts';
import { type Audience, Notifier } from '../alerts/notifier.ts';
import { Outbox } from '../alerts/outbox.ts';
import { Receivers } from '../alerts/receivers.ts';
import { RoutingBook } from '../alerts/routingbook.ts';
import { sendingWith, testTelling, withSecrets } from '../alerts/sending.ts';
import { desktopSender } from '../alerts/senders/desktop.ts';
import { failure, type Outgoing } from '../alerts/senders/sender.ts';
import { Silences } from '../alerts/silences.ts';
import type { AlertSink } from '../alerts/sink.ts';
import { Ticking } from '../alerts/ticking.ts';
import type { Vault } from '../access/vault.ts';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import type { ReceiverSecrets } from '../shared/contract/receivers.ts';
import type { AlertInstance } from '../shared/model/alert.ts';
import type { TestSend } from '../shared/model/message.ts';
import { DESKTOP, type ReceiverConfig, ReceiverId } from '../shared/model/receiver.ts';
import { messageTable } from '../store/messages.ts';
import { notifiedTable } from '../store/notified.ts';
import { receiverTable } from '../store/receivers.ts';
import { settingsTable } from '../store/settings.ts';
import { silenceTable } from '../store/silences.ts';
import type { WorkspaceDb } from '../store/workspace.ts';
import type { Native } from './native.ts';
import { onUnlocked } from './vault.ts';

export interface TellingParts {
  readonly db: WorkspaceDb;
  readonly clock: Clock;
  readonly vault: Vault;
  readonly native: Pick<Native, 'notify'> | undefined;
  readonly log: Log;
  /** false: everything is known, but nothing is sent */
  readonly collecting: boolean;
  /** where the page is, as far as the door knows; what the user has set counts first */
  readonly externalUrl: () => string;
}

/** Silences, receivers, routes, and the way of alerts to whoever has to hear of them. */
export interface Telling {
  readonly sink: AlertSink;
  readonly silences: Silences;
  readonly receivers: Receivers;
  readonly routing: RoutingBook;
  readonly outbox: Outbox;
  readonly desktop: DesktopFeed;
  test(config: ReceiverConfig, secrets: ReceiverSecrets, id: ReceiverId | undefined, signal: AbortSignal): Promise<TestSend>;
  /** Alerts, pending ones too, that silences are shown against. */
  watch(alerts: () => readonly AlertInstance[]): void;
  close(): Promise<void>;
}

/** An Alertmanager forgets what it is not told again within a day. */
const FORGETFUL_MS = 12 * 3_600_000;

export function openTelling(parts: TellingParts): Telling {
  const { db, clock, vault, log, collecting } = parts;
  const onError = (error: unknown, what: string) => log.error({ err: error }, what);
  let alerts: () => readonly AlertInstance[] = () => notifier.firing();
  let ticking: Ticking | null = null;
  const silences = new Silences({ clock, table: silenceTable(db, unreadable(log, 'silence')), alerts: () => alerts(), onChange: () => ticking?.wake() });
  const routing = new RoutingBook(settingsTable(db), changed => notifier.reroute(changed), id => delivery.receivers.config(id) !== null);
  const delivery = openDelivery(parts, routing, onError);
  const { outbox, receivers, desktop, test } = delivery;
  const notifier: Notifier = new Notifier({
    store: notifiedTable(db), now: clock.now, silenced: (labels, now) => silences.silenced(labels, now), enqueue: (receiver, telling, now) => outbox.add(receiver, telling, now),
    receiver: id => audienceOf(receivers.config(id)), onWork: () => { ticking?.wake(); silences.alertsChanged(); }, onError,
  }, routing.read());
  ticking = new Ticking(clock, () => {
    const next = notifier.tick();
    outbox.wake();
    return next;
  }, error => onError(error, 'telling alerts'));
  const leaving = new AbortController();
  const following = (async () => { for await (const _ of outbox.onChange(leaving.signal)) receivers.tell(); })();
  const unlocked = onUnlocked(vault, () => { for (const { id } of receivers.list()) outbox.wake(id); });
  if (collecting) {
    void receivers.tidy().catch(error => onError(error, 'removing secrets of receivers that are gone'));
    outbox.start();
    ticking.start();
  }
  return {
    sink: notifier, silences, receivers, routing, outbox, desktop, test,
    watch: now => { alerts = now; },
    close: async () => {
      leaving.abort();
      ticking.stop();
      unlocked();
      await outbox.stop();
      await following;
      await receivers.close();
    },
  };
}

type Delivery = Pick<Telling, 'outbox' | 'receivers' | 'desktop' | 'test'>;

/** Receivers, and what brings messages to them. */
function openDelivery({ db, clock, vault, native, log, externalUrl }: TellingParts, routing: RoutingBook, onError: (error: unknown, what: string) => void): Delivery {
  const desktop = new DesktopFeed(() => outbox.wake(DESKTOP));
  const send = sendingWith(desktopSender(desktop, native && ((title, body) => native.notify(title, body))), error => onError(error, 'sending a message'));
  const outgoing = (message: Omit<Outgoing, 'now' | 'externalUrl'>): Outgoing => ({ ...message, now: clock.now(), externalUrl: routing.read().externalUrl || externalUrl() });
  const outbox: Outbox = new Outbox({
    clock, table: messageTable(db), receiver: id => receivers.config(id), giveUpMs: () => routing.read().giveUpMs, onError,
    send: async ({ id, receiver, repeated, createdAt }, telling, signal) => {
      const to = ReceiverId.parse(receiver);
      const config = receivers.config(to);
      if (config === null) return failure('refused', 'Its receiver was removed.');
      return withSecrets(() => receivers.secretsOf(to), secrets => send(outgoing({ id, telling, config, secrets, repeated: repeated !== 0, createdAt }), signal));
    },
  });
  const receivers: Receivers = new Receivers({
    clock, table: receiverTable(db, unreadable(log, 'receiver')), secrets: vault, health: id => outbox.health(id), routesTo: id => routing.leadingTo(id),
    onEdited: id => outbox.wake(id), onRemoved: id => outbox.giveUpAll(id, 'Its receiver was removed.'),
  });
  return {
    outbox, receivers, desktop,
    test: async (config, given, id, signal) => {
      const secrets = await receivers.trial(config, given, id);
      const createdAt = clock.now(), start = clock.monotonic();
      const { fate, status, answer } = await send(outgoing({ id: randomUUID(), telling: testTelling(createdAt), config, secrets, repeated: false, createdAt }), signal);
      return { ok: fate === 'sent', status, answer, ms: clock.monotonic() - start };
    },
  };
}

function audienceOf(config: ReceiverConfig | null): Audience | null {
  return config && { sendResolved: config.sendResolved, digestOver: limitsOf(config).digestOver, repeatAtMostMs: config.kind === 'alertmanager' ? FORGETFUL_MS : Number.POSITIVE_INFINITY };
}

const unreadable = (log: Log, what: string) => (id: string, error: unknown) => log.error({ id, err: error }, `a stored ${what} is unreadable and left out`);
