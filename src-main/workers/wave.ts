import { SnappyEncoder } from '../formats/snappyencode.ts';
import { WriteEncoder } from '../formats/writeencode.ts';
import { bitsOf } from '../shared/model/sample.ts';
import type { SampleBuffer } from '../tsdb/samplebuffer.ts';
import type { OutgoingCut, Wave } from './outgoingcontract.ts';
import type { LeavingSeries } from './outgoingseries.ts';

/** Knuth's multiplier: neighbouring refs come to different shards, the same ones after each start. */
const SPREAD = 2_654_435_761;

type SeriesOf = (ref: number) => LeavingSeries | null;

/** Writes requests; one for a thread, shared by all destinations. */
export class BodyWriter {
  private readonly encoder = new WriteEncoder();
  private readonly snappy = new SnappyEncoder();

  /** The samples at `places` of the buffer, as the body of a request. Of samples of one series and time the last one counts. */
  body(buffer: SampleBuffer, places: Uint32Array, seriesOf: SeriesOf, version: 1 | 2): Uint8Array<ArrayBuffer> {
    const { refs, times, bits } = buffer;
    const order = places.slice().sort((a, b) => refs[a]! - refs[b]! || times[a]! - times[b]! || a - b);
    const columns = { times: new Float64Array(order.length), bits: bitsOf(new Float64Array(order.length)) };
    const series: { ref: number; from: number; to: number }[] = [];
    let count = 0;
    for (const place of order) {
      const last = series.at(-1);
      if (last === undefined || last.ref !== refs[place]) series.push({ ref: refs[place]!, from: count, to: count });
      const one = series.at(-1)!;
      if (one.to > one.from && columns.times[count - 1] === times[place]) count--;
      columns.times[count] = times[place]!;
      columns.bits[2 * count] = bits[2 * place]!;
      columns.bits[2 * count + 1] = bits[2 * place + 1]!;
      one.to = ++count;
    }
    const leaving = series.flatMap(({ ref, from, to }) => {
      const known = seriesOf(ref);
      return known === null ? [] : [{ ...known, from, to }];
    });
    return this.snappy.encode(version === 2 ? this.encoder.version2(leaving, columns) : this.encoder.version1(leaving, columns));
  }
}

/** The samples of a buffer that leave, cut into batches: of each its places in the buffer, ascending by time. */
export function cutInto(buffer: SampleBuffer, { shards, batchSamples }: OutgoingCut, seriesOf: SeriesOf): { readonly wave: Wave; readonly batches: readonly Uint32Array[] } {
  const { refs, times, length } = buffer;
  const lists: number[][] = Array.from({ length: shards }, () => []);
  let dropped = 0;
  for (let i = 0; i < length; i++) {
    if (seriesOf(refs[i]!) === null) dropped++;
    else lists[shardOf(refs[i]!, shards)]!.push(i);
  }
  const cut = lists.flatMap((list, shard) => Array.from({ length: Math.ceil(list.length / batchSamples) }, (_, n) => ({ shard, places: Uint32Array.from(list.slice(n * batchSamples, (n + 1) * batchSamples)) })));
  for (const { places } of cut) places.sort((a, b) => times[a]! - times[b]! || a - b);
  return {
    wave: { samples: length - dropped, dropped, batches: cut.map(({ shard, places }) => ({ shard, samples: places.length, newest: times[places.at(-1)!]! })) },
    batches: cut.map(({ places }) => places),
  };
}

const shardOf = (ref: number, shards: number): number => Math.floor((Math.imul(ref, SPREAD) >>> 0) / 2 ** 32 * shards);
