/** One series of a run: its name and at most a label of its own. */
export interface Finding { readonly name: string; readonly label: readonly [name: string, value: string] | null; readonly value: number }

/** What a run has measured so far; what a failed one has measured counts, too. */
export class Findings {
  /** unix ms at which the first certificate of the chain expires, also of one that is not trusted */
  certificateExpires: number | null = null;
  private readonly found = new Map<string, Finding>();

  set(name: string, value: number, label: Finding['label'] = null): void {
    this.found.set(keyOf(name, label), { name, label, value });
  }

  /** Begins at 0. */
  add(name: string, value: number, label: Finding['label'] = null): void {
    this.set(name, (this.found.get(keyOf(name, label))?.value ?? 0) + value, label);
  }

  /** By how a page of metrics would write each. */
  all(): ReadonlyMap<string, Finding> {
    return this.found;
  }
}

const keyOf = (name: string, label: Finding['label']): string => label === null ? name : `${name}{${label[0]}=${JSON.stringify(label[1])}}`;
