import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { z } from 'zod';

const recorded = z.object({ samples: z.number(), series: z.array(z.object({ name: z.string(), values: z.array(z.number()) })) });

/** 192 series of a node_exporter and of a small HTTP service under load, 960 samples each; 72 of them change. In order of their names. */
export function recording(): { readonly name: string; readonly values: Float64Array }[] {
  const text = gunzipSync(readFileSync(new URL('./exporter.json.gz', import.meta.url))).toString();
  const { samples, series } = recorded.parse(JSON.parse(text));
  return series.map(({ name, values }) => ({ name, values: values.length === 1 ? new Float64Array(samples).fill(values[0]!) : Float64Array.from(values) }));
}

/** The bytes of a column, so that NaN payloads and -0 count when columns are compared. */
export const hex = (column: Float64Array): string => Buffer.from(column.buffer, column.byteOffset, column.byteLength).toString('hex');
