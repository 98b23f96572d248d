/** Label names to values as they cross a boundary; `__name__` holds the metric's name, as in Prometheus. Read with `Object.hasOwn` or `valueOf`: a label may be called `constructor`. */
export type Labels = Readonly<Record<string, string>>;

/**
 * The same labels inside the store and the engine: name, value, name, value, …, sorted by name (code units), no empty value.
 * Flat, because it is compared, hashed and kept by the million; an array, because `__proto__` is a legal label name.
 */
export type LabelPairs = readonly string[];

/** Labels as sorted pairs; empty values are left out (an empty label is an absent label in Prometheus's data model). */
export function toPairs(labels: Labels): LabelPairs {
  const pairs: string[] = [];
  for (const name of Object.keys(labels).sort()) {
    const value = labels[name];
    if (value !== undefined && value !== '') pairs.push(name, value);
  }
  return pairs;
}

/** Pairs as an object without a prototype, so that no label name meets an inherited property. */
export function toLabels(pairs: LabelPairs): Labels {
  const labels: Record<string, string> = Object.create(null);
  for (let i = 0; i < pairs.length; i += 2) labels[pairs[i]!] = pairs[i + 1]!;
  return labels;
}

/** The value of one label, '' when absent. */
export function pairValue(pairs: LabelPairs, name: string): string {
  for (let i = 0; i < pairs.length; i += 2) if (pairs[i] === name) return pairs[i + 1]!;
  return '';
}

/** A string equal for equal labels and different for different ones: half a surrogate pair stands in no text that came as UTF-8. */
export const pairsKey = (pairs: LabelPairs): string => pairs.join('\ud800');
