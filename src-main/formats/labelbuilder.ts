import type { LabelPairs } from '../shared/model/labels.ts';

/**
 * Labels that are being changed. Iterating gives those nobody has set first, by name, then those that were set, in the order in which they were set
 * first: `labelmap` makes the later of two equal names win.
 * source  Prometheus's labels.Builder
 */
export class LabelBuilder {
  private readonly base = new Map<string, string>();
  private readonly added = new Map<string, string>();

  /** pairs: sorted by name; empty values are none */
  constructor(pairs: LabelPairs) {
    for (let i = 0; i < pairs.length; i += 2) if (pairs[i + 1] !== '') this.base.set(pairs[i]!, pairs[i + 1]!);
  }

  /** '' when absent */
  get(name: string): string {
    return this.added.get(name) ?? this.base.get(name) ?? '';
  }

  /** An empty value removes it. */
  set(name: string, value: string): void {
    this.base.delete(name);
    if (value === '') this.added.delete(name);
    else this.added.set(name, value);
  }

  /** name and value of each, as they are now */
  entries(): readonly (readonly [string, string])[] {
    return [...this.base, ...this.added];
  }

  pairs(): LabelPairs {
    return this.entries().toSorted(([a], [b]) => (a < b ? -1 : 1)).flat();
  }
}
