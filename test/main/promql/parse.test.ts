import { expect, test } from 'vitest';
import type { Expr } from '../../../src-main/promql/ast.ts';
import { checkTypes } from '../../../src-main/promql/check.ts';
import { parse } from '../../../src-main/promql/parse.ts';
import { parseSelector } from '../../../src-main/promql/selector.ts';

const LIMITS = { maxDepth: 500, experimental: false };

/** A tree as a text that shows what binds to what. */
function shape(expr: Expr): string {
  const placed = (offset: unknown, pin: unknown): string => `${offset === 0 ? '' : ` offset ${String(offset)}`}${pin === null ? '' : ` @ ${String(pin)}`}`;
  switch (expr.kind) {
    case 'number': return String(expr.value);
    case 'string': return JSON.stringify(expr.text);
    case 'paren': return shape(expr.expr);
    case 'invariant': return shape(expr.expr);
    case 'vector-selector': return expr.name + placed(expr.offset, expr.pin);
    case 'matrix-selector': return `${expr.selector.name}[${String(expr.range)}]${placed(expr.selector.offset, expr.selector.pin)}`;
    case 'subquery': return `${shape(expr.expr)}[${String(expr.range)}:${String(expr.step)}]${placed(expr.offset, expr.pin)}`;
    case 'unary': return `(${expr.op}${shape(expr.expr)})`;
    case 'binary': return `(${shape(expr.left)} ${expr.op} ${shape(expr.right)})`;
    case 'aggregate': return `${expr.op}(${shape(expr.expr)})`;
    case 'call': return `${expr.name}(${expr.args.map(shape).join(', ')})`;
  }
}

test.each([
  ['a - b - c', '((a - b) - c)'], ['a - b * c / d', '(a - ((b * c) / d))'], ['a ^ b ^ c', '(a ^ (b ^ c))'], ['a or b and c unless d', '(a or ((b and c) unless d))'], ['a == b + c > d', '((a == (b + c)) > d)'],
  ['-a ^ b', '(-(a ^ b))'], ['-a * b', '((-a) * b)'], ['-2 ^ 2', '(-(2 ^ 2))'], ['a ^ -2', '(a ^ -2)'], ['+3 ^ 2', '(3 ^ 2)'], ['a % b atan2 c', '((a % b) atan2 c)'],
  ['a + b offset 5m', '(a + b offset 300000)'], ['-a offset 5m', '(-a offset 300000)'], ['a * b @ 10', '(a * b @ 10000)'], ['-a[5m:1m]', '(-a[300000:60000])'], ['a + sum(b)[5m:]', '(a + sum(b)[300000:0])'],
  ['a[5m] offset 1m @ 3', 'a[300000] offset 60000 @ 3000'], ['a[5m:1m] @ end() offset -1m', 'a[300000:60000] offset -60000 @ end'], ['(a + b)[5m:]', '(a + b)[300000:0]'], ['a @ start()', 'a @ start'], ['a[300]', 'a[300000]'],
  ['a # a comment\n + # another\n b', '(a + b)'], ['- # sign\n 1', '-1'], ['sum by (x, # label\n y) (a # it\n)', 'sum(a)'], ['# first\na[5m # five\n]', 'a[300000]'], ['SUM(a)', 'sum(a)'], ['a AND b', '(a and b)'], ['sum by (x) (a)', 'sum(a)'], ['sum(a) by (x)', 'sum(a)'], ['sum', 'sum'], ['by', 'by'], ['rate', 'rate'], ['job:x:rate5m', 'job:x:rate5m'],
])('%s is read as %s', (query, expected) => expect(shape(parse(query, LIMITS))).toBe(expected));

test('names and labels may be any UTF-8 when quoted', () => {
  expect(parse('{"my.metric", "a b"=~"x|y"}', LIMITS)).toMatchObject({ matchers: [{ name: '__name__', op: '=', value: 'my.metric' }, { name: 'a b', op: '=~', value: 'x|y' }] });
  expect(parse('sum by ("a.b", c) (x)', LIMITS)).toMatchObject({ grouping: ['a.b', 'c'] });
  expect(parse('x * on ("a.b") group_left ("c.d") y', LIMITS)).toMatchObject({ matching: { on: true, labels: ['a.b'], group: 'left', include: ['c.d'] } });
});

// Where 3.x speaks otherwise than 2.42, which the differential tests hold to.
test.each([
  ['x[', '1:3: parse error: unexpected end of input in duration expression'],
  ['x[a]', "1:3: parse error: unexpected character in duration expression: 'a'"],
  ['x[5m a]', "1:6: parse error: unexpected character: 'a', expected ':'"],
  ['x[5mm]', '1:3: parse error: bad number or duration syntax: "5mm"'],
  ['x offset', '1:9: parse error: unexpected end of input in offset, expected number, duration, step(), or range()'],
  ['x offset y', '1:10: parse error: unexpected identifier "y" in offset, expected number, duration, step(), or range()'],
  ['x{a=~"("}', '1:3: parse error: error parsing regexp: missing closing ): `(`'],
  ['{"a", "b"=}', '1:11: parse error: unexpected "}" in label matching, expected string'],
  ['x{"a"="b"', '1:10: parse error: unexpected end of input inside braces'],
  ['x{"y"}', '1:1: parse error: metric name must not be set twice: "x" or "y"'],
  ['0x', '1:1: parse error: bad number or duration syntax: "0x"'],
  ['1e', '1:1: parse error: bad number or duration syntax: "1e"'],
  ['x[-5m]', '1:3: parse error: duration must be greater than 0'],
  ['x[5m + 1m]', '1:3: parse error: experimental duration expression is not enabled'],
  ['x offset 300y', '1:10: parse error: duration out of range'],
  ['x @ 1e30', '1:1: parse error: timestamp out of bounds for @ modifier: 1000000000000000019884624838656.000000'],
  ['x + fill(0) y', '1:1: parse error: binop fill modifiers are experimental and not enabled'],
  ['x[5m] anchored', '1:1: parse error: anchored modifier is experimental and not enabled'],
  ['limitk(2, x)', '1:1: parse error: limitk() is experimental and must be enabled with --enable-feature=promql-experimental-functions'],
  ['sum(mad_over_time(x[5m]))', '1:5: parse error: function "mad_over_time" is not enabled'],
  ['holt_winters(x[5m], 0.5, 0.5)', '1:1: parse error: unknown function with name "holt_winters"'],
  ['"日本" + (', '1:13: parse error: unclosed left parenthesis'],
  ['x\n  + foo(y)', '2:5: parse error: unknown function with name "foo"'],
])('%j is refused with %s', (query, message) => {
  expect(() => checkTypes(parse(query, LIMITS), { query, experimental: false })).toThrow(expect.objectContaining({ code: 'bad-data', message }));
});

test('a series selector gives its matchers, and nothing else is one', () => {
  expect(parseSelector('up{job!="a", x=~"b.*"}')).toEqual([{ name: 'job', op: '!=', value: 'a' }, { name: 'x', op: '=~', value: 'b.*' }, { name: '__name__', op: '=', value: 'up' }]);
  expect(parseSelector('{__name__="up"}')).toEqual([{ name: '__name__', op: '=', value: 'up' }]);
  for (const text of ['up[5m]', 'up offset 5m', 'up @ 1', 'sum(up)', '1', '"up"', 'up + up', '(up)', 'up{']) expect(() => parseSelector(text)).toThrow(expect.objectContaining({ code: 'bad-data' }));
});
