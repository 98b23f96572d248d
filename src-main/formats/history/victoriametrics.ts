import { z } from 'zod';
import { AppError } from '../../shared/model/errors.ts';
import type { LineDecoder } from './decoder.ts';

const NEWLINE = 0x0a;
/** What JSON has no number for: some versions write it as text, some bare. source: docs.victoriametrics.com, /api/v1/import */
const SPECIAL: Readonly<Record<string, number>> = { infinity: Infinity, '+infinity': Infinity, '-infinity': -Infinity, inf: Infinity, '+inf': Infinity, '-inf': -Infinity, nan: Number.NaN };
const BARE = /(?<=[[,])[+-]?(?:inf(?:inity)?|nan)(?=[,\]])/gi;
const Line = z.object({ metric: z.record(z.string(), z.string()), values: z.array(z.unknown()), timestamps: z.array(z.unknown()) });

/** VictoriaMetrics' `/api/v1/export`: a JSON object a line, `{"metric":{…},"values":[…],"timestamps":[…]}`, times in unix ms; null stands for NaN. */
export const victoriaMetricsHistory: LineDecoder = {
  decode: (bytes, into) => {
    into.clear();
    const utf8 = new TextDecoder();
    for (let start = 0, line = 1; start < bytes.length; line++) {
      const newline = bytes.indexOf(NEWLINE, start);
      const end = newline < 0 ? bytes.length : newline;
      const text = utf8.decode(bytes.subarray(start, end)).trim();
      start = end + 1;
      if (text === '') continue;
      const { metric, values, timestamps } = parsed(text, line);
      into.open(JSON.stringify(metric), () => Object.entries(metric).flat());
      for (let i = 0; i < values.length; i++) into.add(timeOf(timestamps[i], line), numberOf(values[i], line));
    }
  },
};

function parsed(text: string, line: number): z.infer<typeof Line> {
  const { data, error } = Line.safeParse(jsonIn(text, line));
  if (!data) throw new AppError('bad-data', `line ${line}: ${error.issues[0]?.path.join('.')}: ${error.issues[0]?.message}`);
  if (data.values.length !== data.timestamps.length) throw new AppError('bad-data', `line ${line}: ${data.values.length} values and ${data.timestamps.length} timestamps`);
  return data;
}

function jsonIn(text: string, line: number): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const values = text.lastIndexOf('"values":['); // labels come before, and may hold anything
    const quoted = values < 0 ? text : text.slice(0, values) + text.slice(values).replace(BARE, '"$&"');
    if (quoted !== text) return jsonIn(quoted, line);
    throw new AppError('bad-data', `line ${line}: no JSON: ${text.slice(0, 60)}`, { cause });
  }
}

function timeOf(time: unknown, line: number): number {
  if (typeof time !== 'number' || !Number.isSafeInteger(time)) throw new AppError('bad-data', `line ${line}: ${JSON.stringify(time)} is no time in ms`);
  return time;
}

function numberOf(value: unknown, line: number): number {
  if (typeof value === 'number') return value;
  const special = value === null ? Number.NaN : SPECIAL[String(value).toLowerCase()];
  if (special === undefined) throw new AppError('bad-data', `line ${line}: ${JSON.stringify(value)} is no value`);
  return special;
}
