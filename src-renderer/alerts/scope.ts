import { ScopeMatcher } from '../../src-main/shared/model/simplerule.ts';

/** Labels that say which part of a machine or which figure it is, never which machine. */
const PARTS: ReadonlySet<string> = new Set(['__name__', 'cpu', 'mode', 'device', 'fstype', 'mountpoint', 'le', 'quantile', 'phase', 'version', 'method', 'code', 'type', 'name', 'state', 'address', 'port', 'proto', 'device_error', 'ifalias', 'operstate', 'duplex']);
/** First what people think in. */
const ORDER = ['group', 'cloud', 'account', 'region', 'instance', 'job', 'from'];
const LITERAL = /^[\w .:@%,;~!/-]*$/;

/** Labels that machines are chosen by, tags among them, in the order in which they are offered. */
export function scopeLabels(names: readonly string[]): readonly string[] {
  const rank = (name: string) => name.startsWith('tag_') ? 0.5 : (ORDER.indexOf(name) + ORDER.length + 1) % (ORDER.length + 1);
  return names.filter(name => !PARTS.has(name)).toSorted((a, b) => rank(a) - rank(b) || a.localeCompare(b, undefined, { numeric: true }));
}

const escaped = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');
/** The values of a matcher that names some, `=` or an alternation of plain words; null of a pattern. */
export function valuesOf({ op, value }: ScopeMatcher): readonly string[] | null {
  if (op === '=') return [value];
  if (op !== '=~') return null;
  const values = value.split('|').map(part => part.replaceAll(/\\([\\^$.*+?()[\]{}|])/g, '$1'));
  return values.every((text, i) => LITERAL.test(text) && escaped(text) === value.split('|')[i]) ? values : null;
}

/** One more value of a label: a second one of the same label means either of them. */
export function withValue(scope: readonly ScopeMatcher[], name: string, value: string): readonly ScopeMatcher[] {
  const at = scope.findIndex(matcher => matcher.name === name && valuesOf(matcher) !== null);
  if (at < 0) return [...scope, { name, op: '=', value }];
  const values = valuesOf(scope[at]!)!;
  if (values.includes(value)) return scope;
  if (![...values, value].every(text => LITERAL.test(text))) return [...scope.slice(0, at), { name, op: '=', value }, ...scope.slice(at + 1)];
  return scope.with(at, { name, op: '=~', value: [...values, value].map(escaped).join('|') });
}

const WRITTEN = /^\s*([a-zA-Z_][a-zA-Z0-9_]*)\s*(=~|!~|!=|=)\s*(?:"((?:[^"\\]|\\.)*)"|(.*?))\s*$/;

/** `env=prod`, `instance=~"web-.*"`: a condition as it is typed; null when it is none. */
export function parseMatcher(text: string): ScopeMatcher | null {
  const [, name, op, quoted, bare] = WRITTEN.exec(text) ?? [];
  if (name === undefined) return null;
  return ScopeMatcher.safeParse({ name, op, value: quoted === undefined ? bare : quoted.replaceAll(/\\(.)/g, (_, letter: string) => letter === 'n' ? '\n' : letter) }).data ?? null;
}

/** A condition for reading: `env prod`, `env prod, test`, `instance =~ web-.*`. */
export function matcherWords(matcher: ScopeMatcher): { readonly name: string; readonly value: string } {
  const name = matcher.name.replace(/^tag_/, '');
  const values = valuesOf(matcher);
  return values ? { name, value: values.join(', ') } : { name, value: `${matcher.op} ${matcher.value}` };
}
