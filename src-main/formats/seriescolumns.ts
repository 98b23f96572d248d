import { WriteColumns } from './writecolumns.ts';

/**
 * Series with their samples, from a format that names each series by a text of its own. `open` begins one, `add` gives it samples.
 *
 * keys    per series, a text that is the same for the same labels of the same kind of sender
 * labels  per series, its labels as they were sent: name, value, …; asked only of series that are not known
 */
export class SeriesColumns extends WriteColumns {
  keys: string[] = [];
  labels: (() => readonly string[])[] = [];

  override clear(): void {
    super.clear();
    this.keys = [];
    this.labels = [];
  }

  open(key: string, labels: () => readonly string[]): void {
    if (this.series === this.labelStart.length) this.growSeries();
    this.keys.push(key);
    this.labels.push(labels);
    this.sampleEnd[this.series++] = this.samples;
  }

  /** time: unix ms */
  add(time: number, value: number): void {
    const i = this.room();
    this.times[i] = time;
    this.values[i] = value;
    this.sampleEnd[this.series - 1] = this.samples;
  }

  /** A value as its two 32-bit halves: a stale marker, which would lose its payload as a number. */
  addBits(time: number, low: number, high: number): void {
    const i = this.room();
    this.times[i] = time;
    this.bits[2 * i] = low;
    this.bits[2 * i + 1] = high;
    this.sampleEnd[this.series - 1] = this.samples;
  }

  private room(): number {
    if (this.samples === this.times.length) this.growSamples();
    return this.samples++;
  }
}
