import { RE2JS } from 're2js';
import { parseDuration } from '../duration.ts';
import { template as replacement, expand } from '../expand.ts';
import { anchored } from '../anchored.ts';
import { BUILTINS, escapedHtml, queryEscaped } from './builtins.ts';
import { FunctionError, type TemplateFunction } from './execute.ts';
import { humanize, humanize1024, humanizeDuration, humanizePercentage, humanizeTimestamp, timeOf } from './humanize.ts';
import { GoDuration, isList, TemplateSample, typeName, type Value } from './values.ts';

/** What the functions of one expansion rest on. */
export interface TemplateSurroundings {
  /** unix ms of the evaluation */
  readonly time: number;
  readonly externalUrl: string;
  /** The answer of an instant query. errors: whatever stops the expansion */
  query(promql: string): readonly TemplateSample[];
}

export const functionsFor = (surroundings: TemplateSurroundings): ReadonlyMap<string, TemplateFunction> => new Map([...BUILTINS, ...Object.entries(alertFunctions(surroundings))]);

/** source: prometheus/template/template.go, NewTemplateExpander */
function alertFunctions({ time, externalUrl, query }: TemplateSurroundings): Readonly<Record<string, TemplateFunction>> {
  return {
    query: one('query', value => [...query(text(value))]),
    first: one('first', value => {
      if (!isList(value) || value.length === 0) throw new FunctionError('first() called on vector with no elements');
      return value[0]!;
    }),
    label: two('label', (name, sample) => sampleOf(sample).labels.get(text(name)) ?? ''),
    value: one('value', sample => sampleOf(sample).value),
    strvalue: one('strvalue', sample => sampleOf(sample).labels.get('__value__') ?? ''),
    sortByLabel: two('sortByLabel', (name, list) => {
      const by = (sample: Value): string => sampleOf(sample).labels.get(text(name)) ?? '';
      return (isList(list) ? [...list] : []).sort((a, b) => (by(a) < by(b) ? -1 : by(a) > by(b) ? 1 : 0));
    }),
    args: values => new Map(values.map((value, i) => [`arg${i}`, value])),
    reReplaceAll: three('reReplaceAll', replaced),
    match: two('match', (pattern, value) => compiled(text(pattern)).matcher(text(value)).find()),
    title: one('title', value => text(value).replace(/(^|[^\p{L}\p{N}_'])(\p{L})/gu, (_all, before: string, letter: string) => before + letter.toUpperCase())),
    toUpper: one('toUpper', value => text(value).toUpperCase()),
    toLower: one('toLower', value => text(value).toLowerCase()),
    graphLink: one('graphLink', value => graph(text(value), 0)),
    tableLink: one('tableLink', value => graph(text(value), 1)),
    humanize: one('humanize', value => humanize(float(value))),
    humanize1024: one('humanize1024', value => humanize1024(float(value))),
    humanizeDuration: one('humanizeDuration', value => humanizeDuration(float(value))),
    humanizePercentage: one('humanizePercentage', value => humanizePercentage(float(value))),
    humanizeTimestamp: one('humanizeTimestamp', value => ranged(() => humanizeTimestamp(float(value)))),
    toTime: one('toTime', value => ranged(() => timeOf(float(value)))),
    toDuration: one('toDuration', value => new GoDuration(float(value) * 1000)),
    now: () => time / 1000,
    pathPrefix: () => URL.parse(externalUrl)?.pathname.replace(/\/$/, '') ?? '',
    externalURL: () => externalUrl,
    parseDuration: one('parseDuration', value => {
      const ms = parseDuration(text(value));
      if (ms === null) throw new FunctionError(`not a valid duration string: "${text(value)}"`);
      return ms / 1000;
    }),
    stripPort: one('stripPort', value => hostPort(text(value))?.host ?? text(value)),
    stripDomain: one('stripDomain', value => withoutDomain(text(value))),
    safeHtml: one('safeHtml', value => text(value)),
    urlQueryEscape: one('urlQueryEscape', value => queryEscaped(text(value))),
    htmlEscape: one('htmlEscape', value => escapedHtml(text(value))),
  };
}

const wanting = (name: string, count: number, run: (...args: Value[]) => Value): TemplateFunction => args => {
  if (args.length !== count) throw new FunctionError(`wrong number of args for ${name}: want ${count} got ${args.length}`, true);
  return run(...args);
};
const one = (name: string, run: (value: Value) => Value): TemplateFunction => wanting(name, 1, value => run(value ?? null));
const two = (name: string, run: (a: Value, b: Value) => Value): TemplateFunction => wanting(name, 2, (a, b) => run(a ?? null, b ?? null));
const three = (name: string, run: (a: Value, b: Value, c: Value) => Value): TemplateFunction => wanting(name, 3, (a, b, c) => run(a ?? null, b ?? null, c ?? null));

function text(value: Value): string {
  if (typeof value !== 'string') throw new FunctionError(`wrong type for value; expected string; got ${typeName(value)}`, true);
  return value;
}

function sampleOf(value: Value): TemplateSample {
  if (!(value instanceof TemplateSample)) throw new FunctionError(`wrong type for value; expected *template.sample; got ${typeName(value)}`, true);
  return value;
}

/** A number, or the text of one. */
function float(value: Value): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof GoDuration) return value.ms / 1000;
  if (typeof value !== 'string') throw new FunctionError(`can't convert ${typeName(value)} to float`);
  const word = /^([+-]?)(?:inf(?:inity)?)$/i.exec(value);
  if (word !== null) return word[1] === '-' ? -Infinity : Infinity;
  const number = value.trim() === '' ? Number.NaN : Number(value);
  if (Number.isNaN(number) && !/^nan$/i.test(value)) throw new FunctionError(`strconv.ParseFloat: parsing ${JSON.stringify(value)}: invalid syntax`);
  return number;
}

function ranged<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof RangeError) throw new FunctionError(error.message);
    throw error;
  }
}

function compiled(pattern: string): RE2JS {
  try {
    return RE2JS.compile(pattern);
  } catch (error) {
    throw new FunctionError(error instanceof Error ? error.message : 'error parsing regexp');
  }
}

function replaced(pattern: Value, into: Value, subject: Value): Value {
  const regex = compiled(text(pattern)), whole = text(subject);
  const parts = replacement(text(into), { ...anchored('x'), count: regex.groupCount(), named: regex.namedGroups() });
  const matcher = regex.matcher(whole);
  let out = '', end = 0;
  while (matcher.find()) {
    out += whole.slice(end, matcher.start()) + expand(parts, Array.from({ length: regex.groupCount() + 1 }, (_, i) => matcher.group(i) ?? ''));
    end = matcher.end();
  }
  return out + whole.slice(end);
}

const graph = (promql: string, tab: 0 | 1): string => `/graph?g0.expr=${queryEscaped(promql)}&g0.tab=${tab}`;

/** The two parts of `host:port` or `[v6]:port`; null when it has no port. */
function hostPort(address: string): { readonly host: string; readonly port: string } | null {
  const found = /^(?:\[([^\]]*)\]|([^:]*)):([^:]*)$/.exec(address);
  return found === null ? null : { host: found[1] ?? found[2] ?? '', port: found[3] ?? '' };
}

function withoutDomain(address: string): string {
  const parts = hostPort(address);
  const host = parts?.host ?? address;
  if (host.includes(':') || /^\d+\.\d+\.\d+\.\d+$/.test(host)) return address;
  const short = host.split('.', 1)[0] ?? '';
  return parts === null ? short : `${short}:${parts.port}`;
}

/** The names of all functions, so that a template can be read before there is anything to fill in. */
export const FUNCTION_NAMES: ReadonlySet<string> = new Set(['and', 'or', ...BUILTINS.map(([name]) => name), ...Object.keys(alertFunctions({ time: 0, externalUrl: '', query: () => [] }))]);
