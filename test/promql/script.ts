import { type LabelPairs, toPairs } from '../../src-main/shared/model/labels.ts';
import { parseDuration, parseNumber } from '../../src-main/promql/literals.ts';
import { parseSelector } from '../../src-main/promql/selector.ts';

/**
 * Scripts in the notation of Prometheus's promqltest: `clear`, `load STEP` with series below it, and evaluations with what they must give.
 *
 *     load 5m
 *       up{job="a"} 1 _ 0+2x3 stale
 *     eval instant at 10m sum(up)
 *       {} 2
 *     eval range from 0 to 10m step 5m up
 *       up{job="a"} 1 1 0
 *     eval instant at 0 sum(
 *       expect fail msg: …
 *
 * Values: `_` nothing, `1+2x3` 1 3 5 7, `1x3` 1 1 1 1, `stale` a stale marker. Expectations: `expect fail|warn|no_warn|info|no_info [msg: TEXT | regex: RE]`,
 * `expect ordered`, `expect string "TEXT"`. source: prometheus/promql/promqltest, README
 */
export type Command = LoadCommand | ClearCommand | EvalCommand;
export interface ClearCommand { readonly kind: 'clear' }
export interface LoadCommand { readonly kind: 'load'; readonly stepMs: number; readonly series: readonly SeriesLine[] }
export interface SeriesLine { readonly labels: LabelPairs; readonly values: readonly Slot[] }
/** null: nothing; 'stale': a stale marker */
export type Slot = number | null | 'stale';

export interface EvalCommand {
  readonly kind: 'eval'; readonly line: number; readonly query: string;
  /** unix ms; `step` 0 for an instant */
  readonly from: number; readonly to: number; readonly step: number;
  readonly expectations: readonly Expectation[];
  readonly series: readonly SeriesLine[];
  readonly scalar: number | null;
}
export interface Expectation { readonly what: 'fail' | 'warn' | 'no_warn' | 'info' | 'no_info' | 'ordered' | 'string'; readonly text: string | null; readonly pattern: RegExp | null }

export function parseScript(text: string): Command[] {
  const commands: Command[] = [];
  let block: { head: string; line: number; body: string[] } | null = null;
  const close = (): void => { if (block !== null) commands.push(commandOf(block)); };
  for (const [i, raw] of text.split('\n').entries()) {
    const line = raw.replace(/^\s*#.*$/, '').trimEnd();
    if (line === '') continue;
    if (/^\s/.test(line)) block?.body.push(line.trim());
    else { close(); block = { head: line, line: i + 1, body: [] }; }
  }
  close();
  return commands;
}

function commandOf({ head, line, body }: { readonly head: string; readonly line: number; readonly body: readonly string[] }): Command {
  if (head === 'clear') return { kind: 'clear' };
  const load = /^load (\w+)$/.exec(head);
  if (load !== null) return { kind: 'load', stepMs: timeOf(load[1]!), series: body.map(seriesOf) };
  const instant = /^eval instant at (\S+) (.+)$/.exec(head);
  const range = /^eval range from (\S+) to (\S+) step (\S+) (.+)$/.exec(head);
  const [from, to, step, query] = instant !== null ? [timeOf(instant[1]!), timeOf(instant[1]!), 0, instant[2]!] : range !== null ? [timeOf(range[1]!), timeOf(range[2]!), timeOf(range[3]!), range[4]!] : [];
  if (query === undefined) throw new Error(`line ${line}: ${head}`);
  const results = body.filter(text => !text.startsWith('expect '));
  const scalar = results.length === 1 && /^[-+\d.NI]\S*$/.test(results[0]!) ? parseNumber(results[0]!) : null;
  const expectations = body.filter(text => text.startsWith('expect ')).map(expectationOf);
  return { kind: 'eval', line, query, from: from!, to: to!, step: step!, expectations, scalar, series: scalar === null ? results.map(seriesOf) : [] };
}

function expectationOf(text: string): Expectation {
  const parts = /^expect (fail|warn|no_warn|info|no_info|ordered|string)(?:\s+(?:msg:\s*(.+)|regex:\s*(.+)|"(.*)"))?$/.exec(text);
  if (parts === null) throw new Error(`no expectation: ${text}`);
  return { what: parts[1] as Expectation['what'], text: parts[2] ?? parts[4] ?? null, pattern: parts[3] === undefined ? null : new RegExp(parts[3]) };
}

/** A duration, or seconds. */
const timeOf = (text: string): number => (/^-?[\d.]+$/.test(text) ? Number(text) * 1000 : text.startsWith('-') ? -parseDuration(text.slice(1)) : parseDuration(text));

function seriesOf(text: string): SeriesLine {
  const end = endOfMetric(text);
  const labels: Record<string, string> = {};
  const metric = text.slice(0, end);
  if (metric !== '{}') for (const { name, value } of parseSelector(metric)) labels[name] = value;
  return { labels: toPairs(labels), values: text.slice(end).trim().split(/\s+/).flatMap(slots) };
}

function endOfMetric(text: string): number {
  let inQuotes = false, depth = 0;
  for (let i = 0; i < text.length; i++) {
    const char = text[i]!;
    if (char === '"' && text[i - 1] !== '\\') inQuotes = !inQuotes;
    if (inQuotes) continue;
    if (char === '{') depth++;
    if (char === '}') depth--;
    if (char === ' ' && depth === 0) return i;
  }
  throw new Error(`a series without values: ${text}`);
}

const NUMBER = '[+-]?(?:\\d+\\.?\\d*(?:e[+-]?\\d+)?|\\.\\d+|Inf|NaN)';
const RUN = new RegExp(`^(${NUMBER})(?:([+-])(${NUMBER}))?x(\\d+)$`, 'i');

function slots(text: string): Slot[] {
  if (text === '_') return [null];
  if (text === 'stale') return ['stale'];
  const gap = /^_x(\d+)$/.exec(text);
  if (gap !== null) return new Array<Slot>(Number(gap[1])).fill(null);
  const run = RUN.exec(text);
  if (run === null) return [parseNumber(text)];
  const start = parseNumber(run[1]!), step = run[3] === undefined ? 0 : parseNumber(run[3]) * (run[2] === '-' ? -1 : 1);
  return Array.from({ length: Number(run[4]) + 1 }, (_, i) => start + i * step);
}
