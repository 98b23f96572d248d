import type { Metadata, Reading } from '../../shared/model/sample.ts';
import { Files } from './files.ts';
import { linuxParts } from './linux.ts';
import type { Part } from './part.ts';
import { portableParts } from './portable.ts';
import { RunningPart } from './runningpart.ts';

/** This computer's own metrics, under node_exporter's and process-exporter's names. */
export interface SelfCollector {
  /**
   * One round.
   *
   * time     unix ms, of the whole round
   * returns  readings without `job` and `instance`, in a stable order, no series twice; `labels` of a series that goes on is the
   *          same object in every round, so refs may be remembered by its identity
   * errors   the signal's reason; a part that fails only costs its own series and shows as node_scrape_collector_success 0
   */
  collect(time: number, signal: AbortSignal): Promise<readonly Reading[]>;
  /** Type and help of every metric given so far; the same array until there are more. */
  readonly metadata: readonly Metadata[];
  /** The parts that failed in the last round, each with a sentence that says why. Several are so by nature: a machine without sensors has no `hwmon`. */
  readonly failures: ReadonlyMap<string, string>;
}

export interface SelfOptions {
  /** where /proc, /sys and /etc are looked for; '/' when left out */
  readonly root?: string;
  readonly platform?: NodeJS.Platform;
  /** false leaves the processes out */
  readonly processes?: boolean;
  /** ms between two looks at all processes, which cost the most; in the rounds between, the last figures stand */
  readonly processIntervalMs?: number;
}

export function selfCollector(options: SelfOptions = {}): SelfCollector {
  const { root = '/', platform = process.platform, processes = true, processIntervalMs = 15_000 } = options;
  const parts = platform === 'linux' ? linuxParts(root, processes ? processIntervalMs : null) : portableParts(platform);
  return collectorOf(parts, root);
}

/** A collector of the given parts. */
export function collectorOf(parts: readonly Part[], root: string): SelfCollector {
  const running = parts.map(part => new RunningPart(part));
  let declared: readonly Metadata[] = [];
  return {
    async collect(time, signal) {
      signal.throwIfAborted();
      const files = new Files(root);
      await Promise.all(running.map(part => part.run({ time, signal, files })));
      signal.throwIfAborted();
      return running.flatMap(part => part.readings);
    },
    get metadata() {
      const lists = running.map(part => part.metadata);
      const known = new Map(lists.flat().map(metadata => [metadata.name, metadata]));
      if (known.size !== declared.length) declared = [...known.values()];
      return declared;
    },
    get failures() {
      return new Map(running.flatMap(part => (part.failure === null ? [] : [[part.name, part.failure] as const])));
    },
  };
}
