import { STREAM_WINDOW } from './contract.ts';

/**
 * The host's end of one stream. At most STREAM_WINDOW items are under way; while the listener has not taken them, only the newest item is kept,
 * so a slow listener costs a bounded amount of memory here, on the line and at its own end, and hears of the present, not of the past.
 */
export interface Outlet {
  /** Sends what `items` yields until it ends or `close`; resolves when its last item is sent. */
  pour(items: AsyncIterable<unknown>): Promise<void>;
  /** The listener has taken so many more items. */
  taken(count: number): void;
  close(): void;
}

export function createOutlet(send: (item: unknown) => void): Outlet {
  let underWay = 0;
  let newest: { readonly item: unknown } | undefined;
  let closed = false;
  let room = (): void => undefined;
  let leave = (): void => undefined;

  const flush = () => {
    while (newest && underWay < STREAM_WINDOW && !closed) {
      const { item } = newest;
      newest = undefined;
      underWay++;
      send(item);
    }
    if (!newest) room();
  };
  const offer = async (item: unknown) => {
    newest = { item };
    flush();
    if (newest) await new Promise(resolve => setTimeout(resolve, 0)); // a source that never waits must not keep receipts from arriving
  };
  /** Settles with `work`, or with undefined as soon as the listener leaves. One promise a turn: a race against a lasting one would collect its losers. */
  const unlessLeft = <T>(work: Promise<T>) => new Promise<T | undefined>((resolve, reject) => {
    leave = () => resolve(undefined);
    work.then(resolve, reject);
    if (closed) leave();
  });
  const drained = () => new Promise<void>(resolve => {
    room = resolve;
    flush();
  });

  return {
    pour: async items => {
      const iterator = items[Symbol.asyncIterator]();
      try {
        for (;;) {
          const next = await unlessLeft(iterator.next());
          if (next === undefined) return;
          if (next.done) break;
          await offer(next.value);
        }
        await unlessLeft(drained());
      } finally {
        void iterator.return?.().catch(() => undefined); // its own errors while leaving concern nobody any more
      }
    },
    taken: count => {
      underWay = Math.max(0, underWay - count);
      flush();
    },
    close: () => { closed = true; leave(); },
  };
}
