import type { Metadata } from '../../src-main/shared/model/sample.ts';

/** A first query for a metric: counters and histogram parts only tell something as rates. */
export function suggestedQuery({ name, type }: Pick<Metadata, 'name' | 'type'>, window: string): string {
  if (type === 'histogram' && name.endsWith('_bucket')) return `histogram_quantile(0.95, sum by (le) (rate(${name}[${window}])))`;
  const counts = type === 'counter' || (type === 'histogram' || type === 'summary') && /_(?:count|sum)$/.test(name) || type === 'unknown' && name.endsWith('_total');
  return counts ? `rate(${name}[${window}])` : name;
}
