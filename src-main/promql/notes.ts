import type { Span } from './ast.ts';
import { positionOf, quoted } from './position.ts';

export interface Notes { readonly warnings: readonly string[]; readonly infos: readonly string[] }

/** Warnings and infos of one evaluation, each said once, worded and placed as Prometheus's annotations. */
export interface NoteBook {
  warn(message: string, span: Span): void;
  info(message: string, span: Span): void;
  /** a bucket count that had to be raised; one info gathers all of a place */
  forcedMonotonic(span: Span, fix: MonotonicFix): void;
  /** what another evaluation of the same query has noted, as `all` gives it there */
  include(notes: Notes): void;
  /** what has been noted so far, but for counts that had to be raised; none is left out */
  all(): Notes;
  read(): Notes;
}

/** time in unix ms; the bounds of the lowest and highest bucket touched; the largest drop in count */
export interface MonotonicFix { readonly time: number; readonly lowest: number; readonly highest: number; readonly drop: number }

interface Fixes { readonly span: Span; from: number; to: number; lowest: number; highest: number; drop: number; count: number }

/** How many of each kind an answer carries. */
const MAX_NOTES = 10;

export function noteBook(query: string): NoteBook {
  const warnings = new Set<string>(), infos = new Set<string>();
  const fixes = new Map<number, Fixes>();
  const at = (message: string, { from }: Span): string => `${message} (${positionOf(query, from)})`;
  return {
    warn: (message, span) => { warnings.add(at(`PromQL warning: ${message}`, span)); },
    info: (message, span) => { infos.add(at(`PromQL info: ${message}`, span)); },
    forcedMonotonic(span, { time, lowest, highest, drop }) {
      const seen = fixes.get(span.from);
      if (seen === undefined) { fixes.set(span.from, { span, from: time, to: time, lowest, highest, drop, count: 1 }); return; }
      Object.assign(seen, {
        from: Math.min(seen.from, time), to: Math.max(seen.to, time), lowest: Math.min(seen.lowest, lowest), highest: Math.max(seen.highest, highest),
        drop: Math.max(seen.drop, drop), count: seen.count + 1,
      });
    },
    include(notes) {
      for (const text of notes.warnings) warnings.add(text);
      for (const text of notes.infos) infos.add(text);
    },
    all: () => ({ warnings: [...warnings], infos: [...infos] }),
    read: () => ({ warnings: cut([...warnings], 'warning'), infos: cut([...infos, ...[...fixes.values()].map(fix => at(`PromQL info: ${monotonicText(fix)}`, fix.span))], 'info') }),
  };
}

function cut(notes: string[], kind: string): string[] {
  return notes.length <= MAX_NOTES ? notes : [...notes.slice(0, MAX_NOTES), `${notes.length - MAX_NOTES} more ${kind} annotations omitted`];
}

function monotonicText({ from, to, lowest, highest, drop, count }: Fixes): string {
  return 'input to histogram_quantile needed to be fixed for monotonicity (see https://prometheus.io/docs/prometheus/latest/querying/functions/#histogram_quantile), '
    + `from buckets ${shortFloat(lowest)} to ${shortFloat(highest)}, with a max diff of ${twoDigits(drop)}, over ${count} samples from ${instant(from)} to ${instant(to)}`;
}

const instant = (time: number): string => new Date(time).toISOString().replace(/\.\d+Z$/, 'Z');
const twoDigits = (value: number): string => shortFloat(Number(value.toPrecision(2)));

/** A float as Go's %g writes it. */
export function shortFloat(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  const [mantissa = '0', exponent = '0'] = value.toExponential().split('e');
  const power = Number(exponent);
  if (power >= -4 && power < 21) return Object.is(value, -0) ? '-0' : String(value);
  return `${mantissa}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}

export const invalidQuantile = (quantile: number): string => `quantile value should be between 0 and 1, got ${shortFloat(quantile)}`;
export const invalidRatio = (ratio: number, used: number): string => `ratio value should be between -1 and 1, got ${shortFloat(ratio)}, capping to ${shortFloat(used)}`;
export const notACounter = (name: string): string => `metric might not be a counter, name does not end in _total/_sum/_count/_bucket: ${quoted(name)}`;
export const badBucket = (bound: string, name: string): string =>
  `bucket label "le" is missing or has a malformed value of ${quoted(bound)}${name === '' ? '' : ` for metric name ${quoted(name)}`}`;
