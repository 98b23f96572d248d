const NO_REFS = new Uint32Array(0);
/** New entries that are looked through one by one before all is sorted anew, at least, and as a part of what is sorted. */
const TAIL = 1024;
const TAIL_SHARE = 8;

/**
 * The values of one label name and the series that have each. A new series is only noted, which is all that a start with a million of them pays;
 * what is noted is sorted when somebody asks, and then a few more may come before that is done again.
 */
export class ValueIndex {
  /** ids of values, ascending, and where each one's refs begin; one more start than values */
  private values = NO_REFS;
  private starts = new Uint32Array(1);
  /** ascending within a value */
  private refs = NO_REFS;
  private noted = 0;
  private notedValues = new Uint32Array(4);
  private notedRefs = new Uint32Array(4);
  /** the noted ones by value, while somebody asks */
  private tail: Map<number, number[]> | null = null;
  private stale = false;

  add(value: number, ref: number): void {
    if (this.noted === this.notedRefs.length) {
      this.notedValues = twice(this.notedValues);
      this.notedRefs = twice(this.notedRefs);
    }
    this.notedValues[this.noted] = value;
    this.notedRefs[this.noted++] = ref;
    this.tail = null;
  }

  /** Some of its series are no more; which, is asked of `alive` when somebody wants to know. */
  touch(): void { this.stale = true; }

  /** Refs of a value, ascending; a view that is never changed. */
  refsOf(value: number, alive: (ref: number) => boolean): Uint32Array {
    const late = this.settled(alive).get(value);
    const at = lowerBound(this.values, value);
    const early = this.values[at] === value ? this.refs.subarray(this.starts[at], this.starts[at + 1]) : NO_REFS;
    return late ? together(early, late) : early;
  }

  /** Every value that some series has, by its id. */
  *all(alive: (ref: number) => boolean): Generator<number> {
    const tail = this.settled(alive);
    yield* this.values;
    for (const value of tail.keys()) if (this.values[lowerBound(this.values, value)] !== value) yield value;
  }

  private settled(alive: (ref: number) => boolean): Map<number, number[]> {
    if (this.stale || this.noted > Math.max(TAIL, this.refs.length / TAIL_SHARE)) this.sort(alive);
    if (this.tail) return this.tail;
    this.tail = new Map();
    for (let i = 0; i < this.noted; i++) {
      const value = this.notedValues[i]!;
      const refs = this.tail.get(value);
      if (refs) refs.push(this.notedRefs[i]!);
      else this.tail.set(value, [this.notedRefs[i]!]);
    }
    return this.tail;
  }

  /** By counting: values are ids, which lie close together. */
  private sort(alive: (ref: number) => boolean): void {
    const { values, refs, least } = this.everything(alive);
    const counts = new Uint32Array(span(values, least) + 1);
    for (let i = 0; i < values.length; i++) counts[values[i]! - least + 1]!++;
    let distinct = 0;
    for (let i = 1; i < counts.length; i++) {
      if (counts[i]! > 0) distinct++;
      counts[i]! += counts[i - 1]!;
    }
    this.values = new Uint32Array(distinct);
    this.starts = new Uint32Array(distinct + 1);
    for (let i = 1, n = 0; i < counts.length; i++) {
      if (counts[i] === counts[i - 1]) continue;
      this.values[n] = i - 1 + least;
      this.starts[++n] = counts[i]!;
    }
    this.refs = new Uint32Array(refs.length);
    for (let i = 0; i < refs.length; i++) this.refs[counts[values[i]! - least]!++] = refs[i]!;
    if (!this.isOrdered()) this.order();
    this.noted = 0;
    this.notedValues = new Uint32Array(4);
    this.notedRefs = new Uint32Array(4);
    this.tail = null;
    this.stale = false;
  }

  /** All entries whose series is alive, sorted ones first, as two columns. */
  private everything(alive: (ref: number) => boolean): { values: Uint32Array; refs: Uint32Array; least: number } {
    const values = new Uint32Array(this.refs.length + this.noted);
    const refs = new Uint32Array(values.length);
    let n = 0;
    let least = Infinity;
    const take = (value: number, ref: number) => {
      if (this.stale && !alive(ref)) return;
      values[n] = value;
      refs[n++] = ref;
      if (value < least) least = value;
    };
    for (let k = 0; k < this.values.length; k++) for (let i = this.starts[k]!; i < this.starts[k + 1]!; i++) take(this.values[k]!, this.refs[i]!);
    for (let i = 0; i < this.noted; i++) take(this.notedValues[i]!, this.notedRefs[i]!);
    return { values: values.subarray(0, n), refs: refs.subarray(0, n), least: n === 0 ? 0 : least };
  }

  private isOrdered(): boolean {
    for (let k = 0; k < this.values.length; k++) {
      for (let i = this.starts[k]! + 1, end = this.starts[k + 1]!; i < end; i++) if (this.refs[i]! <= this.refs[i - 1]!) return false;
    }
    return true;
  }

  /** Refs of a value mostly come in order already; a series that came back may stand twice. */
  private order(): void {
    let to = 0;
    for (let k = 0, start = 0; k < this.values.length; k++) {
      const part = this.refs.subarray(start, this.starts[k + 1]);
      start = this.starts[k + 1]!;
      if (part.some((ref, i) => i > 0 && ref < part[i - 1]!)) part.sort();
      const first = to;
      for (const ref of part) if (to === first || this.refs[to - 1] !== ref) this.refs[to++] = ref;
      this.starts[k + 1] = to;
    }
    this.refs = this.refs.subarray(0, to);
  }
}

function together(early: Uint32Array, late: readonly number[]): Uint32Array {
  const all = new Uint32Array(early.length + late.length);
  all.set(early);
  all.set(late, early.length);
  for (let i = Math.max(1, early.length); i < all.length; i++) if (all[i]! < all[i - 1]!) return all.sort();
  return all;
}

/** How many ids lie between the least value and the greatest, both counted. */
function span(values: Uint32Array, least: number): number {
  let most = least - 1;
  for (let i = 0; i < values.length; i++) if (values[i]! > most) most = values[i]!;
  return most - least + 1;
}

function lowerBound(sorted: Uint32Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! < value) low = middle + 1; else high = middle;
  }
  return low;
}

function twice(array: Uint32Array): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(array.length * 2);
  larger.set(array);
  return larger;
}
