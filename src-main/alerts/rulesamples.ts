import type { LabelPairs } from '../shared/model/labels.ts';
import { bitsOf, setStale } from '../shared/model/sample.ts';
import type { Given } from '../rules/compiled.ts';
import type { Appender } from '../workers/appender.ts';

/** Series that nothing writes any more and whose refs are kept, at most. */
const SPARE_REFS = 4096;

/** What one rule wrote last time: keys of its series. */
export type Written = ReadonlySet<string>;

/** The series that the rules of one group write, with stale markers for those that end. */
export class RuleSamples {
  private readonly appender: Appender;
  private refs = new Map<string, number>();
  /** by rule */
  private readonly written = new Map<number, Written>();
  /** series of rules that are no more, to be ended with the next write */
  private orphans = new Set<string>();

  constructor(appender: Appender) { this.appender = appender; }

  /**
   * What some rules of the group gave at one time (unix ms); series that a rule gave before and not now end.
   * errors  AppError 'unavailable' when nothing can be written: then nothing of it counts as written
   * returns how many samples, stale markers left out
   */
  async write(time: number, given: ReadonlyMap<number, readonly Given[]>): Promise<number> {
    const series = [...given.values()].flat(), keys = new Set(series.map(({ key }) => key));
    await this.resolve(series);
    const gone = new Set([...given.keys()].flatMap(rule => [...this.written.get(rule) ?? []]).concat(...this.orphans).filter(key => !keys.has(key)));
    const ended = [...gone].filter(key => this.refs.has(key));
    const refs = new Uint32Array(series.length + ended.length), values = new Float64Array(refs.length);
    series.forEach(({ key, value }, i) => { refs[i] = this.refs.get(key)!; values[i] = value; });
    const bits = bitsOf(values);
    ended.forEach((key, i) => { refs[series.length + i] = this.refs.get(key)!; setStale(bits, series.length + i); });
    if (refs.length > 0) await this.appender.append(refs, Float64Array.of(Math.round(time)), values);
    for (const [rule, list] of given) this.written.set(rule, new Set(list.map(({ key }) => key)));
    this.orphans = new Set();
    this.forget();
    return series.length;
  }

  /** Ends every series that was written. */
  async end(time: number): Promise<void> {
    await this.write(time, new Map([...this.written.keys()].map(rule => [rule, []])));
  }

  /** Goes on where another left off. `ruleOf` says which rule of ours a rule of the other one is; null: none, its series end. */
  takeOver(other: RuleSamples, ruleOf: (rule: number) => number | null): void {
    this.refs = new Map(other.refs);
    this.orphans = new Set(other.orphans);
    for (const [rule, keys] of other.written) {
      const own = ruleOf(rule);
      if (own === null) for (const key of keys) this.orphans.add(key);
      else this.written.set(own, keys);
    }
  }

  private async resolve(series: readonly Given[]): Promise<void> {
    const unknown = new Map<string, LabelPairs>();
    for (const { key, labels } of series) if (!this.refs.has(key)) unknown.set(key, labels);
    if (unknown.size === 0) return;
    const refs = await this.appender.resolve([...unknown.values()]);
    [...unknown.keys()].forEach((key, i) => { this.refs.set(key, refs[i]!); });
  }

  private forget(): void {
    const living = new Set([...this.written.values()].flatMap(keys => [...keys]));
    if (this.refs.size <= living.size + SPARE_REFS) return;
    this.refs = new Map([...this.refs].filter(([key]) => living.has(key)));
  }
}
