import { AppError } from '../shared/model/errors.ts';

/** What one query may cost. */
export interface Limits {
  /** samples and points held in memory at once, as Prometheus's --query.max-samples counts them */
  readonly maxSamples: number;
  /** steps x series held at once by an operator or in the answer */
  readonly maxPoints: number;
  /** levels of nesting of the expression */
  readonly maxDepth: number;
  /** how old the newest sample before a step may be, ms */
  readonly lookbackMs: number;
  /** functions, aggregations and duration expressions that Prometheus keeps behind --enable-feature */
  readonly experimental: boolean;
}

export const DEFAULT_LIMITS: Limits = { maxSamples: 50_000_000, maxPoints: 30_000_000, maxDepth: 500, lookbackMs: 300_000, experimental: false };

/** Counts what a query holds, and what it has read. */
export interface Budget {
  /** `points` more are held; errors AppError 'limit' */
  take(points: number): void;
  give(points: number): void;
  /** a series of so many samples is at hand; errors AppError 'limit' */
  read(samples: number): void;
  readonly samples: number;
}

const tooMany = (): AppError => new AppError('limit', 'query processing would load too many samples into memory in query execution');

export function budgetOf({ maxSamples, maxPoints }: Limits): Budget {
  const most = Math.min(maxSamples, maxPoints);
  let held = 0, samples = 0;
  return {
    take(points) {
      held += points;
      if (held > most) throw tooMany();
    },
    give(points) { held -= points; },
    read(count) {
      samples += count;
      if (held + count > maxSamples) throw tooMany();
    },
    get samples() { return samples; },
  };
}
