import type { LabelPairs } from '../shared/model/labels.ts';
import { compileMatcher, type CompiledMatcher } from './matcher.ts';
import type { Matcher } from './select.ts';

/** Refs of one label pair; kept sorted when read. */
class PostingList {
  private refs = new Uint32Array(2);
  private length = 0;
  private sorted = true;

  add(ref: number): void {
    if (this.length === this.refs.length) {
      const larger = new Uint32Array(this.length * 2);
      larger.set(this.refs);
      this.refs = larger;
    }
    if (this.length > 0 && ref < this.refs[this.length - 1]!) this.sorted = false;
    this.refs[this.length++] = ref;
  }

  /** A view, ascending; valid until the next `add`. */
  get all(): Uint32Array {
    const view = this.refs.subarray(0, this.length);
    if (!this.sorted) { view.sort(); this.sorted = true; }
    return view;
  }
}

/** The index: label name -> value -> refs, and the labels of every ref. In memory, built from the series table and added to as it grows. */
export class Postings {
  private readonly names = new Map<string, Map<string, PostingList>>();
  private readonly everything = new PostingList();
  private readonly pairs: LabelPairs[] = [];
  size = 0;

  add(ref: number, pairs: LabelPairs): void {
    this.pairs[ref] = pairs;
    this.everything.add(ref);
    this.size++;
    for (let i = 0; i < pairs.length; i += 2) {
      let values = this.names.get(pairs[i]!);
      if (!values) this.names.set(pairs[i]!, values = new Map());
      let list = values.get(pairs[i + 1]!);
      if (!list) values.set(pairs[i + 1]!, list = new PostingList());
      list.add(ref);
    }
  }

  labels(ref: number): LabelPairs { return this.pairs[ref]!; }
  /** Of all series, or of those that `among` picks. */
  labelNames(among?: (ref: number) => boolean): string[] {
    const names = [...this.names.keys()].sort();
    return among ? names.filter(name => [...this.names.get(name)!.values()].some(list => list.all.some(among))) : names;
  }

  labelValues(name: string, among?: (ref: number) => boolean): string[] {
    const values = this.names.get(name);
    if (!values) return [];
    const all = [...values.keys()].sort();
    return among ? all.filter(value => values.get(value)!.all.some(among)) : all;
  }


  /** Refs, ascending, of the series that fulfil every matcher; the caller's own, whatever is added later. Errors: AppError 'bad-data' for a pattern that is none. */
  select(matchers: readonly Matcher[]): Uint32Array {
    const compiled = matchers.map(compileMatcher);
    // a matcher that the empty value fulfils also takes series without the label: it can only take away
    const narrowing = compiled.filter(matcher => !matcher.test(''));
    const removing = compiled.filter(matcher => matcher.test(''));
    const lists = narrowing.map(matcher => this.matching(matcher)).sort((a, b) => a.length - b.length);
    let refs: Uint32Array = (lists[0] ?? this.everything.all).slice();
    for (const list of lists.slice(1)) refs = intersect(refs, list);
    for (const matcher of removing) {
      if (refs.length === 0) return refs;
      refs = this.without(refs, matcher);
    }
    return refs;
  }

  /** Refs whose label has a value that fulfils the matcher. */
  private matching(matcher: CompiledMatcher): Uint32Array {
    const values = this.names.get(matcher.name);
    if (!values) return new Uint32Array(0);
    const exact = matcher.negative ? null : matcher.pattern ? matcher.pattern.values : [matcher.value];
    if (exact) return union(exact.flatMap(value => values.get(value)?.all ?? []));
    const lists: Uint32Array[] = [];
    for (const [value, list] of values) if (matcher.test(value)) lists.push(list.all);
    return union(lists);
  }

  /** Series that carry the label with a value the matcher refuses are taken out. Few refs: look at each; many: at each value. */
  private without(refs: Uint32Array, matcher: CompiledMatcher): Uint32Array {
    const values = this.names.get(matcher.name);
    if (!values) return refs;
    const lists: Uint32Array[] = [];
    for (const [value, list] of values) if (!matcher.test(value)) lists.push(list.all);
    return lists.length === 0 ? refs : subtract(refs, union(lists));
  }
}

function union(lists: readonly Uint32Array[]): Uint32Array {
  if (lists.length === 0) return new Uint32Array(0);
  if (lists.length === 1) return lists[0]!;
  const all = new Uint32Array(lists.reduce((sum, list) => sum + list.length, 0));
  let at = 0;
  for (const list of lists) { all.set(list, at); at += list.length; }
  all.sort();
  let kept = 0;
  for (let i = 0; i < all.length; i++) if (i === 0 || all[i] !== all[i - 1]) all[kept++] = all[i]!;
  return all.subarray(0, kept);
}

function intersect(a: Uint32Array, b: Uint32Array): Uint32Array {
  const out = new Uint32Array(Math.min(a.length, b.length));
  let n = 0;
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    if (a[i]! < b[j]!) i++;
    else if (a[i]! > b[j]!) j++;
    else { out[n++] = a[i]!; i++; j++; }
  }
  return out.subarray(0, n);
}

function subtract(a: Uint32Array, b: Uint32Array): Uint32Array {
  const out = new Uint32Array(a.length);
  let n = 0;
  for (let i = 0, j = 0; i < a.length; i++) {
    while (j < b.length && b[j]! < a[i]!) j++;
    if (b[j] !== a[i]) out[n++] = a[i]!;
  }
  return out.subarray(0, n);
}
