/** What a template works on: Go's bool, string, float64 (number), int (bigint), nil, lists, maps with names, and a few things of Prometheus. */
export type Value = null | boolean | string | number | bigint | GoTime | GoDuration | TemplateSample | readonly Value[] | ReadonlyMap<string, Value>;

/** A series of `query`'s answer: `.Labels` (with `__name__`) and `.Value`. */
export class TemplateSample {
  readonly labels: ReadonlyMap<string, string>;
  readonly value: number;
  constructor(labels: ReadonlyMap<string, string>, value: number) {
    this.labels = labels;
    this.value = value;
  }
}

/** Go's time.Time in UTC; unix ms. */
export class GoTime {
  readonly ms: number;
  constructor(ms: number) { this.ms = ms; }

  toString(): string {
    const iso = new Date(this.ms).toISOString();
    const fraction = iso.slice(19, 23).replace(/0+$/, '');
    return `${iso.slice(0, 10)} ${iso.slice(11, 19)}${fraction === '.' ? '' : fraction} +0000 UTC`;
  }
}

/** Go's time.Duration. */
export class GoDuration {
  readonly ms: number;
  constructor(ms: number) { this.ms = ms; }

  /** `1h2m3.5s`. source: Go's Duration.String */
  toString(): string {
    const seconds = Math.abs(this.ms) / 1000, sign = this.ms < 0 ? '-' : '';
    if (seconds === 0) return '0s';
    if (seconds < 1) return seconds < 1e-3 ? `${sign}${digits(seconds * 1e6)}µs` : `${sign}${digits(seconds * 1e3)}ms`;
    const hours = Math.floor(seconds / 3600), minutes = Math.floor(seconds / 60) % 60, rest = digits(seconds % 60);
    return sign + (hours > 0 ? `${hours}h${minutes}m${rest}s` : minutes > 0 ? `${minutes}m${rest}s` : `${rest}s`);
  }
}

const digits = (value: number): string => String(Number(value.toFixed(6)));

/** A list that has fields besides, as Alertmanager's `.Alerts.Firing`. */
export class FieldedList extends Array<Value> {
  readonly fields: ReadonlyMap<string, Value>;
  constructor(items: readonly Value[], fields: ReadonlyMap<string, Value>) {
    super();
    this.push(...items);
    this.fields = fields;
  }
  static override get [Symbol.species]() { return Array; }
}

export const isMap = (value: Value): value is ReadonlyMap<string, Value> => value instanceof Map;
export const isList = (value: Value): value is readonly Value[] => Array.isArray(value);

/** What `if` and `and` go by: not false, zero, nil or empty. */
export function truth(value: Value): boolean {
  if (isMap(value)) return value.size > 0;
  if (isList(value)) return value.length > 0;
  if (typeof value === 'number' || typeof value === 'bigint') return Number(value) !== 0; // NaN is not zero
  return typeof value === 'object' ? value !== null : Boolean(value);
}

/** Go's name of a value's type, for messages. */
export function typeName(value: Value): string {
  if (value === null) return 'nil';
  if (isMap(value)) return 'map[string]string';
  if (isList(value)) return 'template.queryResult';
  if (value instanceof TemplateSample) return '*template.sample';
  if (value instanceof GoTime) return '*time.Time';
  if (value instanceof GoDuration) return '*time.Duration';
  return { boolean: 'bool', string: 'string', number: 'float64', bigint: 'int' }[typeof value as 'boolean'] ?? 'interface {}';
}
