import type { MetricSeries } from '../../providers/provider.ts';
import type { CloudKind } from '../../shared/model/cloud.ts';
import { toPairs } from '../../shared/model/labels.ts';
import type { Appender } from '../../workers/appender.ts';
import { seriesLabels } from './names.ts';

interface Known { readonly ref: number; readonly name: string; /** what was stored last, by unix ms */ readonly points: Map<number, number> }

/** Stores points of a cloud's metrics. Points read again are only stored where they have changed. */
export class SeriesBook {
  private readonly appender: Appender;
  private readonly kind: CloudKind;
  private readonly account: string;
  private readonly known = new Map<string, Known>();

  constructor(appender: Appender, kind: CloudKind, account: string) {
    this.appender = appender;
    this.kind = kind;
    this.account = account;
  }

  /** errors: AppError of the appender; then it can be called again */
  async store(all: readonly MetricSeries[], keepFrom: number): Promise<void> {
    await this.resolve(all.filter(series => this.known.get(keyOf(series))?.name !== series.machine.name));
    const refs: number[] = [], times: number[] = [], values: number[] = [];
    for (const series of all) {
      const { ref, points } = this.known.get(keyOf(series))!;
      for (const [i, time] of series.times.entries()) {
        const value = series.values[i]!;
        if (points.get(time) === value) continue;
        refs.push(ref);
        times.push(time);
        values.push(value);
      }
    }
    if (refs.length > 0) await this.appender.append(Uint32Array.from(refs), Float64Array.from(times), Float64Array.from(values));
    for (const series of all) this.remember(series, keepFrom);
  }

  private async resolve(series: readonly MetricSeries[]): Promise<void> {
    if (series.length === 0) return;
    const refs = await this.appender.resolve(series.map(one => toPairs(seriesLabels(this.kind, this.account, one))));
    for (const [i, one] of series.entries()) this.known.set(keyOf(one), { ref: refs[i]!, name: one.machine.name, points: new Map() });
  }

  /** keepFrom: unix ms; what is older is not read again */
  private remember(series: MetricSeries, keepFrom: number): void {
    const { points } = this.known.get(keyOf(series))!;
    for (const time of points.keys()) if (time < keepFrom) points.delete(time);
    for (const [i, time] of series.times.entries()) if (time >= keepFrom) points.set(time, series.values[i]!);
  }
}

const keyOf = ({ machine, metric, statistic }: MetricSeries): string => `${machine.id} ${metric} ${statistic}`;
