import { AppError } from '../../../src-main/shared/model/errors.ts';
import { type Labels, type LabelPairs, pairsKey, toLabels } from '../../../src-main/shared/model/labels.ts';
import { bitsOf, isStale, type Metadata } from '../../../src-main/shared/model/sample.ts';
import type { Appender } from '../../../src-main/workers/appender.ts';

export interface Written { readonly time: number; readonly value: number; readonly stale: boolean }

/** An appender into memory. Like the real one it takes the arrays away from whoever gave them. */
export class MemoryAppender implements Appender {
  /** while set, nothing can be written */
  refusing = false;
  appends = 0;
  resolved = 0;
  readonly annotations: Metadata[] = [];
  private readonly refs = new Map<string, number>();
  private readonly labels: LabelPairs[] = [];
  private readonly written: Written[][] = [];

  async resolve(series: readonly LabelPairs[]): Promise<Uint32Array> {
    this.check();
    this.resolved += series.length;
    return Uint32Array.from(series, pairs => {
      const key = pairsKey(pairs);
      const known = this.refs.get(key);
      if (known !== undefined) return known;
      this.refs.set(key, this.labels.length);
      this.written.push([]);
      return this.labels.push(pairs) - 1;
    });
  }

  async append(refs: Uint32Array, times: Float64Array, values: Float64Array): Promise<void> {
    const taken = structuredClone({ refs, times, bits: bitsOf(values), values }, { transfer: [refs.buffer, times.buffer, values.buffer] as ArrayBuffer[] });
    this.check();
    this.appends++;
    taken.refs.forEach((ref, i) => {
      this.written[ref]!.push({ time: taken.times.length === 1 ? taken.times[0]! : taken.times[i]!, value: taken.values[i]!, stale: isStale(taken.bits, i) });
    });
  }

  async annotate(metadata: readonly Metadata[]): Promise<void> {
    this.check();
    this.annotations.push(...metadata);
  }

  /** Every series with what was written to it, under `name{label="value",…}` with the labels in order. */
  all(): Map<string, readonly Written[]> {
    return new Map(this.labels.map((pairs, ref) => [named(pairs), this.written[ref]!]));
  }

  /** Every series with its labels and what was written to it. */
  series(): { readonly labels: Labels; readonly written: readonly Written[] }[] {
    return this.labels.map((pairs, ref) => ({ labels: toLabels(pairs), written: this.written[ref]! }));
  }

  /** What was written to one series: values, with null for a stale marker. */
  values(series: string): (number | null)[] {
    return (this.all().get(series) ?? []).map(({ value, stale }) => (stale ? null : value));
  }

  times(series: string): number[] {
    return (this.all().get(series) ?? []).map(({ time }) => time);
  }

  private check(): void {
    if (this.refusing) throw new AppError('unavailable', 'the disk is full');
  }
}

function named(pairs: LabelPairs): string {
  const { __name__: name, ...labels } = toLabels(pairs);
  return `${name}{${Object.entries(labels).map(([label, value]) => `${label}=${JSON.stringify(value)}`).join(',')}}`;
}
