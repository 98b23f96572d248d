import type { Matrix } from '../../src-main/shared/contract/metrics.ts';
import { distinct, type NameOf, seriesName } from './names.ts';
import type { ChartSeries } from './series.ts';

export interface ChartQuery {
  /** PromQL; `$__rate_interval`, `$__interval` and `$__range` are put in by range and width */
  readonly promql: string;
  readonly name?: NameOf;
  /** of its first series, the next ones follow; by order when left out */
  readonly color?: number;
  readonly fill?: boolean;
  readonly negative?: boolean;
}

/** Answers over the same steps as one list of series, named and coloured as their queries say. */
export function seriesOf(queries: readonly ChartQuery[], answers: readonly Matrix[]): ChartSeries[] {
  const all = answers.flatMap((answer, q) => answer.series.map(({ labels, values, present }, i): ChartSeries => {
    const { name, color, fill, negative } = queries[q]!;
    return {
      name: seriesName(labels, name), values, present,
      ...(color === undefined ? {} : { color: (color - 1 + i) % 12 + 1 }), ...(fill ? { fill } : {}), ...(negative ? { negative } : {}),
    };
  }));
  const names = distinct(all.map(series => series.name));
  return all.map((series, i) => ({ ...series, name: names[i]! }));
}

