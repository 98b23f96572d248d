import type { HalfAnswer, PartSeries } from '../promql/halves.ts';
import { bytesFor, fullPresence } from '../promql/presence.ts';
import type { LabelPairs } from '../shared/model/labels.ts';
import { moved } from '../shared/rpc/moved.ts';

/**
 * One part as it crosses threads: few arrays, however many series.
 * values    the columns of the first series, of the second, …, each as long as there are steps
 * presence  likewise one bitmap a series; null: all steps of all series have a value
 */
interface PackedPart { readonly labels: readonly LabelPairs[]; readonly columns: number; readonly values: Float64Array; readonly presence: Uint8Array | null }
export type PackedHalf = Omit<HalfAnswer, 'parts'> & { readonly steps: number; readonly parts: readonly PackedPart[] };

/** steps: how long columns are */
export const packHalf = (answer: HalfAnswer, steps: number): PackedHalf => ({ ...answer, steps, parts: answer.parts.map(part => packed(part, steps)) });

export const unpackHalf = ({ steps, parts, ...answer }: PackedHalf): HalfAnswer => ({ ...answer, parts: parts.map(part => unpacked(part, steps)) });

function packed(part: readonly PartSeries[], steps: number): PackedPart {
  const columns = part[0]?.columns.length ?? 0, bytes = bytesFor(steps);
  const values = new Float64Array(part.length * columns * steps);
  const presence = part.some(({ present }) => present !== null) ? new Uint8Array(part.length * bytes) : null;
  for (const [n, one] of part.entries()) {
    for (const [c, column] of one.columns.entries()) values.set(column, (n * columns + c) * steps);
    if (presence === null) continue;
    presence.set(one.present ?? fullPresence(steps), n * bytes);
  }
  return { labels: part.map(({ labels }) => labels), columns, values: moved(values), presence: presence && moved(presence) };
}

function unpacked({ labels, columns, values, presence }: PackedPart, steps: number): PartSeries[] {
  const bytes = bytesFor(steps);
  return labels.map((own, n) => ({
    labels: own,
    present: presence?.subarray(n * bytes, (n + 1) * bytes) ?? null,
    columns: Array.from({ length: columns }, (_, c) => values.subarray((n * columns + c) * steps, (n * columns + c + 1) * steps)),
  }));
}
