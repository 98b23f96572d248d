import type { Caller } from '../access/caller.ts';
import type { Clock } from '../base/clock.ts';
import { processMetrics } from '../base/processmetrics.ts';
import { type Registry, registry } from '../base/registry.ts';
import type { Source } from '../collect/source.ts';
import { AppError } from '../shared/model/errors.ts';
import type { Guard } from '../shared/rpc/server.ts';
import type { StoreFigures } from '../workers/contract.ts';
import type { Intake } from '../workers/intake.ts';
import { storeMetrics } from './storemetrics.ts';

/** What the program tells of itself: at /metrics, and as series of its own. */
export interface OwnMetrics {
  readonly source: Source;
  exposition(): Promise<string>;
  /** The same guard, with its calls counted. */
  counted(guard: Guard<Caller>): Guard<Caller>;
  close(): void;
}

export interface OwnMetricsParts {
  readonly clock: Clock;
  readonly version: string;
  readonly figures: () => Promise<StoreFigures>;
  readonly intake: Pick<Intake, 'bytes' | 'turnedAway'>;
  readonly skipped: () => number;
  readonly declare: (metrics: Registry) => void;
}

/**
 * figures  of the store, asked for at every look
 * intake   the way in for what is pushed
 * skipped  scrapes left out because the one before was still going on
 * declare  adds what other parts tell of themselves
 */
export function ownMetrics({ clock, version, figures, intake, skipped, declare }: OwnMetricsParts): OwnMetrics {
  const metrics = registry();
  const process = processMetrics(metrics, clock);
  metrics.gauge('stratoscope_build_info', 'The version that runs; always 1.', ['version']).labels(version).set(1);
  const skips = metrics.counter('stratoscope_scrapes_skipped_total', 'Scrapes left out because the one before was still going on.');
  metrics.collect(() => skips.raise(skipped()));
  declare(metrics);
  const noteStore = storeMetrics(metrics, intake);
  const look = async () => { noteStore(await figures()); };
  return {
    source: {
      collect: async () => {
        await look();
        return metrics.readings();
      },
      get metadata() { return metrics.metadata; },
    },
    exposition: async () => {
      await look();
      return metrics.text();
    },
    counted: callMetrics(metrics, clock),
    close: () => process[Symbol.dispose](),
  };
}

const QUERY_BUCKETS = [0.001, 0.005, 0.025, 0.1, 0.5, 2.5, 10, 60];
const QUERIES: Readonly<Record<string, string>> = {
  'metrics.instant': 'instant', 'prometheus.query': 'instant', 'metrics.range': 'range', 'prometheus.queryRange': 'range', 'exports.range': 'export',
};

function callMetrics(metrics: Registry, clock: Clock): (guard: Guard<Caller>) => Guard<Caller> {
  const calls = metrics.counter('stratoscope_calls_total', 'Calls of procedures, by outcome: ok, or the code of the error.', ['procedure', 'outcome']);
  const seconds = metrics.counter('stratoscope_call_seconds_total', 'Time that calls of procedures took.', ['procedure']);
  const queries = metrics.histogram('stratoscope_query_duration_seconds', 'Time that queries took, until their answer was ready to be sent.', QUERY_BUCKETS, ['kind']);
  return guard => async (call, run) => {
    const began = clock.monotonic();
    const end = (outcome: string) => {
      calls.labels(call.path, outcome).inc();
      const took = Math.max(0, clock.monotonic() - began) / 1000;
      seconds.labels(call.path).inc(took);
      const kind = QUERIES[call.path];
      if (kind) queries.labels(kind).observe(took);
    };
    try {
      const value = await guard(call, run);
      end('ok');
      return value;
    } catch (error) {
      end(error instanceof AppError ? error.code : 'internal');
      throw error;
    }
  };
}
