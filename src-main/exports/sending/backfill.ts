import type { Client } from '../../shared/rpc/contract.ts';
import type { BackfillPlace, DestinationPlace } from '../../store/destinations.ts';
import type { HistoryWave, OutgoingContract, Wave } from '../../workers/outgoingcontract.ts';

/** All series of one slice come before those of the next: a receiver takes samples that are a little older than its newest, not days. */
const SLICE_MS = 3_600_000;
/** Where nothing is stored, slices grow, so that decades of nothing are soon over. */
const LONGEST_MS = 30 * 24 * SLICE_MS;
const ALL_REFS = 2 ** 32;

/** How a place changes. */
export type Backfilled = Pick<DestinationPlace, 'backfill'>;

export interface BackfillParts {
  readonly calls: Pick<Client<OutgoingContract>['outgoing'], 'history'>;
  readonly id: string;
  /** samples of a wave, about */
  readonly most: number;
  /** writes down */
  readonly move: (change: Backfilled) => void;
  readonly send: (wave: Wave, doubtful: boolean) => Promise<void>;
}

/** from, to: unix ms, both ends in */
export const backfillOf = (from: number, to: number): BackfillPlace | null => from > to ? null : { from, to, at: from, afterRef: -1, untilRef: null };

/** Sends one wave of history, or steps over what is empty. */
export async function backfillSome(parts: BackfillParts, place: BackfillPlace): Promise<void> {
  const { calls, id, most, move, send } = parts;
  const { at, to, afterRef, untilRef } = place;
  const end = Math.min(to, at + SLICE_MS - 1);
  const wave = await calls.history({ id, from: at, to: end, afterRef, untilRef: untilRef ?? ALL_REFS, most });
  if (isEmpty(wave) && afterRef < 0 && untilRef === null) return await stepOver(parts, { ...place, at: end + 1 });
  const until = untilRef ?? wave.lastRef ?? ALL_REFS;
  if (wave.samples > 0) {
    if (untilRef === null) move({ backfill: { ...place, untilRef: until } });
    await send(wave, untilRef !== null);
  }
  if (until < ALL_REFS) move({ backfill: { ...place, afterRef: until, untilRef: null } });
  else move({ backfill: end >= to ? null : { ...place, at: end + 1, afterRef: -1, untilRef: null } });
}

/** Behind an empty slice: longer and longer ones, as long as they are empty too. */
async function stepOver({ calls, id, move }: BackfillParts, place: BackfillPlace): Promise<void> {
  let { at } = place;
  for (let step = 2 * SLICE_MS; at <= place.to; step = Math.min(LONGEST_MS, 2 * step)) {
    const end = Math.min(place.to, at + step - 1);
    if (!isEmpty(await calls.history({ id, from: at, to: end, afterRef: -1, untilRef: ALL_REFS, most: 1 }))) break;
    at = end + 1;
  }
  move({ backfill: at > place.to ? null : { ...place, at } });
}

const isEmpty = ({ samples, dropped, lastRef }: HistoryWave): boolean => samples === 0 && dropped === 0 && lastRef === null;
