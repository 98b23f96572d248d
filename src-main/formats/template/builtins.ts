import { FunctionError, type TemplateFunction } from './execute.ts';
import { shown, sprint, sprintf } from './gofmt.ts';
import { isList, isMap, truth, typeName, type Value } from './values.ts';

const counted = (name: string, least: number, most: number, run: (...args: Value[]) => Value): [string, TemplateFunction] => [name, args => {
  if (args.length < least || args.length > most) throw new FunctionError(`wrong number of args for ${name}: want ${least === most ? least : `at least ${least}`} got ${args.length}`, true);
  return run(...args);
}];

/** The functions every Go template has; `and` and `or` are the executor's. `gt` and `ge` are the opposites of `le` and `lt`, and so true of NaN. source: pkg.go.dev/text/template, Functions */
export const BUILTINS: readonly (readonly [string, TemplateFunction])[] = [
  counted('not', 1, 1, value => !truth(value ?? null)),
  counted('len', 1, 1, value => BigInt(lengthOf(value ?? null))),
  counted('index', 1, Infinity, (value, ...keys) => keys.reduce<Value>(indexed, value ?? null)),
  counted('slice', 1, 4, sliced),
  ['print', args => sprint(args)],
  ['println', args => `${args.map(shown).join(' ')}\n`],
  counted('printf', 1, Infinity, (format, ...args) => {
    if (typeof format !== 'string') throw new FunctionError(`wrong type for value; expected string; got ${typeName(format ?? null)}`, true);
    return sprintf(format, args);
  }),
  ['html', args => escapedHtml(sprint(args))],
  ['js', args => escapedJs(sprint(args))],
  ['urlquery', args => queryEscaped(sprint(args))],
  counted('eq', 2, Infinity, (first, ...others) => others.some(other => compared(first ?? null, other, 'eq') === 0)),
  counted('ne', 2, 2, (a, b) => compared(a ?? null, b ?? null, 'ne') !== 0),
  counted('lt', 2, 2, (a, b) => order(a ?? null, b ?? null, 'lt') < 0),
  counted('le', 2, 2, (a, b) => order(a ?? null, b ?? null, 'le') <= 0),
  counted('gt', 2, 2, (a, b) => !(order(a ?? null, b ?? null, 'gt') <= 0)),
  counted('ge', 2, 2, (a, b) => !(order(a ?? null, b ?? null, 'ge') < 0)),
];
/** What the executor itself knows. */
export const EXECUTED: readonly string[] = ['and', 'or'];

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&#34;', "'": '&#39;' };
export const escapedHtml = (text: string): string => text.replace(/[&<>"']/g, char => ENTITIES[char]!);
/** Go's template.JSEscapeString. */
const escapedJs = (text: string): string => text.replace(/[\\'"]/g, '\\$&').replace(/[\x00-\x1f<>&=]/g, char => `\\u${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`);
/** Go's url.QueryEscape. */
export const queryEscaped = (text: string): string => encodeURIComponent(text).replace(/[!'()*]/g, char => `%${char.charCodeAt(0).toString(16).toUpperCase()}`).replaceAll('%20', '+');

function lengthOf(value: Value): number {
  if (typeof value === 'string') return new TextEncoder().encode(value).length;
  if (isMap(value)) return value.size;
  if (isList(value)) return value.length;
  throw new FunctionError(value === null ? 'len of nil pointer' : `len of type ${typeName(value)}`);
}

function indexed(value: Value, key: Value): Value {
  if (isMap(value)) {
    if (typeof key !== 'string') throw new FunctionError(`value has type ${typeName(key)}; should be string`);
    return value.get(key) ?? '';
  }
  if (isList(value) || typeof value === 'string') {
    if (typeof key !== 'bigint') throw new FunctionError(`cannot index slice/array with type ${typeName(key)}`);
    const at = Number(key), length = lengthOf(value);
    if (at < 0 || at >= length) throw new FunctionError(`index out of range: ${at}`);
    return typeof value === 'string' ? BigInt(new TextEncoder().encode(value)[at]!) : value[at]!;
  }
  throw new FunctionError(value === null ? 'index of untyped nil' : `can't index item of type ${typeName(value)}`);
}

function sliced(value?: Value, ...bounds: Value[]): Value {
  const [from = 0n, to] = bounds;
  if ((typeof value !== 'string' && !isList(value ?? null)) || typeof from !== 'bigint' || (to !== undefined && typeof to !== 'bigint')) throw new FunctionError(`can't slice item of type ${typeName(value ?? null)}`);
  const whole = value as string | readonly Value[];
  const end = to === undefined ? whole.length : Number(to);
  if (Number(from) < 0 || Number(from) > end || end > whole.length) throw new FunctionError(`index out of range: ${end}`);
  return whole.slice(Number(from), end);
}

/** 0 when both are equal; numbers of different kinds are not comparable in Go, and neither are lists. */
function compared(a: Value, b: Value, name: string): number {
  if (a === null || b === null) return a === b ? 0 : 1;
  const [kind, other] = [typeName(a), typeName(b)];
  if (kind !== other) throw new FunctionError('incompatible types for comparison');
  if (isMap(a) || isList(a)) throw new FunctionError(`non-comparable type ${shown(a)}: ${kind}`);
  return name === 'eq' || name === 'ne' ? (a === b ? 0 : 1) : order(a, b, name);
}

function order(a: Value, b: Value, _name: string): number {
  if (typeof a === 'number' && typeof b === 'number') return Number.isNaN(a) || Number.isNaN(b) ? Number.NaN : a - b;
  if (typeof a === 'bigint' && typeof b === 'bigint') return a < b ? -1 : a > b ? 1 : 0;
  if (typeof a === 'string' && typeof b === 'string') return a < b ? -1 : a > b ? 1 : 0;
  throw new FunctionError(typeName(a) === typeName(b) ? 'invalid type for comparison' : 'incompatible types for comparison');
}
