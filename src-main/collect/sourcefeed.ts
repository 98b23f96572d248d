import type { Labels } from '../shared/model/labels.ts';
import { ScrapeFailure } from './failure.ts';
import type { Feed } from './feed.ts';
import type { Source } from './source.ts';

/** A source within as a feed. A series is known by its labels object. */
export function sourceFeed(source: Source): Feed<Labels> {
  let reading = false;

  const collect = async (time: number, signal: AbortSignal) => {
    if (reading) throw new ScrapeFailure('source', 'the reading before is still going on');
    reading = true;
    try {
      return await source.collect(time, signal);
    } catch (cause) {
      signal.throwIfAborted();
      throw new ScrapeFailure('source', cause instanceof Error ? cause.message : String(cause), { cause });
    } finally {
      reading = false;
    }
  };

  return {
    async read(time, signal) {
      const readings = await collect(time, signal);
      return {
        keys: readings.map(reading => reading.labels),
        values: Float64Array.from(readings, reading => reading.value),
        times: null,
        metadata: source.metadata,
        labels: i => Object.entries(readings[i]!.labels).flat(),
        place: i => `reading ${i + 1}, ${readings[i]!.labels['__name__']}`,
      };
    },
    close: async () => undefined,
    kept: labels => labels,
  };
}
