import type { LabelPairs } from '../shared/model/labels.ts';
import { JsonBytes } from './jsonbytes.ts';
import { goFloat, jsonTime } from './promnumber.ts';

/** Columns of a range answer: values over `times` (unix ms), and which of them are there (one bit each, least significant first; null: all). */
export interface RangeBody extends Notes {
  readonly times: Float64Array;
  readonly series: readonly { readonly labels: LabelPairs; readonly values: Float64Array; readonly present: Uint8Array | null }[];
}
interface Notes { readonly warnings: readonly string[]; readonly infos: readonly string[] }

export type InstantBody = Notes & (
  | { readonly kind: 'vector'; readonly time: number; readonly series: readonly { readonly labels: LabelPairs; readonly value: number }[] }
  | { readonly kind: 'matrix'; readonly series: readonly { readonly labels: LabelPairs; readonly times: Float64Array; readonly values: Float64Array }[] }
  | { readonly kind: 'scalar'; readonly time: number; readonly value: number }
  | { readonly kind: 'string'; readonly time: number; readonly text: string }
);

/**
 * The body of an answer of /api/v1/query_range, as Prometheus writes it.
 * limit  so many series at most, 0 for all; a warning says when some were left out
 * out    empty; may be used again for the next body
 */
export function rangeJson(body: RangeBody, limit = 0, out = new JsonBytes()): Uint8Array<ArrayBuffer> {
  const times = Array.from(body.times, jsonTime), writeLabels = labelWriter(out);
  out.text('{"status":"success","data":{"resultType":"matrix","result":[');
  const series = limited(body.series, limit);
  series.forEach(({ labels, values, present }, i) => {
    out.text(i === 0 ? '{"metric":' : ',{"metric":');
    writeLabels(labels);
    out.text(',"values":[');
    out.points(times, values, present);
    out.text(']}');
  });
  return ended(out, body, series.length < body.series.length);
}

/** The same for /api/v1/query. */
export function instantJson(body: InstantBody, limit = 0, out = new JsonBytes()): Uint8Array<ArrayBuffer> {
  out.text(`{"status":"success","data":{"resultType":"${body.kind}","result":`);
  // Prometheus leaves these two to Go's encoding/json, which writes times and numbers in its own way.
  if (body.kind === 'scalar') out.text(`[${body.time / 1000},"${goFloat(body.value)}"]}`);
  else if (body.kind === 'string') out.text(`[${body.time / 1000},${JSON.stringify(body.text)}]}`);
  else return body.kind === 'vector' ? vectorBody(out, body, limit) : matrixBody(out, body, limit);
  writeNotes(out, body);
  out.text('}');
  return out.bytes();
}

function vectorBody(out: JsonBytes, body: InstantBody & { kind: 'vector' }, limit: number): Uint8Array<ArrayBuffer> {
  const series = limited(body.series, limit), time = jsonTime(body.time), writeLabels = labelWriter(out);
  out.text('[');
  series.forEach(({ labels, value }, i) => {
    out.text(i === 0 ? '{"metric":' : ',{"metric":');
    writeLabels(labels);
    out.text(',"value":');
    out.point(time, value);
    out.text('}');
  });
  return ended(out, body, series.length < body.series.length);
}

function matrixBody(out: JsonBytes, body: InstantBody & { kind: 'matrix' }, limit: number): Uint8Array<ArrayBuffer> {
  const series = limited(body.series, limit), writeLabels = labelWriter(out);
  out.text('[');
  series.forEach(({ labels, times, values }, i) => {
    out.text(i === 0 ? '{"metric":' : ',{"metric":');
    writeLabels(labels);
    out.text(',"values":[');
    out.points(times, values, null);
    out.text(']}');
  });
  return ended(out, body, series.length < body.series.length);
}

function ended(out: JsonBytes, notes: Notes, truncated: boolean): Uint8Array<ArrayBuffer> {
  out.text(']}');
  writeNotes(out, truncated ? { ...notes, warnings: [...notes.warnings, 'results truncated due to limit'] } : notes);
  out.text('}');
  return out.bytes();
}

const limited = <T>(series: readonly T[], limit: number): readonly T[] => (limit > 0 && series.length > limit ? series.slice(0, limit) : series);

function writeNotes(out: JsonBytes, { warnings, infos }: Notes): void {
  if (warnings.length > 0) out.text(`,"warnings":${JSON.stringify(warnings)}`);
  if (infos.length > 0) out.text(`,"infos":${JSON.stringify(infos)}`);
}

/** Writes labels of series after series: names and many values come again, and are quoted once. */
function labelWriter(out: JsonBytes): (labels: LabelPairs) => void {
  const known = new Map<string, string>();
  const quoted = (text: string): string => {
    let json = known.get(text);
    if (json === undefined) known.set(text, json = JSON.stringify(text));
    return json;
  };
  return labels => {
    let text = '{';
    for (let i = 0; i < labels.length; i += 2) text += `${i === 0 ? '' : ','}${quoted(labels[i]!)}:${quoted(labels[i + 1]!)}`;
    out.text(text + '}');
  };
}

/** The body of any other successful answer. */
export const dataJson = (data: unknown, notes: Notes = { warnings: [], infos: [] }): Uint8Array => {
  const out = new JsonBytes();
  out.text(`{"status":"success","data":${JSON.stringify(data)}`);
  writeNotes(out, notes);
  out.text('}');
  return out.bytes();
};

/** The body of a refusal: `errorType` as Prometheus sorts them (bad_data, execution, timeout, canceled, …). */
export const errorJson = (errorType: string, error: string): Uint8Array => new TextEncoder().encode(JSON.stringify({ status: 'error', errorType, error }));
