import type { LabelPairs } from '../shared/model/labels.ts';
import { decodeLabels, eachLabel } from './labelcodec.ts';
import { LabelStore } from './labelstore.ts';
import { compileMatcher, type CompiledMatcher } from './matcher.ts';
import { intersect, subtract, union } from './refset.ts';
import type { Matcher } from './select.ts';
import { SymbolTable } from './symboltable.ts';
import { ValueIndex } from './valueindex.ts';

const NO_LABELS: LabelPairs = [];

/** The index: label name -> value -> refs, and the labels of every ref. In memory, built from the series table, added to as it grows, and thinned. */
export class Postings {
  readonly symbols = new SymbolTable();
  private readonly names = new Map<string, ValueIndex>();
  /** the same by the ids of their names */
  private readonly byId: (ValueIndex | undefined)[] = [];
  private readonly stored = new LabelStore();
  private readonly alive = (ref: number): boolean => this.stored.has(ref);

  get size(): number { return this.stored.size; }
  has(ref: number): boolean { return this.stored.has(ref); }

  /** labels  as `encodeLabels` wrote them, at start..end. A ref that is known already stays as it is. Errors: for labels that are none; nothing is taken in then */
  add(ref: number, labels: Uint8Array, start = 0, end = labels.length): void {
    if (this.stored.has(ref)) return;
    const { symbols } = this;
    eachLabel(labels, start, end, (name, value) => {
      if (!symbols.has(name) || !symbols.has(value)) throw new Error(`labels name string ${symbols.has(name) ? value : name}, which is not there`);
    });
    this.stored.add(ref, labels, start, end);
    eachLabel(labels, start, end, (name, value) => { (this.byId[name] ?? this.named(name)).add(value, ref); });
  }

  /** The series is no more; its ref may come again. */
  remove(ref: number): void {
    if (!this.stored.has(ref)) return;
    const labels = this.stored.get(ref);
    eachLabel(labels, 0, labels.length, name => this.byId[name]!.touch());
    this.stored.remove(ref);
  }

  /** Strings that no series has any more are let go of. */
  forgetSymbols(): void {
    const used = new Uint32Array((this.symbols.end >>> 5) + 1);
    const mark = (id: number) => { used[id >>> 5]! |= 1 << (id & 31); };
    for (const ref of this.stored.refs()) {
      const labels = this.stored.get(ref);
      eachLabel(labels, 0, labels.length, (name, value) => { mark(name); mark(value); });
    }
    this.symbols.keep(id => (used[id >>> 5]! & (1 << (id & 31))) !== 0, () => undefined);
  }

  /** Errors: a BUG for a ref that is not there */
  labels(ref: number): LabelPairs { return decodeLabels(this.stored.get(ref), id => this.symbols.text(id)); }

  /** `labels` of series after series; only: names of labels that are wanted, the others are left out. */
  reader(only: readonly string[] | undefined): (ref: number) => LabelPairs {
    if (only === undefined) return ref => this.labels(ref);
    if (only.length === 0) return () => NO_LABELS;
    const wanted = new Map(only.map(name => [this.symbols.idOf(name), name]));
    return ref => {
      const labels = this.stored.get(ref), pairs: string[] = [];
      eachLabel(labels, 0, labels.length, (id, value) => {
        const name = wanted.get(id);
        if (name !== undefined) pairs.push(name, this.symbols.text(value)!);
      });
      return pairs;
    };
  }

  /** A number equal for series that have the same value of a label; 0 where it is not there. */
  valueOf(ref: number, name: string): number {
    const labels = this.stored.get(ref), wanted = this.symbols.idOf(name);
    let found = 0;
    if (wanted !== 0) eachLabel(labels, 0, labels.length, (id, value) => { if (id === wanted) found = value; });
    return found;
  }

  /** Of all series, or of those that `among` picks. */
  labelNames(among?: (ref: number) => boolean): string[] {
    return [...this.names].filter(([, values]) => this.occurs(values, among)).map(([name]) => name).sort();
  }

  labelValues(name: string, among?: (ref: number) => boolean): string[] {
    const values = this.names.get(name);
    if (!values) return [];
    return Array.from(values.all(this.alive)).filter(value => !among || values.refsOf(value, this.alive).some(among)).map(value => this.symbols.text(value)!).sort();
  }

  /** Refs, ascending, of the series that fulfil every matcher; the caller's own, whatever is added later. Errors: AppError 'bad-data' for a pattern that is none. */
  select(matchers: readonly Matcher[]): Uint32Array {
    const compiled = matchers.map(compileMatcher);
    // a matcher that the empty value fulfils also takes series without the label: it can only take away
    const narrowing = compiled.filter(matcher => !matcher.test(''));
    const removing = compiled.filter(matcher => matcher.test(''));
    const lists = narrowing.map(matcher => this.matching(matcher)).sort((a, b) => a.length - b.length);
    let refs: Uint32Array = (lists[0] ?? this.stored.refs()).slice();
    for (const list of lists.slice(1)) refs = intersect(refs, list);
    for (const matcher of removing) {
      if (refs.length === 0) return refs;
      refs = this.without(refs, matcher);
    }
    return refs;
  }

  private named(id: number): ValueIndex {
    const name = this.symbols.text(id)!;
    const index = this.names.get(name) ?? new ValueIndex();
    this.names.set(name, index);
    return this.byId[id] = index;
  }

  private occurs(values: ValueIndex, among: ((ref: number) => boolean) | undefined): boolean {
    for (const value of values.all(this.alive)) if (!among || values.refsOf(value, this.alive).some(among)) return true;
    return false;
  }

  /** Refs whose label has a value that fulfils the matcher. */
  private matching(matcher: CompiledMatcher): Uint32Array {
    const values = this.names.get(matcher.name);
    if (!values) return new Uint32Array(0);
    const exact = matcher.negative ? null : matcher.pattern ? matcher.pattern.values : [matcher.value];
    if (exact) return union(exact.map(value => values.refsOf(this.symbols.idOf(value), this.alive)));
    return this.having(values, text => matcher.test(text));
  }

  /** Series that carry the label with a value the matcher refuses are taken out. */
  private without(refs: Uint32Array, matcher: CompiledMatcher): Uint32Array {
    const values = this.names.get(matcher.name);
    if (!values) return refs;
    const refused = this.having(values, text => !matcher.test(text));
    return refused.length === 0 ? refs : subtract(refs, refused);
  }

  private having(values: ValueIndex, test: (text: string) => boolean): Uint32Array {
    const lists: Uint32Array[] = [];
    for (const value of values.all(this.alive)) if (test(this.symbols.text(value)!)) lists.push(values.refsOf(value, this.alive));
    return union(lists);
  }
}
