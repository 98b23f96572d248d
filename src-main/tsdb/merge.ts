/** Times ascending and their values, equally long. */
export interface Columns { readonly times: Float64Array; readonly values: Float64Array }

/** Index of the first time that is not before `time`. */
export function lowerBound(times: Float64Array, time: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (times[middle]! < time) low = middle + 1; else high = middle;
  }
  return low;
}

/** The part with from <= time <= to, as views; null when there is none. */
export function clip({ times, values }: Columns, from: number, to: number): Columns | null {
  if (times.length === 0 || times[0]! > to || times[times.length - 1]! < from) return null;
  if (times[0]! >= from && times[times.length - 1]! <= to) return { times, values };
  const start = lowerBound(times, from);
  const end = lowerBound(times, to + 1); // times are integers
  return start >= end ? null : { times: times.subarray(start, end), values: values.subarray(start, end) };
}

/**
 * One series out of pieces, which may overlap: at equal times the piece that stands later in the list wins. Every bit is kept.
 * returns null when nothing lies in from..to; a single piece comes back as a view
 */
export function mergeColumns(pieces: readonly Columns[], from: number, to: number): Columns | null {
  let merged: Columns | null = null;
  const run: Columns[] = [];
  const flush = () => {
    if (run.length === 0) return;
    const joined = run.length === 1 ? run[0]! : concat(run);
    merged = merged ? overlay(merged, joined) : joined;
    run.length = 0;
  };
  for (const piece of pieces) {
    const part = clip(piece, from, to);
    if (!part) continue;
    const before = run.at(-1);
    if (before && before.times[before.times.length - 1]! >= part.times[0]!) flush();
    run.push(part);
  }
  flush();
  return merged;
}

/** A stretch of one series that is decoded only when it is wanted, and where it is wanted. */
export interface Piece {
  readonly times: Float64Array;
  /** as long as `times`; may be a view */
  values(): Float64Array;
  /** writes them into memory of just that length */
  into(values: Float64Array): void;
}

/**
 * Merges series after series of one shard. They mostly share their times: those are cut and joined once and handed out to all,
 * so that a reader may tell by identity that two series have the same times.
 */
export class SharedTimes {
  private pieces: readonly Float64Array[] = [];
  private bounds: readonly [start: number, end: number][] = [];
  private times: Float64Array | null = null;

  /** As mergeColumns, for the same window each time. */
  merge(pieces: readonly Piece[], from: number, to: number): Columns | null {
    if (pieces.length !== this.pieces.length || pieces.some(({ times }, i) => times !== this.pieces[i])) this.learn(pieces, from, to);
    if (!this.times) return mergeColumns(pieces.map(piece => ({ times: piece.times, values: piece.values() })), from, to);
    const { times } = this;
    if (times.length === 0) return null;
    const values = new Float64Array(times.length);
    let at = 0;
    for (let i = 0; i < pieces.length; i++) {
      const [start, end] = this.bounds[i]!;
      if (start === end) continue;
      const place = values.subarray(at, at + end - start);
      if (end - start === pieces[i]!.times.length) pieces[i]!.into(place);
      else place.set(pieces[i]!.values().subarray(start, end));
      at += end - start;
    }
    return { times, values };
  }

  /** Pieces that follow each other are joined; others have to be merged one by one. */
  private learn(pieces: readonly Piece[], from: number, to: number): void {
    this.pieces = pieces.map(({ times }) => times);
    this.bounds = pieces.map(({ times }) => [lowerBound(times, from), lowerBound(times, to + 1)]);
    const ordered = pieces.every(({ times }, i) => i === 0 || times.length === 0 || (pieces[i - 1]!.times.at(-1) ?? -Infinity) < times[0]!);
    this.times = ordered ? joined(this.pieces.map((times, i) => times.subarray(...this.bounds[i]!))) : null;
  }
}

/** One behind the other; a single one is handed out as it is. */
export function joined(parts: readonly Float64Array[]): Float64Array {
  if (parts.length === 1) return parts[0]!;
  const all = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) { all.set(part, at); at += part.length; }
  return all;
}

function concat(parts: readonly Columns[]): Columns {
  let length = 0;
  for (const { times } of parts) length += times.length;
  const times = new Float64Array(length);
  const values = new Float64Array(length);
  let at = 0;
  for (const part of parts) {
    times.set(part.times, at);
    values.set(part.values, at);
    at += part.times.length;
  }
  return { times, values };
}

/** Both, `over` winning where times are equal. Stretches are copied as memory, so NaN payloads survive. */
function overlay(under: Columns, over: Columns): Columns {
  if (under.times[under.times.length - 1]! < over.times[0]!) return concat([under, over]);
  if (over.times[over.times.length - 1]! < under.times[0]!) return concat([over, under]);
  const times = new Float64Array(under.times.length + over.times.length);
  const values = new Float64Array(times.length);
  let at = 0;
  const take = ({ times: t, values: v }: Columns, from: number, to: number) => {
    if (from >= to) return;
    times.set(t.subarray(from, to), at);
    values.set(v.subarray(from, to), at);
    at += to - from;
  };
  let i = 0;
  for (let j = 0; j < over.times.length;) {
    const until = lowerBound(under.times, over.times[j]!);
    take(under, i, until);
    i = under.times[until] === over.times[j] ? until + 1 : until;
    const next = i < under.times.length ? lowerBound(over.times, under.times[i]!) : over.times.length;
    const end = Math.max(next, j + 1);
    take(over, j, end);
    j = end;
  }
  take(under, i, under.times.length);
  return { times: times.subarray(0, at), values: values.subarray(0, at) };
}
