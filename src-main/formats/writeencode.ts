import { ByteWriter } from '../base/bytes.ts';
import type { LabelPairs } from '../shared/model/labels.ts';
import type { Metadata } from '../shared/model/sample.ts';
import { METRIC_TYPES } from './remotewrite.ts';
import { BYTES, FIXED64, tagOf, VARINT } from './protobuf.ts';

/** Samples from..to of the columns, ascending by time, of one series. */
export interface OutgoingSeries { readonly labels: LabelPairs; readonly metadata: Metadata | null; readonly from: number; readonly to: number }
/** times: unix ms, integers; bits: two 32-bit halves a value, low first */
export interface OutgoingColumns { readonly times: Float64Array; readonly bits: Uint32Array }

const TEXT = new TextEncoder();
const LABEL_1 = tagOf(1, BYTES), SAMPLE = tagOf(2, BYTES), VALUE = tagOf(1, FIXED64), TIME = tagOf(2, VARINT);
const TIMESERIES_1 = tagOf(1, BYTES), TIMESERIES_2 = tagOf(5, BYTES), SYMBOL = tagOf(4, BYTES), LABEL_REFS = tagOf(1, BYTES), METADATA = tagOf(5, BYTES);

/**
 * Writes remote_write requests, one after the other, into memory that it keeps; they still have to be packed as snappy blocks.
 * source  prometheus.io/docs/specs/prw/remote_write_spec (1.0) and remote_write_spec_2_0
 */
export class WriteEncoder {
  private readonly out = new ByteWriter(1 << 16);
  private readonly part = new ByteWriter(1 << 12);
  private readonly small = new ByteWriter(1 << 10);

  /** prometheus.WriteRequest. returns a view that the next call overwrites */
  version1(series: readonly OutgoingSeries[], columns: OutgoingColumns): Uint8Array {
    const { out, part } = this;
    out.clear();
    for (const { labels, from, to } of series) {
      part.clear();
      for (let i = 0; i < labels.length; i += 2) this.label(labels[i]!, labels[i + 1]!);
      for (let i = from; i < to; i++) sample(part, columns, i);
      field(out, TIMESERIES_1, part);
    }
    return out.bytes.subarray(0, out.length);
  }

  /** io.prometheus.write.v2.Request. returns a view that the next call overwrites */
  version2(series: readonly OutgoingSeries[], columns: OutgoingColumns): Uint8Array {
    const { out, part, small } = this;
    out.clear();
    const symbols = new Map<string, number>([['', 0]]);
    const refOf = (text: string): number => {
      const known = symbols.get(text);
      if (known !== undefined) return known;
      symbols.set(text, symbols.size);
      return symbols.size - 1;
    };
    for (const { labels, metadata, from, to } of series) {
      part.clear();
      small.clear();
      for (const text of labels) small.varint(refOf(text));
      field(part, LABEL_REFS, small);
      for (let i = from; i < to; i++) sample(part, columns, i);
      if (metadata !== null) {
        small.clear();
        numbers(small, [1, METRIC_TYPES.indexOf(metadata.type)], [3, refOf(metadata.help)], [4, refOf(metadata.unit)]);
        field(part, METADATA, small);
      }
      field(out, TIMESERIES_2, part);
    }
    for (const text of symbols.keys()) bytes(out, SYMBOL, TEXT.encode(text)); // behind the series: by then all are known
    return out.bytes.subarray(0, out.length);
  }

  private label(name: string, value: string): void {
    const { small, part } = this;
    small.clear();
    bytes(small, tagOf(1, BYTES), TEXT.encode(name));
    bytes(small, tagOf(2, BYTES), TEXT.encode(value));
    field(part, LABEL_1, small);
  }
}

/** Value as its two halves, so that a NaN's payload survives; a time before 1970 takes ten bytes, as every negative int64. */
function sample(out: ByteWriter, { times, bits }: OutgoingColumns, i: number): void {
  const time = times[i]!;
  out.u8(SAMPLE);
  out.u8(9 + 1 + (time < 0 ? 10 : varintBytes(time)));
  out.u8(VALUE);
  out.u32(bits[2 * i]!);
  out.u32(bits[2 * i + 1]!);
  out.u8(TIME);
  if (time >= 0) out.varint(time);
  else {
    let rest = BigInt.asUintN(64, BigInt(time));
    for (; rest > 0x7fn; rest >>= 7n) out.u8(Number(rest & 0x7fn) | 0x80);
    out.u8(Number(rest));
  }
}

function varintBytes(n: number): number {
  let count = 1;
  for (let rest = n; rest >= 0x80; rest = Math.floor(rest / 0x80)) count++;
  return count;
}

/** Whole numbers that are not 0, each under its field. */
function numbers(out: ByteWriter, ...fields: readonly (readonly [field: number, n: number])[]): void {
  for (const [number, n] of fields) {
    if (n <= 0) continue;
    out.varint(tagOf(number, VARINT));
    out.varint(n);
  }
}

const field = (out: ByteWriter, tag: number, body: ByteWriter): void => bytes(out, tag, body.bytes.subarray(0, body.length));

function bytes(out: ByteWriter, tag: number, body: Uint8Array): void {
  out.varint(tag);
  out.varint(body.length);
  out.append(body);
}
