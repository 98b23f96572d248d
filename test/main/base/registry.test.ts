import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { registry } from '../../../src-main/base/registry.ts';

test('the text is the exposition format’s: help and type, then the series', () => {
  const own = registry();
  const requests = own.counter('requests_total', 'What was asked.\nBy whom: \\ nobody', ['path', 'code']);
  requests.labels('/a "quoted"\\path\n', '200').inc();
  requests.labels('/b', '404').inc(2.5);
  own.gauge('temperature_celsius', 'How warm it is.').set(-0.5);
  own.gauge('limit', '').set(Number.POSITIVE_INFINITY);
  expect(own.text()).toBe([
    '# HELP requests_total What was asked.\\nBy whom: \\\\ nobody',
    '# TYPE requests_total counter',
    'requests_total{path="/a \\"quoted\\"\\\\path\\n",code="200"} 1',
    'requests_total{path="/b",code="404"} 2.5',
    '# HELP temperature_celsius How warm it is.',
    '# TYPE temperature_celsius gauge',
    'temperature_celsius -0.5',
    '# HELP limit ',
    '# TYPE limit gauge',
    'limit +Inf',
    '',
  ].join('\n'));
});

test('Prometheus’s own checker takes the text', ctx => {
  const own = registry();
  const asked = own.counter('asked_total', 'What was asked.', ['path']);
  for (const path of ['/a "b"', 'c\\d', 'e\nf', '']) asked.labels(path).inc();
  own.histogram('took_seconds', 'How long it took.', [0.1, 1], ['path']).labels('/').observe(0.5);
  for (const [name, value] of [['huge', 1e300], ['tiny', 5e-324], ['none', Number.NaN], ['least', Number.NEGATIVE_INFINITY]] as const) own.gauge(name, 'A value.').set(value);
  const { error, status, stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], { input: own.text(), encoding: 'utf8' });
  if (error !== undefined) ctx.skip('no promtool here');
  expect([status, stdout, stderr]).toEqual([0, '', '']);
});

test('a histogram counts upwards: each bucket holds what is at most its bound', () => {
  const own = registry();
  const seconds = own.histogram('took_seconds', 'How long it took.', [0.1, 1]);
  for (const value of [0.05, 0.1, 0.5, 1.5, 7]) seconds.observe(value);
  expect(own.text()).toBe([
    '# HELP took_seconds How long it took.', '# TYPE took_seconds histogram',
    'took_seconds_bucket{le="0.1"} 2', 'took_seconds_bucket{le="1"} 3', 'took_seconds_bucket{le="+Inf"} 5',
    'took_seconds_sum 9.15', 'took_seconds_count 5', '',
  ].join('\n'));
});

test('a labelled histogram has its labels on every series', () => {
  const own = registry();
  own.histogram('h', '', [1], ['job']).labels('a').observe(2);
  expect(own.readings().map(({ labels, value }) => [labels, value])).toEqual([
    [{ __name__: 'h_bucket', job: 'a', le: '1' }, 0], [{ __name__: 'h_bucket', job: 'a', le: '+Inf' }, 1],
    [{ __name__: 'h_sum', job: 'a' }, 2], [{ __name__: 'h_count', job: 'a' }, 1],
  ]);
});

test('a metric without labels is there from the start, one with labels when it is first used, until it is removed', () => {
  const own = registry();
  own.counter('plain_total', '');
  const labelled = own.counter('labelled_total', '', ['job']);
  const names = () => own.readings().map(({ labels }) => labels['__name__']);
  expect(names()).toEqual(['plain_total']);
  labelled.labels('a').inc();
  expect(names()).toEqual(['plain_total', 'labelled_total']);
  labelled.remove('a');
  expect(names()).toEqual(['plain_total']);
  expect(own.text()).not.toContain('labelled_total');
});

test('a series keeps its very labels object, and the same values give the same instrument', () => {
  const own = registry();
  const family = own.gauge('g', '', ['a', 'b']);
  family.labels('x', '').set(1);
  const [before] = own.readings();
  family.labels('x', '').add(2);
  const [after] = own.readings();
  expect(after).toEqual({ labels: { __name__: 'g', a: 'x' }, value: 3 });
  expect(after?.labels).toBe(before?.labels);
});

test('gauges may be set at the moment they are looked at', () => {
  const own = registry();
  const looks = own.gauge('looks', '');
  own.collect(() => looks.add());
  expect(own.readings()[0]?.value).toBe(1);
  expect(own.text()).toContain('\nlooks 2\n');
});

test('a total that is counted elsewhere is taken over, and never lowers the count', () => {
  const own = registry();
  const total = own.counter('total', '');
  const values = [5, 3, Number.NaN, 7].map(value => {
    total.raise(value);
    return own.readings()[0]?.value;
  });
  expect(values).toEqual([5, 5, 5, 7]);
});

test('the metadata name every metric once, as it is declared', () => {
  const own = registry();
  own.counter('a_total', 'A.');
  own.histogram('b', 'B.', [1], ['x']);
  expect(own.metadata).toEqual([{ name: 'a_total', type: 'counter', help: 'A.', unit: '' }, { name: 'b', type: 'histogram', help: 'B.', unit: '' }]);
});

test.each([
  ['a name that is taken', () => { const own = registry(); own.counter('a', ''); own.gauge('a', ''); }],
  ['a name with a dash', () => registry().counter('a-b', '')],
  ['a label called le', () => registry().histogram('a', '', [1], ['le'])],
  ['a label that begins with __', () => registry().counter('a', '', ['__name__'])],
  ['too few label values', () => registry().counter('a', '', ['x', 'y']).labels('1')],
  ['a counter that goes back', () => registry().counter('a', '').inc(-1)],
  ['a counter given NaN', () => registry().counter('a', '').inc(Number.NaN)],
  ['buckets that don’t rise', () => registry().histogram('a', '', [1, 1])],
])('%s is a BUG', (_, act) => expect(act).toThrow(/^BUG: /));

test('whatever a label holds, its line stays one line', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), text => {
    const own = registry();
    own.gauge('g', text, ['a']).labels(`${text}x`).set(1);
    expect(own.text().split('\n')).toHaveLength(4);
  }));
});
