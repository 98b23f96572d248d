import { expect, test } from 'vitest';
import { simplePromql } from '../../../src-main/shared/model/simplerule.ts';
import { formOf, METRIC_IDS, newForm, simpleOf, withMetric } from '../../../src-renderer/alerts/form.ts';
import { measuredText, metricOf, thresholdsAround, thresholdText } from '../../../src-renderer/alerts/units.ts';

test('a form as it opens is a whole rule, whatever is watched', () => {
  for (const id of METRIC_IDS.filter(metric => metric !== 'expression')) expect(simpleOf(newForm(id)).problems).toEqual({});
});

test('three fields make the rule that they say', () => {
  const { simple } = simpleOf({ ...newForm('memory'), threshold: 92.5, lasting: '10m', scope: [{ name: 'tag_env', op: '=', value: 'prod' }], severity: 'critical' });
  expect(simple).toMatchObject({ forMs: 600_000, severity: 'critical' });
  expect(simplePromql(simple!)).toBe('100 * (1 - node_memory_MemAvailable_bytes{tag_env="prod"} / node_memory_MemTotal_bytes{tag_env="prod"}) > 92.5');
});

test.each([
  [{ threshold: null }, { threshold: true }], [{ lasting: 'soon' }, { lasting: true }], [{ lasting: '31d' }, { lasting: true }], [{ metric: 'expression', expression: ' ' }, { expression: true }],
] as const)('%j is refused beside its field', (change, problems) => expect(simpleOf({ ...newForm(), ...change })).toEqual({ simple: null, problems }));

test('what either answers or does not has no threshold to forget', () => {
  expect(simpleOf({ ...newForm('up'), threshold: null, comparison: '>' }).simple).toMatchObject({ comparison: '<', threshold: 1 });
});

test('another metric brings its own threshold and comparison; machines, time and severity stay', () => {
  const form = withMetric({ ...newForm('memory'), lasting: '1h', severity: 'info', scope: [{ name: 'job', op: '=', value: 'x' }] }, 'disk-free');
  expect(form).toMatchObject({ metric: 'disk-free', comparison: '<', threshold: 5, lasting: '1h', severity: 'info', scope: [{ name: 'job' }] });
});

test('a rule opened in the form and saved again is the same rule', () => {
  const { simple } = simpleOf({ ...newForm('network-in'), lasting: '90m', message: 'Look', runbook: 'https://wiki/x' });
  expect(simpleOf(formOf('n', simple!)).simple).toEqual(simple);
});

test.each([[90, 'memory', 'en', '90\u2009%'], [92.5, 'memory', 'zh', '92.5\u2009%'], [5, 'disk-free', 'en', '5\u2009GiB'], [14, 'certificate', 'zh', '14\u2009天'], [2, 'load', 'en', '2\u2009per core'], [0, 'expression', 'en', '0']] as const)('the threshold %d of %s in %s is %s', (threshold, id, language, text) => expect(thresholdText(threshold, id, language)).toBe(text));
test.each([[93.61, 'memory', '94\u2009%'], [1.5, 'disk-free', '1.5\u2009GiB'], [640, 'network-in', '640\u2009Mbit/s'], [1500, 'probe-latency', '1.5\u2009s'], [6.5, 'certificate', '6\u2009d 12\u2009h']] as const)('a value of %d of %s reads %s', (value, id, text) => expect(measuredText(value, id, 'en')).toBe(text));

test.each([[90, 'memory', [85, 88, 90, 92, 95]], [99, 'memory', [94, 97, 99]], [5, 'disk-free', [2.5, 4, 5, 6.3, 10]]] as const)('around %d of %s: %j', (threshold, id, around) => expect(thresholdsAround(threshold, metricOf(id))).toEqual(around));
