import { Lru } from '../base/lru.ts';
import { DEFAULT_LIMITS, prepare, type Prepared } from '../promql/engine.ts';

const MAX_BYTES = 1024 * 1024;
/** A query that was understood takes about so many times its text. */
const TIMES = 50;

/** Queries are parsed and planned once: dashboards ask the same ones again and again. Errors as prepare(). */
export function understanding(maxBytes = MAX_BYTES): (promql: string) => Prepared {
  const kept = new Lru<Prepared>(maxBytes);
  return promql => {
    const known = kept.get(promql);
    if (known !== undefined) return known;
    const prepared = prepare(promql, DEFAULT_LIMITS);
    kept.set(promql, prepared, TIMES * promql.length);
    return prepared;
  };
}
