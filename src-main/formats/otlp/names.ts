/**
 * Names of OpenTelemetry as Prometheus 3 translates them by default (UnderscoreEscapingWithSuffixes).
 * source  github.com/prometheus/otlptranslator: metric_namer.go, unit_namer.go, label_namer.go
 */

const UNITS: Readonly<Record<string, string>> = {
  d: 'days', h: 'hours', min: 'minutes', s: 'seconds', ms: 'milliseconds', us: 'microseconds', ns: 'nanoseconds',
  By: 'bytes', KiBy: 'kibibytes', MiBy: 'mebibytes', GiBy: 'gibibytes', TiBy: 'tibibytes', KBy: 'kilobytes', MBy: 'megabytes', GBy: 'gigabytes', TBy: 'terabytes',
  m: 'meters', V: 'volts', A: 'amperes', J: 'joules', W: 'watts', g: 'grams', Cel: 'celsius', Hz: 'hertz', '1': '', '%': 'percent',
};
const PER_UNITS: Readonly<Record<string, string>> = { s: 'second', m: 'minute', h: 'hour', d: 'day', w: 'week', mo: 'month', y: 'year' };

export type NamedAs = 'gauge' | 'counter' | 'other';

/** The metric's name with its unit, `_total` for counters, `_ratio` for gauges of unit 1; words that stand in it already are not said twice. */
export function metricName(name: string, unit: string, as: NamedAs): string {
  let words = name.split(/[^a-zA-Z0-9:]+/u).filter(word => word !== '');
  const [main = '', per = ''] = unitWords(unit);
  const ownMain = words.includes(main) ? '' : main;
  const ownPer = words.includes(per) ? '' : per;
  words = [...words, ...(ownMain === '' ? [] : [ownMain]), ...(ownPer === '' ? [] : ['per', ownPer])];
  if (as === 'counter') words = [...words.filter(word => word !== 'total'), 'total'];
  if (as === 'gauge' && unit === '1') words = [...words.filter(word => word !== 'ratio'), 'ratio'];
  const joined = words.join('_');
  return /^[0-9]/.test(joined) ? `_${joined}` : joined;
}

/** What a unit says, and what it is counted by: `By/s` is bytes, second. */
function unitWords(unit: string): string[] {
  const slash = unit.indexOf('/');
  const parts = slash < 0 ? [unit] : [unit.slice(0, slash), unit.slice(slash + 1)];
  return parts.map((part, i) => {
    const given = part.trim();
    return /[{}]/.test(given) ? '' : cleaned((i === 0 ? UNITS : PER_UNITS)[given] ?? given);
  });
}

const cleaned = (unit: string): string => unit.replace(/[^a-zA-Z0-9]+/gu, '_').replace(/^_/, '').replace(/_$/, '');

/** A label's name: what may not stand in one becomes `_`; it begins with no digit and with no single `_`. */
export function labelName(name: string): string {
  const clean = name.replace(/[^a-zA-Z0-9_]/gu, '_');
  if (/^[0-9]/.test(clean)) return `key_${clean}`;
  return /^_(?!_)/.test(clean) ? `key${clean}` : clean;
}
