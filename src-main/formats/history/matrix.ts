import { z } from 'zod';
import { AppError } from '../../shared/model/errors.ts';
import { floatAt, isNan } from '../float.ts';
import type { SeriesColumns } from '../seriescolumns.ts';

const Answer = z.object({
  status: z.literal('success'),
  data: z.object({ resultType: z.literal('matrix'), result: z.array(z.object({ metric: z.record(z.string(), z.string()), values: z.array(z.unknown()).default([]), histograms: z.array(z.unknown()).default([]) })) }),
});

/**
 * A matrix as Prometheus's query API answers a range selector: every sample at its own time.
 *
 * returns  how many native histograms were left out
 * errors   AppError 'bad-data'
 */
export function decodeMatrix(body: Uint8Array, into: SeriesColumns): number {
  into.clear();
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(body));
  } catch (cause) {
    throw new AppError('bad-data', 'The server answered no JSON.', { cause });
  }
  const { data, error } = Answer.safeParse(json);
  if (!data) throw new AppError('bad-data', `The server answered no matrix: ${error.issues[0]?.path.join('.')}: ${error.issues[0]?.message}`);
  let histograms = 0;
  for (const { metric, values, histograms: left } of data.data.result) {
    histograms += left.length;
    into.open(JSON.stringify(metric), () => Object.entries(metric).flat());
    for (const pair of values) addPair(pair, into);
  }
  return histograms;
}

/** `[seconds, "value"]` */
function addPair(pair: unknown, into: SeriesColumns): void {
  const [seconds, text]: unknown[] = Array.isArray(pair) ? pair : [];
  if (typeof seconds !== 'number' || typeof text !== 'string') throw new AppError('bad-data', `The server answered ${JSON.stringify(pair)} for a sample.`);
  into.add(Math.round(seconds * 1000), numberIn(text));
}

function numberIn(text: string): number {
  const value = floatAt(text, 0, text.length);
  if (Number.isNaN(value) && !isNan(text, 0, text.length)) throw new AppError('bad-data', `The server answered a value that is no number: ${JSON.stringify(text.slice(0, 40))}`);
  return value;
}
