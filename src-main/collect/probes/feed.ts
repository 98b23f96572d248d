import type { Feed } from '../feed.ts';
import { METADATA, PROBE_MADE } from './metadata.ts';
import type { ProbeRun } from './run.ts';

/** A probe as a feed: each reading is a run. run: rejects when the probe could not be made */
export function probeFeed(run: (signal: AbortSignal) => Promise<ProbeRun>): Feed<string> {
  return {
    async read(_time, signal) {
      const { series } = await run(signal);
      const found = [...series.values()];
      return {
        keys: [...series.keys()],
        values: Float64Array.from(found, ({ value }) => value),
        times: null,
        metadata: METADATA.filter(({ name }) => name === PROBE_MADE || found.some(one => one.name === name)),
        labels: i => ['__name__', found[i]!.name, ...(found[i]!.label ?? [])],
        place: i => found[i]!.name,
      };
    },
    close: async () => undefined,
    kept: key => key,
  };
}
