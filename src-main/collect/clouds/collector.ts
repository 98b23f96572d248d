import { type MetricAccount, MetricPoll, type PollParts } from './metricpoll.ts';

/** Fetches the metrics of every account that wants it, and of no other. */
export class CloudCollector {
  private readonly parts: PollParts;
  private readonly polls = new Map<string, MetricPoll>();
  private turn: Promise<unknown> = Promise.resolve();

  constructor(parts: PollParts) {
    this.parts = parts;
  }

  /** These accounts there are now: those that are new or configured anew begin, those that are gone end. */
  follow(accounts: readonly MetricAccount[]): Promise<void> {
    return this.inTurn(async () => {
      const wanted = new Map(accounts.filter(({ paused, config }) => !paused && config.polling.enabled).map(account => [account.id as string, account]));
      for (const [id, poll] of this.polls) {
        if (wanted.get(id) === poll.account) continue;
        this.polls.delete(id);
        await poll.stop();
      }
      for (const [id, account] of wanted) if (!this.polls.has(id)) this.polls.set(id, new MetricPoll(this.parts, account));
    });
  }

  /** What was missed is fetched now: the computer has slept. */
  wake(): void {
    for (const poll of this.polls.values()) poll.wake();
  }

  stop(): Promise<void> {
    return this.inTurn(async () => {
      await Promise.all([...this.polls.values()].map(poll => poll.stop()));
      this.polls.clear();
    });
  }

  private inTurn<T>(run: () => Promise<T>): Promise<T> {
    const mine = this.turn.then(run);
    this.turn = mine.catch(() => undefined); // whoever asked gets the error
    return mine;
  }
}
