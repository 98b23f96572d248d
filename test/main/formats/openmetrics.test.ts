import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openMetricsFormat } from '../../../src-main/formats/openmetrics.ts';
import { PageReader } from '../../../src-main/formats/page.ts';
import { AppError } from '../../../src-main/shared/model/errors.ts';

function read(text: string | Uint8Array) {
  const reader = new PageReader(typeof text === 'string' ? Buffer.from(text) : text, openMetricsFormat);
  reader.read();
  const { keys, values, times, metadata } = reader.page();
  return { metadata, samples: keys.map((key, i) => [key, values[i], ...(times === null || Number.isNaN(times[i]) ? [] : [times[i]])]) };
}

test('the example of the specification is read; exemplars are dropped', () => {
  const text = `# TYPE acme_http_router_request_seconds summary
# UNIT acme_http_router_request_seconds seconds
# HELP acme_http_router_request_seconds Latency though all of ACME's HTTP request router.
acme_http_router_request_seconds_sum{path="/api/v1",method="GET"} 9036.32
acme_http_router_request_seconds_count{path="/api/v1",method="GET"} 807283.0
acme_http_router_request_seconds_created{path="/api/v1",method="GET"} 1605281325.0
# TYPE go_goroutines gauge
# HELP go_goroutines Number of goroutines that currently exist.
go_goroutines 69
# TYPE foo histogram
foo_bucket{le="0.01"} 0
foo_bucket{le="0.1"} 8 # {} 0.054
foo_bucket{le="1"} 11 # {trace_id="KOO5S4vxi0o"} 0.67
foo_bucket{le="10"} 17 # {trace_id="oHg5SJYRHA0"} 9.8 1520879607.789
foo_bucket{le="+Inf"} 17 1520879607.9 # {trace_id="}"} 1 2
# EOF
`;
  const { samples, metadata } = read(text);
  expect(samples).toEqual([
    ['acme_http_router_request_seconds_sum{path="/api/v1",method="GET"}', 9036.32],
    ['acme_http_router_request_seconds_count{path="/api/v1",method="GET"}', 807283],
    ['acme_http_router_request_seconds_created{path="/api/v1",method="GET"}', 1605281325],
    ['go_goroutines', 69],
    ['foo_bucket{le="0.01"}', 0],
    ['foo_bucket{le="0.1"}', 8],
    ['foo_bucket{le="1"}', 11],
    ['foo_bucket{le="10"}', 17],
    ['foo_bucket{le="+Inf"}', 17, 1520879607900],
  ]);
  expect(metadata).toEqual([
    { name: 'acme_http_router_request_seconds', type: 'summary', help: "Latency though all of ACME's HTTP request router.", unit: 'seconds' },
    { name: 'go_goroutines', type: 'gauge', help: 'Number of goroutines that currently exist.', unit: '' },
    { name: 'foo', type: 'histogram', help: '', unit: '' },
  ]);
});

test.each([
  ['whole seconds', '1520879607', 1520879607000],
  ['milliseconds', '1520879607.789', 1520879607789],
  ['an exponent', '1.520879607789e+09', 1520879607789],
  ['before the epoch', '-0.5', -500],
  ['zero', '0', 0],
])('a time with %s becomes ms', (_name, seconds, ms) => {
  expect(read(`a 1 ${seconds}\n# EOF\n`).samples).toEqual([['a', 1, ms]]);
});

test.each([
  ['nothing but the end', '# EOF\n', []],
  ['an end without its newline', 'a 1\n# EOF', [['a', 1]]],
  ['special numbers', 'a +Inf\nb -Inf\nc NaN\n# EOF\n', [['a', Infinity], ['b', -Infinity], ['c', Number.NaN]]],
  ['a quoted name', '{"my.metric","label.name"="x"} 1\n# EOF\n', [['{"my.metric","label.name"="x"}', 1]]],
  ['a number sign in a label', 'a{b="# {"} 1\n# EOF\n', [['a{b="# {"}', 1]]],
])('reads %s', (_name, text, expected) => {
  expect(read(text).samples).toEqual(expected);
});

test('texts are unescaped, quotes too; a quoted name is described', () => {
  const text = String.raw`# HELP a say \"hi\"\n\\
# TYPE "b.c" stateset
# TYPE d info
# TYPE e gaugehistogram
# TYPE f unknown
# EOF`;
  expect(read(text).metadata.map(({ name, type, help }) => [name, type, help])).toEqual([
    ['a', 'unknown', 'say "hi"\n\\'], ['b.c', 'stateset', ''], ['d', 'info', ''], ['e', 'gaugehistogram', ''], ['f', 'unknown', ''],
  ]);
});

test.each([
  ['', 'line 1, column 1: the page does not end with # EOF'],
  ['a 1\n', 'line 2, column 1: the page does not end with # EOF'],
  ['a 1\n# EOF\n\n', 'line 3, column 1: nothing may follow # EOF'],
  ['a 1\n# EOF\nb 2\n', 'line 3, column 1: nothing may follow # EOF'],
  ['a 1\n# EOF\nb 2\n# EOF\n', 'line 3, column 1: nothing may follow # EOF'],
  ['a 1\n# EOFx\n', 'line 2, column 1: expected # HELP, # TYPE, # UNIT or # EOF, got "# EOFx"'],
  ['\n# EOF\n', 'line 1, column 1: expected a metric name, got the end of the line'],
  ['# just a comment\n# EOF\n', 'line 1, column 1: expected # HELP'],
  [' a 1\n# EOF\n', 'line 1, column 1: expected a metric name, got " a 1"'],
  ['a  1\n# EOF\n', 'line 1, column 3: expected a value, got a blank'],
  ['a\t1\n# EOF\n', String.raw`line 1, column 2: expected a space and a value, got "\t1"`],
  ['a {b="c"} 1\n# EOF\n', String.raw`line 1, column 3: expected a value, got "{b=\"c\"}"`],
  ['a 1 \n# EOF\n', 'line 1, column 5: expected a time in seconds, got'],
  ['a 1 NaN\n# EOF\n', 'line 1, column 5: a time beyond'],
  ['a 1 +Inf\n# EOF\n', 'line 1, column 5: a time beyond'],
  ['a 1 9007199254741\n# EOF\n', 'line 1, column 5: a time beyond ±2^53 ms'],
  ['a 1 2 3\n# EOF\n', 'line 1, column 6: expected the end of the line, got " 3"'],
  ['a 1 # {b="c"}\n# EOF\n', "line 1, column 14: expected a space and an exemplar's value, got the end of the line"],
  ['a 1 # {b="c"} x\n# EOF\n', `line 1, column 15: expected an exemplar's value, got "x"`],
  ['a 1 # {b="c" 1\n# EOF\n', 'line 1, column 7: this { is not closed on its line'],
  ['a 1 # x\n# EOF\n', 'line 1, column 4: expected the end of the line, got " # x"'],
  ['# TYPE a untyped\n# EOF\n', 'line 1, column 10: expected a metric type, got "untyped"'],
  ['# UNIT a_seconds bytes\n# EOF\n', `line 1, column 18: the unit "bytes" is not the end of the metric's name`],
  ['# HELP  x\n# EOF\n', 'line 1, column 8: expected a metric name'],
])('%j refuses the page: %s', (text, problem) => {
  expect(() => read(text)).toThrow(expect.objectContaining({ code: 'bad-data', message: expect.stringContaining(problem) }));
});

test('no text makes it crash or hang: it is read or refused', () => {
  const text = fc.array(fc.constantFrom('a', '{', '}', '"', '\\', '=', ' ', '\n', '1', ' # {', '# HELP a', '# TYPE a ', '# UNIT a ', '# EOF\n', 'é')).map(parts => parts.join(''));
  fc.assert(fc.property(fc.oneof(text.map(t => Buffer.from(t)), fc.uint8Array({ maxLength: 100 })), bytes => {
    try {
      read(bytes);
    } catch (error) {
      expect(error).toBeInstanceOf(AppError);
    }
  }), { numRuns: 3000 });
});
