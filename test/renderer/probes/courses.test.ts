import { expect, test } from 'vitest';
import { ProbeConfig } from '../../../src-main/shared/model/probe.ts';
import { coursesOf, labelsKey, probeKey } from '../../../src-renderer/probes/courses.ts';
import { matchersOf } from '../../../src-renderer/probes/useProbeCharts.ts';

const config = ProbeConfig.parse({ kind: 'icmp', target: '10.0.0.1', labels: { env: 'prod' } });

test('a probe finds its series by all of its labels, wherever they stand', () => {
  const here = labelsKey({ __name__: 'probe_success', instance: '10.0.0.1', job: 'probe', env: 'prod' });
  expect(probeKey(config, '')).toBe(here);
  expect(probeKey(config, 'web-1')).toBe(labelsKey({ env: 'prod', from: 'web-1', job: 'probe', instance: '10.0.0.1' }));
  expect(probeKey(config, 'web-1')).not.toBe(here);
  expect(matchersOf(config, '')).toBe('job="probe", instance="10.0.0.1", from="", env="prod"');
});

test('steps without a value break the course', () => {
  const labels = { __name__: 'probe_duration_seconds', job: 'probe', instance: 'a' };
  const { durations, success } = coursesOf({ times: Float64Array.of(0, 1, 2), series: [{ labels, values: Float64Array.of(1, 2, 3), present: Uint8Array.of(0b101) }] }, { kind: 'vector', series: [{ labels: { job: 'probe', instance: 'a' }, time: 0, value: 0.75 }] });
  const key = labelsKey(labels);
  expect([...durations.get(key)!]).toEqual([1, Number.NaN, 3]);
  expect(success.get(key)).toBe(0.75);
});
