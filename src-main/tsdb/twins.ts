import { type CommonName, commonName } from '../formats/telegraf.ts';
import type { LabelPairs } from '../shared/model/labels.ts';
import { bitsOf } from '../shared/model/sample.ts';
import { NO_REF } from './registry.ts';

interface Twin { readonly ref: number; readonly scale: number }
interface Columns { readonly refs: Uint32Array; readonly times: Float64Array; readonly values: Float64Array }

/**
 * Series that are kept under a second, common name, so that rules, panels and lists that ask for that one find them: what is sent to the first
 * goes to both. Who learns a series anew says so with `make`.
 */
export class Twins {
  private readonly twins = new Map<number, Twin>();

  get size(): number { return this.twins.size; }

  /** Makes the twins of these series, which stand under `refs`; NO_REF for what was not taken. A twin beyond `most` series in all is left out. */
  make(store: { admit(series: readonly LabelPairs[], most: number): Uint32Array }, series: readonly LabelPairs[], refs: Uint32Array, most: number): void {
    const own: number[] = [];
    const common: CommonName[] = [];
    series.forEach((labels, i) => {
      const named = refs[i] === NO_REF ? null : commonName(labels);
      if (named !== null) own[common.push(named) - 1] = refs[i]!;
    });
    if (common.length === 0) return;
    const made = store.admit(common.map(({ labels }) => labels), most);
    common.forEach(({ scale }, i) => { if (made[i] !== NO_REF) this.twins.set(own[i]!, { ref: made[i]!, scale }); });
  }

  /** Appends samples, and those of their twins with them: all are committed, or none. */
  append(store: { append(refs: Uint32Array, times: Float64Array, values: Float64Array): void }, columns: Columns): void {
    const both = this.size === 0 ? columns : this.doubled(columns);
    store.append(both.refs, both.times, both.values);
  }

  /** Series that `gone` picks have no twin any more, nor are they one. Returns which are to be learned anew. */
  forget(gone: (ref: number) => boolean): (ref: number) => boolean {
    const alone = new Set<number>();
    for (const [own, { ref }] of this.twins) if (gone(own) || gone(ref)) alone.add(own);
    for (const own of alone) this.twins.delete(own);
    return ref => alone.has(ref) || gone(ref);
  }

  private doubled({ refs, times, values }: Columns): Columns {
    const at: number[] = [];
    const twins: Twin[] = [];
    for (let i = 0; i < refs.length; i++) {
      const twin = this.twins.get(refs[i]!);
      if (twin !== undefined) at[twins.push(twin) - 1] = i;
    }
    if (twins.length === 0) return { refs, times, values };
    const count = refs.length;
    const all = { refs: new Uint32Array(count + twins.length), times: new Float64Array(count + twins.length), values: new Float64Array(count + twins.length) };
    all.refs.set(refs);
    all.times.set(times);
    const [from, to] = [bitsOf(values), bitsOf(all.values)];
    to.set(from); // the halves, not the numbers: a copied NaN may lose its payload
    twins.forEach(({ ref, scale }, n) => {
      const i = at[n]!;
      all.refs[count + n] = ref;
      all.times[count + n] = times[i]!;
      if (scale === 1 || Number.isNaN(values[i]!)) to.set(from.subarray(2 * i, 2 * i + 2), 2 * (count + n));
      else all.values[count + n] = values[i]! * scale;
    });
    return all;
  }
}
