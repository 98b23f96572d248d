import type { ByteReader, ByteWriter } from '../../base/bytes.ts';

/**
 * Values that do not fit a block's form, as runs of equal bits: a varint count of runs, then per run
 *
 *   varint gap from the end of the run before · varint length - 1 · code · for code 0 the low and the high half (u32 each)
 *
 * The codes of the common specials stand for the halves below. A NaN never passes through a JS number: it would lose its payload.
 */
const LITERAL = 0;
const MIN_RUN_BYTES = 3;
const SPECIALS: readonly (readonly [low: number, high: number])[] = [
  [0x0000_0002, 0x7ff0_0000], // 1: Prometheus's stale marker
  [0x0000_0001, 0x7ff8_0000], // 2: NaN as Go writes it
  [0x0000_0000, 0x7ff8_0000], // 3: NaN as JS and C write it
  [0x0000_0000, 0x7ff0_0000], // 4: +Inf
  [0x0000_0000, 0xfff0_0000], // 5: -Inf
  [0x0000_0000, 0x8000_0000], // 6: -0
];

/** Writes the exceptions at positions[0, count), ascending; `bits` are the halves of all values. */
export function encodeExceptions(out: ByteWriter, bits: Uint32Array, positions: Int32Array, count: number): void {
  const runs: number[] = [];
  for (let i = 0; i < count; i++) if (i === 0 || !continues(bits, positions, i)) runs.push(i);
  out.varint(runs.length);
  let end = 0;
  runs.forEach((first, r) => {
    const start = positions[first]!;
    const length = (runs[r + 1] ?? count) - first;
    out.varint(start - end);
    out.varint(length - 1);
    writeBits(out, bits[2 * start]!, bits[2 * start + 1]!);
    end = start + length;
  });
}

function continues(bits: Uint32Array, positions: Int32Array, i: number): boolean {
  const here = positions[i]!;
  return positions[i - 1] === here - 1 && bits[2 * here] === bits[2 * here - 2] && bits[2 * here + 1] === bits[2 * here - 1];
}

function writeBits(out: ByteWriter, low: number, high: number): void {
  const special = SPECIALS.findIndex(([l, h]) => l === low && h === high);
  out.u8(special + 1);
  if (special >= 0) return;
  out.u32(low);
  out.u32(high);
}

/** Values `from` to `to` (not included) have these halves. */
export interface ExceptionRun { readonly from: number; readonly to: number; readonly low: number; readonly high: number }

/** Reads the exceptions of a block of `count` values; errors when a run ends behind it or has an unknown code. */
export function decodeExceptions(reader: ByteReader, count: number): ExceptionRun[] {
  const announced = reader.varint();
  if (announced * MIN_RUN_BYTES > reader.left) throw new Error(`${announced} runs of exceptions in ${reader.left} bytes`);
  const runs: ExceptionRun[] = [];
  let end = 0;
  while (runs.length < announced) {
    const from = end + reader.varint();
    end = from + reader.varint() + 1;
    if (end > count) throw new Error(`exceptions go on behind ${count} values`);
    const [low, high] = readBits(reader);
    runs.push({ from, to: end, low, high });
  }
  return runs;
}

function readBits(reader: ByteReader): readonly [low: number, high: number] {
  const code = reader.u8();
  if (code === LITERAL) return [reader.u32(), reader.u32()];
  const special = SPECIALS[code - 1];
  if (special === undefined) throw new Error(`an exception of kind ${code} is unknown`);
  return special;
}

/** Lays exceptions over decoded values, given by their halves. */
export function applyExceptions(runs: readonly ExceptionRun[], bits: Uint32Array): void {
  for (const { from, to, low, high } of runs) {
    for (let i = from; i < to; i++) {
      bits[2 * i] = low;
      bits[2 * i + 1] = high;
    }
  }
}
