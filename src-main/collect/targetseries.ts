import { setImmediate as othersTurn } from 'node:timers/promises';
import type { Relabeling } from '../formats/relabel.ts';
import { checkedPairs } from '../formats/seriesrules.ts';
import type { LabelPairs } from '../shared/model/labels.ts';
import { bitsOf, setStale } from '../shared/model/sample.ts';
import type { Appender } from '../workers/appender.ts';
import { ScrapeFailure } from './failure.ts';
import type { Columns, Feed } from './feed.ts';
import { seriesLabels } from './targetlabels.ts';

/** The series that every scrape writes about itself, in the order of `Report`. */
export const REPORTS = ['up', 'scrape_duration_seconds', 'scrape_samples_scraped', 'scrape_samples_post_metric_relabeling', 'scrape_series_added'] as const;
/** up (1 or 0), seconds, samples on the page, samples that relabelling has left, series that are new. */
export type Report = readonly [up: number, duration: number, scraped: number, remaining: number, added: number];

/** Series resolved at a stretch; fewer where each is relabelled, which takes longer. */
const STRETCH = { plain: 4096, relabelled: 512 };
/** Samples may lie this far ahead; what claims to be later is left out, as in Prometheus. */
const MAX_AHEAD_MS = 10 * 60_000;
/** Keys are forgotten once there are so many more than living series. */
const SPARE_KEYS = 1024;
const IGNORED = -1;

/** What goes into the store for one scrape; `times` has one entry when all samples share it. */
export interface Batch { readonly refs: Uint32Array; readonly times: Float64Array; readonly values: Float64Array }

/** Which samples of a reading are kept, and where. */
export interface Matched {
  readonly slots: Int32Array;
  readonly kept: number;
  /** how many relabelling has left: those that come twice count, too */
  readonly remaining: number;
  readonly added: number;
  /** whether any of them brings its own time */
  readonly timed: boolean;
}

/** What is done to each new series, and how many samples a page may hold afterwards (0 = any number). */
export interface SeriesRules { readonly relabeling: Relabeling; readonly sampleLimit: number }
const NO_RULES: SeriesRules = { relabeling: { steps: [] }, sampleLimit: 0 };
/** Names and values of the labels of each series of a report, without the target's. */
const REPORT_SERIES: readonly (readonly string[])[] = REPORTS.map(name => ['__name__', name]);

/**
 * The series of one target: which key of its page is which series of the store, which live and which were there last time. A reading is matched first,
 * then made into a batch, and only once that is stored does `commit` take it as what is known; so a failed append loses no stale marker.
 */
export class TargetSeries<K> {
  private readonly appender: Appender;
  private readonly labels: LabelPairs;
  private readonly honor: { readonly labels: boolean; readonly times: boolean };
  private readonly rules: SeriesRules;
  /** of a report the first ones are written */
  private readonly reportSeries: readonly (readonly string[])[];
  /** key -> slot, IGNORED for what collides with a report */
  private readonly slotOf = new Map<K, number>();
  /** keys that a rule drops -> the attempt that last met them */
  private readonly dropped = new Map<K, number>();
  private readonly slotOfRef = new Map<number, number>();
  private reports: Uint32Array | null = null;
  private reported = false;
  private slots = 0;
  private readonly free: number[] = [];
  // per slot:
  private refs = new Uint32Array(256);
  /** the attempt that last met it */
  private met = new Uint32Array(256);
  /** 1: a stale marker is due when it vanishes */
  private live = new Uint8Array(256);
  /** 1: it was on the last good page */
  private present = new Uint8Array(256);
  private attempt = 0;

  constructor(appender: Appender, labels: LabelPairs, honor: { readonly labels: boolean; readonly times: boolean }, rules: SeriesRules = NO_RULES, reportSeries = REPORT_SERIES) {
    this.appender = appender;
    this.labels = labels;
    this.honor = honor;
    this.rules = rules;
    this.reportSeries = reportSeries;
  }

  /**
   * Finds the slot of every sample; unknown series are relabelled and resolved. A series that comes twice without times of its own is kept once, the first.
   * errors  AppError 'bad-data' for a series that can't be one; ScrapeFailure 'sample-limit'; AppError of the appender
   */
  async match(columns: Columns<K>, feed: Feed<K>, time: number): Promise<Matched> {
    const { keys } = columns;
    const times = this.honor.times ? columns.times : null;
    const slots = new Int32Array(keys.length);
    this.attempt++;
    await this.enforceLimit(columns, feed);
    await this.resolve(columns, feed);
    let kept = 0;
    let remaining = 0;
    let added = 0;
    let timed = false;
    for (let i = 0; i < keys.length; i++) {
      const known = this.slotOf.get(keys[i]!);
      if (known === undefined) this.dropped.set(keys[i]!, this.attempt);
      else remaining++;
      const slot = known ?? IGNORED;
      const own = times !== null && !Number.isNaN(times[i]!);
      const again = slot !== IGNORED && this.met[slot] === this.attempt;
      if (slot === IGNORED || (own ? times[i]! > time + MAX_AHEAD_MS : again)) {
        slots[i] = IGNORED;
        continue;
      }
      slots[i] = slot;
      kept++;
      timed ||= own;
      if (!again && this.present[slot] === 0) added++;
      this.met[slot] = this.attempt;
    }
    return { slots, kept, remaining, added, timed };
  }

  /** The samples that are kept, a stale marker for every series that vanished, and the report. */
  async batch(columns: Columns<K>, matched: Matched, time: number, report: Report): Promise<Batch> {
    const reports = await this.resolveReports();
    const vanished = this.vanished(this.attempt);
    const count = matched.kept + vanished.length + reports.length;
    const refs = new Uint32Array(count);
    const values = new Float64Array(count);
    const times = matched.timed ? new Float64Array(count).fill(time) : Float64Array.of(time);
    let at = 0;
    for (let i = 0; i < matched.slots.length; i++) {
      const slot = matched.slots[i]!;
      if (slot === IGNORED) continue;
      if (matched.timed && !Number.isNaN(columns.times![i]!)) times[at] = columns.times![i]!;
      values[at] = columns.values[i]!;
      refs[at++] = this.refs[slot]!;
    }
    at = this.writeStale(vanished, refs, values, at);
    refs.set(reports, at);
    values.set(report.slice(0, reports.length), at);
    return { refs, times, values };
  }

  /** What `batch` gave is stored. */
  commit(columns: Columns<K>, { slots, remaining }: Matched): void {
    const times = this.honor.times ? columns.times : null;
    this.live.fill(0);
    this.present.fill(0);
    for (let i = 0; i < slots.length; i++) {
      const slot = slots[i]!;
      if (slot === IGNORED) continue;
      this.present[slot] = 1;
      if (times === null || Number.isNaN(times[i]!)) this.live[slot] = 1; // with a time of its own it needs no marker to end
    }
    this.reported = true;
    this.forget();
    this.forgetDropped(slots.length - remaining);
  }

  /** A failed scrape: a stale marker for everything that lives, and the report. */
  async failed(time: number, report: Report): Promise<Batch> {
    const reports = await this.resolveReports();
    const vanished = this.vanished(++this.attempt);
    const refs = new Uint32Array(vanished.length + reports.length);
    const values = new Float64Array(refs.length);
    const at = this.writeStale(vanished, refs, values, 0);
    refs.set(reports, at);
    values.set(report.slice(0, reports.length), at);
    return { refs, values, times: Float64Array.of(time) };
  }

  /** What `failed` gave is stored. */
  commitFailed(): void {
    this.live.fill(0);
    this.reported = true;
  }

  /** The target ends: a stale marker for everything that lives, the reports too; null when there is nothing to end. */
  end(time: number): Batch | null {
    const vanished = this.vanished(++this.attempt);
    const reports = this.reported && this.reports !== null ? this.reports : new Uint32Array(0);
    const refs = new Uint32Array(vanished.length + reports.length);
    if (refs.length === 0) return null;
    const values = new Float64Array(refs.length);
    const bits = bitsOf(values);
    const at = this.writeStale(vanished, refs, values, 0);
    refs.set(reports, at);
    for (let i = at; i < refs.length; i++) setStale(bits, i);
    return { refs, values, times: Float64Array.of(time) };
  }

  /** What `end` gave is stored. */
  commitEnd(): void {
    this.live.fill(0);
    this.present.fill(0);
    this.reported = false;
  }

  private vanished(attempt: number): number[] {
    const slots: number[] = [];
    for (let slot = 0; slot < this.slots; slot++) if (this.live[slot] === 1 && this.met[slot] !== attempt) slots.push(slot);
    return slots;
  }

  private writeStale(slots: readonly number[], refs: Uint32Array, values: Float64Array, from: number): number {
    const bits = bitsOf(values);
    slots.forEach((slot, i) => {
      refs[from + i] = this.refs[slot]!;
      setStale(bits, from + i);
    });
    return from + slots.length;
  }

  private async resolveReports(): Promise<Uint32Array> {
    return this.reports ??= await this.appender.resolve(this.reportSeries.map(pairs => checkedPairs([...pairs, ...this.labels], () => 'the labels of the target')));
  }

  /** Counts what relabelling leaves before anything of it is made known to the store. */
  private async enforceLimit(columns: Columns<K>, feed: Feed<K>): Promise<void> {
    const { keys } = columns;
    const { sampleLimit } = this.rules;
    if (sampleLimit === 0 || keys.length <= sampleLimit) return;
    let remaining = 0;
    for (let i = 0; i < keys.length; i++) {
      if (this.slotOf.has(keys[i]!) || (!this.dropped.has(keys[i]!) && this.labelled(columns, feed, i) !== null)) remaining++;
      if (i % this.stretch === this.stretch - 1) await othersTurn();
    }
    if (remaining > sampleLimit) throw new ScrapeFailure('sample-limit', `the page has more than ${sampleLimit} samples`, { scraped: keys.length, remaining });
  }

  private async resolve(columns: Columns<K>, feed: Feed<K>): Promise<void> {
    const { keys } = columns;
    const reports = await this.resolveReports();
    for (let from = 0; from < keys.length; from += this.stretch) {
      const to = Math.min(from + this.stretch, keys.length);
      const unknown: number[] = [];
      const series: LabelPairs[] = [];
      for (let i = from; i < to; i++) {
        const pairs = this.slotOf.has(keys[i]!) || this.dropped.has(keys[i]!) ? null : this.labelled(columns, feed, i);
        if (pairs !== null) series[unknown.push(i) - 1] = pairs;
      }
      if (unknown.length > 0) {
        const refs = await this.appender.resolve(series);
        unknown.forEach((i, n) => { this.slotOf.set(feed.kept(keys[i]!), reports.includes(refs[n]!) ? IGNORED : this.slotFor(refs[n]!)); });
      } else if (to < keys.length) await othersTurn();
    }
  }

  /** The labels of the i-th sample as they are stored; null when relabelling drops it, which is remembered. */
  private labelled(columns: Columns<K>, feed: Feed<K>, i: number): LabelPairs | null {
    const naming = { labels: this.labels, honorLabels: this.honor.labels, relabeling: this.rules.relabeling };
    const pairs = seriesLabels(columns.labels(i), naming, () => columns.place(i));
    if (pairs !== null) return pairs;
    this.dropped.set(feed.kept(columns.keys[i]!), this.attempt);
    return null;
  }

  private get stretch(): number {
    return this.rules.relabeling.steps.length === 0 ? STRETCH.plain : STRETCH.relabelled;
  }

  private slotFor(ref: number): number {
    const known = this.slotOfRef.get(ref);
    if (known !== undefined) return known;
    const slot = this.free.pop() ?? this.slots++;
    if (slot === this.refs.length) this.grow();
    this.refs[slot] = ref;
    this.met[slot] = this.live[slot] = this.present[slot] = 0;
    this.slotOfRef.set(ref, slot);
    return slot;
  }

  private grow(): void {
    const grown = <T extends Uint32Array | Uint8Array>(from: T, to: T): T => {
      to.set(from);
      return to;
    };
    const length = this.refs.length * 2;
    this.refs = grown(this.refs, new Uint32Array(length));
    this.met = grown(this.met, new Uint32Array(length));
    this.live = grown(this.live, new Uint8Array(length));
    this.present = grown(this.present, new Uint8Array(length));
  }

  /** Lets go of the keys of series that are gone, when there are many. */
  private forget(): void {
    let present = 0;
    for (let slot = 0; slot < this.slots; slot++) present += this.present[slot]!;
    if (this.slotOf.size <= 2 * present + SPARE_KEYS) return;
    for (const [key, slot] of this.slotOf) if (slot === IGNORED || this.present[slot] === 0) this.slotOf.delete(key);
    for (const [ref, slot] of this.slotOfRef) {
      if (this.present[slot] === 1) continue;
      this.slotOfRef.delete(ref);
      this.free.push(slot);
    }
  }

  /** count: those on this page */
  private forgetDropped(count: number): void {
    if (this.dropped.size <= 2 * count + SPARE_KEYS) return;
    for (const [key, met] of this.dropped) if (met !== this.attempt) this.dropped.delete(key);
  }
}
