/** Above this many refs in all a bitmap is cheaper than sorting. */
const FEW = 4096;

/** Refs that stand in one of the lists, ascending, each once. */
export function union(lists: readonly Uint32Array[]): Uint32Array {
  if (lists.length === 0) return new Uint32Array(0);
  if (lists.length === 1) return lists[0]!;
  const count = lists.reduce((sum, list) => sum + list.length, 0);
  return count <= FEW ? sortedUnion(lists, count) : markedUnion(lists);
}

function sortedUnion(lists: readonly Uint32Array[], count: number): Uint32Array {
  const all = new Uint32Array(count);
  let at = 0;
  for (const list of lists) { all.set(list, at); at += list.length; }
  all.sort();
  let kept = 0;
  for (let i = 0; i < all.length; i++) if (i === 0 || all[i] !== all[i - 1]) all[kept++] = all[i]!;
  return all.subarray(0, kept);
}

function markedUnion(lists: readonly Uint32Array[]): Uint32Array {
  let most = 0;
  for (const list of lists) most = Math.max(most, list[list.length - 1] ?? 0);
  const marks = new Uint32Array((most >>> 5) + 1);
  let count = 0;
  for (const list of lists) {
    for (let i = 0; i < list.length; i++) {
      const ref = list[i]!;
      const bit = 1 << (ref & 31);
      if ((marks[ref >>> 5]! & bit) !== 0) continue;
      marks[ref >>> 5]! |= bit;
      count++;
    }
  }
  const all = new Uint32Array(count);
  for (let word = 0, at = 0; word < marks.length; word++) {
    for (let rest = marks[word]!; rest !== 0; rest &= rest - 1) all[at++] = word * 32 + 31 - Math.clz32(rest & -rest);
  }
  return all;
}

/** Both lists ascending, as is what they have in common. */
export function intersect(a: Uint32Array, b: Uint32Array): Uint32Array {
  const out = new Uint32Array(Math.min(a.length, b.length));
  let n = 0;
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    if (a[i]! < b[j]!) i++;
    else if (a[i]! > b[j]!) j++;
    else { out[n++] = a[i]!; i++; j++; }
  }
  return out.subarray(0, n);
}

/** What of `a` is not in `b`; all ascending. */
export function subtract(a: Uint32Array, b: Uint32Array): Uint32Array {
  const out = new Uint32Array(a.length);
  let n = 0;
  for (let i = 0, j = 0; i < a.length; i++) {
    while (j < b.length && b[j]! < a[i]!) j++;
    if (b[j] !== a[i]) out[n++] = a[i]!;
  }
  return out.subarray(0, n);
}
