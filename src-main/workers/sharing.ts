import type { Prepared } from '../promql/engine.ts';
import type { Parts } from '../promql/parts.ts';
import type { Querier } from '../tsdb/querier.ts';
import { type Halves, inHalves, isWide, theirShare, weightOf } from './halving.ts';
import { type HalfAsked, Neighbour, type NeighbourEnd, type OfferedHalf } from './neighbour.ts';

/** Wide queries of one reader, for which it seeks another one's help. */
export class Sharing {
  private neighbours: Neighbour[] = [];
  private readonly querier: Querier;
  private readonly wideSamples: number;
  private readonly alone: () => void;

  /** alone: called when a query reads `wideSamples` or more and there is no other reader */
  constructor(querier: Querier, wideSamples: number, alone: () => void) {
    this.querier = querier;
    this.wideSamples = wideSamples;
    this.alone = alone;
  }

  meet(end: NeighbourEnd): void { this.neighbours.push(new Neighbour(end)); }

  /** Offers half of a query; null when it is better answered here alone. The half has to be dropped in the end, whatever happens. */
  offer(prepared: Prepared, asked: HalfAsked): Halves & { readonly half: OfferedHalf } | null {
    const { parts } = prepared;
    if (parts === null || !isWide(asked.prefetched, [...parts.ways.values()].includes('joined'))) return null;
    this.neighbours = this.neighbours.filter(({ isGone }) => !isGone);
    if (this.neighbours.length === 0 && weightOf(asked.prefetched) >= this.wideSamples) this.alone();
    const neighbour = this.neighbours.find(({ isFree }) => isFree);
    if (neighbour === undefined) return null;
    const { label } = parts;
    const halves = inHalves(asked.prefetched, label === null ? null : ref => this.querier.postings.valueOf(ref, label), theirShare(asked.prefetched, pointsOf(parts, asked)));
    return halves && { ...halves, half: neighbour.offer({ ...asked, prefetched: halves.theirs }) };
  }
}

/** Points that are to be written after both halves are there, about: of series that are the answer themselves, one of each of the widest selection. */
function pointsOf({ whole, ways }: Parts, { params: { from, to, step }, prefetched }: HalfAsked): number {
  if (!whole || from === to || ![...ways.values()].includes('joined')) return 0;
  return prefetched.reduce((most, { refs }) => Math.max(most, refs.length), 0) * ((to - from) / step + 1);
}
