import { expect, test } from 'vitest';
import { Labelling } from '../../../../src-main/formats/proc/labelling.ts';
import { gauge, type Measurement } from '../../../../src-main/formats/proc/measurement.ts';

const METRIC = gauge('m', 'What it is.', ['a', 'b']);
const one = (a: string, b: string, value = 1): Measurement => ({ metric: METRIC, labels: [a, b], value });

test('a series that goes on keeps its very labels object', () => {
  const labelling = new Labelling();
  const [first] = labelling.readings([one('x', 'y', 1)]);
  const [second] = labelling.readings([one('x', 'y', 2)]);
  expect(second?.labels).toBe(first?.labels);
  expect(second).toEqual({ labels: { __name__: 'm', a: 'x', b: 'y' }, value: 2 });
});

test('an empty label is left out', () => expect(new Labelling().readings([one('', 'y')])[0]?.labels).toEqual({ __name__: 'm', b: 'y' }));

test('label values that would look alike when joined are two series', () => {
  expect(new Labelling().readings([one('a', 'b'), one('ab', ''), one('', 'ab')])).toHaveLength(3);
});

test('a series that comes twice is taken once, the first time', () => {
  expect(new Labelling().readings([one('x', 'y', 1), one('x', 'y', 2)])).toEqual([{ labels: { __name__: 'm', a: 'x', b: 'y' }, value: 1 }]);
});

test('series that come and go for ever do not fill the memory, and those that stay keep their labels', () => {
  const labelling = new Labelling();
  const [stays] = labelling.readings([one('stays', '')]);
  for (let round = 0; round < 2000; round++) labelling.readings([one('stays', ''), one('goes', String(round))]);
  expect(labelling.readings([one('stays', '')])[0]?.labels).toBe(stays?.labels);
  expect(Reflect.get(labelling, 'known')).toBeLessThan(300);
});

test('the metadata are the same array until a metric is new', () => {
  const labelling = new Labelling();
  labelling.readings([one('x', 'y')]);
  const { metadata } = labelling;
  expect(metadata).toEqual([{ name: 'm', type: 'gauge', help: 'What it is.', unit: '' }]);
  labelling.readings([one('x', 'z')]);
  expect(labelling.metadata).toBe(metadata);
  labelling.readings([{ metric: gauge('n', ''), labels: [], value: 0 }]);
  expect(labelling.metadata).toHaveLength(2);
});
