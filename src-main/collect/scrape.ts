import type { Clock } from '../base/clock.ts';
import { withDeadline } from '../base/deadline.ts';
import { AppError } from '../shared/model/errors.ts';
import type { Appender } from '../workers/appender.ts';
import { Annotations } from './annotations.ts';
import { type FailureCode, ScrapeFailure } from './failure.ts';
import type { Columns, Feed } from './feed.ts';
import type { Batch, Matched, Report, TargetSeries } from './targetseries.ts';

export interface Outcome {
  /** unix ms the samples carry */
  readonly time: number;
  readonly durationMs: number;
  /** samples on the page, and series that are new; 0 after a failure */
  readonly samples: number;
  readonly added: number;
  readonly failure: ScrapeFailure | null;
}

export interface ScraperParts<K> {
  readonly clock: Clock;
  readonly appender: Appender;
  readonly series: TargetSeries<K>;
  /** an error that nobody foresaw */
  readonly onBug: (error: unknown) => void;
}

/** What a target does when it is due, and when it ends. */
export interface Scraping {
  /** Never rejects; null when the signal aborted before there was anything to store. */
  scrape(time: number, signal: AbortSignal): Promise<Outcome | null>;
  /** Marks all its series stale. Errors: AppError of the appender */
  end(time: number): Promise<void>;
  close(): Promise<void>;
}

/** Scrapes one target: reads its feed, gives every series its labels and one common time, and stores the lot in one append. */
export class Scraper<K> implements Scraping {
  private readonly parts: ScraperParts<K>;
  private readonly annotations = new Annotations();
  private feed: Feed<K>;
  private timeoutMs: number;

  constructor(parts: ScraperParts<K>, feed: Feed<K>, timeoutMs: number) {
    this.parts = parts;
    this.feed = feed;
    this.timeoutMs = timeoutMs;
  }

  /** Goes on with another feed for the same series. */
  async use(feed: Feed<K>, timeoutMs: number): Promise<void> {
    const before = this.feed;
    this.feed = feed;
    this.timeoutMs = timeoutMs;
    await before.close();
  }

  async scrape(time: number, signal: AbortSignal): Promise<Outcome | null> {
    const { clock } = this.parts;
    const start = clock.monotonic();
    const reading = await this.read(time, signal);
    if (signal.aborted) return null;
    const durationMs = clock.monotonic() - start;
    if (reading instanceof ScrapeFailure) return this.storeFailure(time, durationMs, reading);
    const { columns, matched } = reading;
    const failure = await this.store(columns, matched, time, durationMs);
    return failure === null
      ? { time, durationMs, samples: columns.keys.length, added: matched.added, failure }
      : { time, durationMs, samples: 0, added: 0, failure };
  }

  async end(time: number): Promise<void> {
    const { series } = this.parts;
    const batch = series.end(time);
    if (batch === null) return;
    await this.append(batch);
    series.commitEnd();
  }

  close(): Promise<void> {
    return this.feed.close();
  }

  private async read(time: number, signal: AbortSignal): Promise<{ columns: Columns<K>; matched: Matched } | ScrapeFailure> {
    const { clock, series } = this.parts;
    const late = () => new ScrapeFailure('timeout', `no whole answer within ${this.timeoutMs / 1000} s`);
    try {
      const columns = await withDeadline(clock, this.timeoutMs, signal, late, ending => this.feed.read(time, ending));
      return { columns, matched: await series.match(columns, this.feed, time) };
    } catch (error) {
      return this.named(error, signal.aborted);
    }
  }

  private async store(columns: Columns<K>, matched: Matched, time: number, durationMs: number): Promise<ScrapeFailure | null> {
    const { series, appender } = this.parts;
    const report: Report = [1, durationMs / 1000, columns.keys.length, matched.remaining, matched.added];
    try {
      await this.append(await series.batch(columns, matched, time, report));
      series.commit(columns, matched);
      const news = this.annotations.changed(columns.metadata);
      if (news.length > 0) await appender.annotate(news);
      this.annotations.commit(news);
      return null;
    } catch (error) {
      return this.named(error, false);
    }
  }

  private async storeFailure(time: number, durationMs: number, failure: ScrapeFailure): Promise<Outcome> {
    const { series } = this.parts;
    const outcome = { time, durationMs, samples: 0, added: 0 };
    try {
      await this.append(await series.failed(time, [0, durationMs / 1000, failure.scraped, failure.remaining, 0]));
      series.commitFailed();
      return { ...outcome, failure };
    } catch (error) {
      return { ...outcome, failure: this.named(error, false) };
    }
  }

  private append({ refs, times, values }: Batch): Promise<void> {
    return this.parts.appender.append(refs, times, values);
  }

  /** expected: the error may be anything, since nobody waits for the answer any more */
  private named(error: unknown, expected: boolean): ScrapeFailure {
    if (error instanceof ScrapeFailure) return error;
    if (error instanceof AppError) return new ScrapeFailure(codeOf(error), error.message, { cause: error });
    if (!expected) this.parts.onBug(error);
    return new ScrapeFailure('internal', 'Something went wrong on our side; the log has the details.', { cause: error });
  }
}

/** The page's doing by its code; everything else an appender refuses for. */
export function codeOf(error: AppError): FailureCode {
  return error.code === 'bad-data' ? 'page' : 'store';
}
