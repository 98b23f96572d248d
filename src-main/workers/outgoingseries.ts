import { compileRelabeling, relabel, type Relabeling } from '../formats/relabel.ts';
import { parseSelector } from '../promql/selector.ts';
import { type LabelPairs, pairValue, toLabels, toPairs } from '../shared/model/labels.ts';
import type { Metadata } from '../shared/model/sample.ts';
import { compileMatcher, type CompiledMatcher } from '../tsdb/matcher.ts';
import type { Matcher } from '../tsdb/select.ts';
import type { OutgoingRules } from './outgoingcontract.ts';

/** Series that are known as they leave; beyond, all are made anew. */
const MOST_KNOWN = 200_000;

export interface LeavingSeries { readonly labels: LabelPairs; readonly metadata: Metadata | null }

export interface KnownSeries {
  /** null: the series is no more */
  labels(ref: number): LabelPairs | null;
  /** of the metric of that name */
  metadata(name: string): Metadata | null;
}

/** What a series is called when it leaves for one destination, or that it stays. */
export class OutgoingSeries {
  readonly selectors: readonly (readonly Matcher[])[];
  private readonly compiled: readonly (readonly CompiledMatcher[])[];
  private readonly external: LabelPairs;
  private readonly relabeling: Relabeling;
  private readonly series: KnownSeries;
  private readonly known = new Map<number, LeavingSeries | null>();

  /** Errors: AppError 'bad-data' for a selector or a rule that is none */
  constructor({ selectors, externalLabels, writeRelabelConfigs }: OutgoingRules, series: KnownSeries) {
    this.selectors = selectors.map(text => parseSelector(text));
    this.compiled = this.selectors.map(matchers => matchers.map(compileMatcher));
    this.external = toPairs(externalLabels);
    this.relabeling = compileRelabeling(writeRelabelConfigs, 'write_relabel_configs');
    this.series = series;
  }

  /** null: it stays */
  of(ref: number): LeavingSeries | null {
    const known = this.known.get(ref);
    if (known !== undefined) return known;
    if (this.known.size >= MOST_KNOWN) this.known.clear();
    const made = this.made(ref);
    this.known.set(ref, made);
    return made;
  }

  private made(ref: number): LeavingSeries | null {
    const own = this.series.labels(ref);
    if (own === null || !this.isChosen(own)) return null;
    const labels = relabel(this.relabeling, this.withExternal(own));
    return labels === null || labels.length === 0 ? null : { labels, metadata: this.series.metadata(pairValue(own, '__name__')) };
  }

  private isChosen(labels: LabelPairs): boolean {
    return this.compiled.length === 0 || this.compiled.some(matchers => matchers.every(matcher => matcher.test(pairValue(labels, matcher.name))));
  }

  private withExternal(own: LabelPairs): LabelPairs {
    return this.external.length === 0 ? own : toPairs({ ...toLabels(this.external), ...toLabels(own) });
  }
}
