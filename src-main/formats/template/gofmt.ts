import { GoDuration, GoTime, isList, isMap, TemplateSample, typeName, type Value } from './values.ts';

const VERB = /%(?<flags>[-+# 0]*)(?<width>\d+|\*)?(?:\.(?<precision>\d+|\*)?)?(?<verb>.)/gsu;
interface Form { readonly flags: string; readonly width: number | null; readonly precision: number | null; readonly verb: string }

/** Go's fmt.Sprintf, for what stands in templates. source: pkg.go.dev/fmt */
export function sprintf(format: string, args: readonly Value[]): string {
  let next = 0;
  const number = (text: string | undefined): number | null => (text === undefined ? null : text === '*' ? Number(args[next++] ?? 0) : Number(text));
  const out = format.replace(VERB, (all: string, ...rest: unknown[]) => {
    const { flags = '', width, precision, verb = '' } = rest.at(-1) as Record<'flags' | 'width' | 'precision' | 'verb', string | undefined>;
    if (verb === '%') return '%';
    const form = { flags, width: number(width), precision: number(precision) ?? (all.includes('.') ? 0 : null), verb };
    if (next >= args.length) return `%!${verb}(MISSING)`;
    return padded(formatted(args[next++]!, form), form);
  });
  const dangling = /%[-+# 0]*[\d.*]*$/.test(format.replaceAll('%%', '')) ? '%!(NOVERB)' : '';
  const extra = args.slice(next);
  return out.replace(/%[-+# 0]*[\d.*]*$/, found => (dangling === '' ? found : '')) + dangling
    + (extra.length === 0 ? '' : `%!(EXTRA ${extra.map(value => `${typeName(value)}=${shown(value)}`).join(', ')})`);
}

/** A value as Go's %v writes it. */
export function shown(value: Value): string {
  if (value === null) return '<no value>';
  if (typeof value === 'number') return general(value, null);
  if (isMap(value)) return `map[${[...value].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, inner]) => `${name}:${shown(inner)}`).join(' ')}]`;
  if (isList(value)) return `[${value.map(shown).join(' ')}]`;
  if (value instanceof TemplateSample) return `{${shown(value.labels)} ${shown(value.value)}}`;
  return String(value);
}

/** Go's fmt.Sprint: a space between operands when neither is a string. */
export const sprint = (args: readonly Value[]): string =>
  args.map((arg, i) => (i > 0 && typeof arg !== 'string' && typeof args[i - 1] !== 'string' ? ' ' : '') + shown(arg)).join('');

function formatted(value: Value, form: Form): string {
  const { verb, flags } = form;
  const wrong = (): string => `%!${verb}(${value === null ? '<nil>' : `${typeName(value)}=${shown(value)}`})`;
  if (verb === 'T') return typeName(value);
  if (verb === 'v') return value === null ? '<nil>' : typeof value === 'number' ? withSign(general(value, form.precision), flags) : typeof value === 'bigint' ? withSign(String(value), flags) : shown(value);
  if (isList(value)) return `[${value.map(inner => formatted(inner, form)).join(' ')}]`;
  if (typeof value === 'number') return float(value, form) ?? wrong();
  if (typeof value === 'bigint') return integer(value, form) ?? wrong();
  if (typeof value === 'boolean') return verb === 't' ? String(value) : wrong();
  if (typeof value === 'string' || value instanceof GoTime || value instanceof GoDuration) return text(String(value), form) ?? wrong();
  return verb === 's' ? shown(value) : wrong();
}

function text(value: string, { verb, precision }: Form): string | null {
  const cut = precision === null ? value : [...value].slice(0, precision).join('');
  switch (verb) {
    case 's': return cut;
    case 'q': return JSON.stringify(cut);
    case 'x': case 'X': {
      const hex = Array.from(new TextEncoder().encode(cut), byte => byte.toString(16).padStart(2, '0')).join('');
      return verb === 'x' ? hex : hex.toUpperCase();
    }
    default: return null;
  }
}

function integer(value: bigint, { verb, flags }: Form): string | null {
  const radix = { d: 10, b: 2, o: 8, x: 16, X: 16 }[verb];
  if (radix !== undefined) return withSign(verb === 'X' ? value.toString(16).toUpperCase() : value.toString(radix), flags);
  if (verb === 'c') return String.fromCodePoint(Number(value));
  if (verb === 'q') return `'${String.fromCodePoint(Number(value))}'`;
  return verb === 'U' ? `U+${value.toString(16).toUpperCase().padStart(4, '0')}` : null;
}

function float(value: number, { verb, flags, precision }: Form): string | null {
  if (!'eEfFgG'.includes(verb)) return null;
  const upper = verb === 'E' || verb === 'G';
  const kind = verb.toLowerCase();
  const out = !Number.isFinite(value) ? special(value) : kind === 'f' ? fixed(value, precision ?? 6) : kind === 'e' ? exponent(value, precision ?? 6) : general(value, precision);
  return withSign(upper ? out.toUpperCase() : out, flags);
}

const special = (value: number): string => (Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf');
const withSign = (out: string, flags: string): string => (/^[-+]/.test(out) ? out : flags.includes('+') ? `+${out}` : flags.includes(' ') ? ` ${out}` : out);
const signOf = (value: number): string => (value < 0 || Object.is(value, -0) ? '-' : '');

/** toFixed is exact below 1e21; above, a float is a whole number. */
function fixed(value: number, precision: number): string {
  const size = Math.abs(value);
  const out = size < 1e21 ? size.toFixed(Math.min(precision, 100)) : `${BigInt(size)}${precision > 0 ? `.${'0'.repeat(precision)}` : ''}`;
  return signOf(value) + out;
}

function exponent(value: number, precision: number | null): string {
  const [mantissa = '', power = ''] = (precision === null ? Math.abs(value).toExponential() : Math.abs(value).toExponential(Math.min(precision, 100))).split('e');
  return `${signOf(value)}${mantissa}e${power.startsWith('-') ? '-' : '+'}${power.replace(/^[-+]/, '').padStart(2, '0')}`;
}

/** `%g`: the shortest form, or so many digits; with an exponent below 1e-4, and from 1e6 on or beyond the digits asked for. */
export function general(value: number, precision: number | null): string {
  if (!Number.isFinite(value)) return special(value);
  const count = precision === 0 ? 1 : precision;
  const [mantissa = '0', powerText = '0'] = (count === null ? Math.abs(value).toExponential() : Math.abs(value).toExponential(Math.min(count, 100) - 1)).split('e');
  const figures = mantissa.replace('.', '').replace(/0+$/, '') || '0', power = Number(powerText);
  const beyond = count === null ? SHORTEST_LIMIT : figures.length < count && figures.length >= power + 1 ? figures.length : count;
  if (power < -4 || power >= beyond) return `${signOf(value)}${figures.length > 1 ? `${figures[0]}.${figures.slice(1)}` : figures}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
  if (power < 0) return `${signOf(value)}0.${'0'.repeat(-power - 1)}${figures}`;
  const whole = figures.slice(0, power + 1).padEnd(power + 1, '0'), rest = figures.slice(power + 1);
  return `${signOf(value)}${whole}${rest === '' ? '' : `.${rest}`}`;
}
/** Where the shortest form turns to an exponent. source: strconv/ftoa.go */
const SHORTEST_LIMIT = 6;

function padded(out: string, { flags, width, verb }: Form): string {
  const length = [...out].length;
  if (width === null || length >= width) return out;
  if (flags.includes('-')) return out + ' '.repeat(width - length);
  if (!flags.includes('0') || /[sqv]/.test(verb) || /[NI]/.test(out)) return ' '.repeat(width - length) + out;
  const sign = /^[-+ ]/.exec(out)?.[0] ?? '';
  return sign + '0'.repeat(width - length) + out.slice(sign.length);
}
