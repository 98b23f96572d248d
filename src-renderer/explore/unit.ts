import type { Unit } from '../ui/format.ts';

const WORDS = new Set(['by', 'without', 'on', 'ignoring', 'group_left', 'group_right', 'bool', 'offset', 'and', 'or', 'unless', 'atan2', 'inf', 'nan', 'start', 'end']);
const RATES = /\b(?:rate|irate|deriv)\s*\(/;
const COUNTS = /^\s*(?:count|count_values|group)\b|\b(?:count_over_time|changes|resets)\s*\(/;

/**
 * What an expression's values measure, told from the names of its metrics (Prometheus's naming conventions) and the functions around them.
 * `none` whenever it is not plain: a wrong unit misleads, a bare number does not.
 */
export function unitOf(promql: string): Unit {
  const bare = promql.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`/g, '""').replace(/#[^\n]*/g, '')
    .replace(/\{[^}]*\}/g, ' ').replace(/\[[^\]]*\]/g, ' ').replace(/\b(?:by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)/g, ' ').replace(/\boffset\s+-?\w+/g, ' ');
  if (COUNTS.test(bare)) return 'count';
  const metrics = [...bare.matchAll(/(?<![\w:.])[a-zA-Z_:][\w:]*(?!\s*\(|[\w:])/g)].map(found => found[0]).filter(name => !WORDS.has(name.toLowerCase()));
  const units = new Set(metrics.map(metricUnit));
  const [unit = 'none'] = units;
  if (units.size !== 1 || unit === 'none') return 'none';
  if (bare.includes('/')) return isShare(bare, unit) ? 'ratio' : 'none';
  if (/[*^%]/.test(bare)) return 'none';
  if (!RATES.test(bare)) return unit;
  // seconds per second are cores or shares; nothing else has a rate worth a name
  return unit === 'bytes' ? 'bytesRate' : unit === 'count' ? 'rate' : 'none';
}

function metricUnit(name: string): Unit {
  const base = name.replace(/_(?:total|sum|bucket)$/, '');
  if (/_bytes$/.test(base)) return 'bytes';
  if (/_(?:timestamp|time)_seconds$/.test(base) && !/_cpu_|_io_time_/.test(base)) return 'none';
  if (/_seconds$/.test(base)) return 'seconds';
  if (/_ratio$/.test(base)) return 'ratio';
  if (/_percent$/.test(base)) return 'percent';
  return /_total$/.test(name) ? 'count' : 'none';
}

/** One quantity over another of the same kind, alone or taken from 1; anything multiplied is something else. */
const isShare = (bare: string, unit: Unit): boolean => unit === 'bytes' && !/[*^%]/.test(bare) && !/\/\s*[\d.]/.test(bare) && (bare.match(/\//g)?.length ?? 0) === 1;

/** The unit of expressions drawn on one axis: theirs when it is the same for all. */
export function commonUnit(promql: readonly string[]): Unit {
  const units = new Set(promql.map(unitOf));
  return units.size === 1 ? [...units][0]! : 'none';
}
