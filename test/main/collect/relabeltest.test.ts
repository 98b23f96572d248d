import { afterEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../../src-main/base/clock.ts';
import { type Tried, testRelabelling } from '../../../src-main/collect/relabeltest.ts';
import { PLAIN_WAY } from '../../../src-main/collect/way.ts';
import { TargetConfig, type TargetInput } from '../../../src-main/shared/model/target.ts';
import { page, startPageServer } from '../../servers/pageserver.ts';

const ending: (() => Promise<unknown>)[] = [];
afterEach(async () => { for (const end of ending.splice(0).reverse()) await end(); });

const ALL: Tried = { metrics: '', live: false, filter: '', show: 'all', limit: 50 };
const tried = (input: Partial<TargetInput>, what: Partial<Tried> = {}) =>
  testRelabelling(TargetConfig.parse({ job: 'node', url: 'http://web-1:9100/metrics', ...input }), { ...ALL, ...what }, PLAIN_WAY, systemClock, new AbortController().signal);

const BEFORE = { __address__: 'web-1:9100', __metrics_path__: '/metrics', __scheme__: 'http', __scrape_interval__: '15s', __scrape_timeout__: '10s', job: 'node' };

describe('the target', () => {
  test('is shown step by step, with what comes of it', async () => {
    const { target, page: none } = await tried({ relabelConfigs: [{ sourceLabels: ['__address__'], regex: '(.*):.*', targetLabel: 'host' }, { sourceLabels: ['host'], regex: 'db', action: 'drop' }, { targetLabel: '__scheme__', replacement: 'https' }] });
    expect(none).toBeNull();
    expect(target).toEqual({
      before: BEFORE, problem: null, labels: { host: 'web-1', instance: 'web-1:9100', job: 'node' }, asked: { url: 'https://web-1:9100/metrics', intervalMs: 15_000, timeoutMs: 10_000 },
      steps: [
        { rule: 0, before: BEFORE, after: { ...BEFORE, host: 'web-1' }, changed: ['host'] },
        { rule: 1, before: { ...BEFORE, host: 'web-1' }, after: { ...BEFORE, host: 'web-1' }, changed: [] },
        { rule: 2, before: { ...BEFORE, host: 'web-1' }, after: { ...BEFORE, host: 'web-1', __scheme__: 'https' }, changed: ['__scheme__'] },
      ],
    });
  });

  test('that is dropped has no page', async () => {
    const { target, page: none, pageProblem } = await tried({ relabelConfigs: [{ action: 'drop', sourceLabels: ['job'], regex: 'node' }] }, { live: true });
    expect(target).toMatchObject({ labels: null, asked: null, problem: null, steps: [{ rule: 0, after: null }] });
    expect([none, pageProblem]).toEqual([null, null]);
  });

  test.each([
    [{ relabelConfigs: [{ action: 'keep', regex: '(' }] }, 0, 'relabel_configs, rule 1 (keep): error parsing regexp: missing closing ): `(`'],
    [{ relabelConfigs: [{ targetLabel: '__address__', replacement: '' }] }, 1, 'after relabelling, __address__ is "", which is no host:port'],
    [{ metricRelabelConfigs: [{ action: 'labelmap', replacement: '-' }] }, 0, 'metric_relabel_configs, rule 1 (labelmap): "-" gives no label names: labelmap needs them in replacement'],
  ] as [Partial<TargetInput>, number, string][])('with %j says what is wrong after the steps it could take', async (input, steps, problem) => {
    const { target } = await tried(input);
    expect([target.steps.length, target.problem, target.asked]).toEqual([steps, problem, null]);
  });
});

describe('series', () => {
  const RULES: Partial<TargetInput> = { metricRelabelConfigs: [{ action: 'drop', sourceLabels: ['__name__'], regex: 'go_.*' }, { action: 'labeldrop', regex: 'noise' }] };
  const PAGE = '# HELP a x\na{noise="1"} 5\ngo_threads 7\nb 3 1700000000000\n';

  test('of the page as it is now, each with what every rule does to it', async () => {
    const server = await startPageServer(page(PAGE));
    ending.push(server.stop);
    const { page: told } = await tried({ ...RULES, url: `${server.url}/metrics`, instance: 'i' }, { live: true });
    const L = { instance: 'i', job: 'node' };
    expect(told).toEqual({
      samples: 3, dropped: 1, changed: 1, more: 0,
      series: [
        { series: 'a{noise="1"}', before: { __name__: 'a', noise: '1', ...L }, after: { __name__: 'a', ...L }, steps: [{ rule: 0, before: { __name__: 'a', noise: '1', ...L }, after: { __name__: 'a', noise: '1', ...L }, changed: [] }, { rule: 1, before: { __name__: 'a', noise: '1', ...L }, after: { __name__: 'a', ...L }, changed: ['noise'] }] },
        { series: 'go_threads', before: { __name__: 'go_threads', ...L }, after: null, steps: [{ rule: 0, before: { __name__: 'go_threads', ...L }, after: null, changed: [] }] },
        { series: 'b', before: { __name__: 'b', ...L }, after: { __name__: 'b', ...L }, steps: [{ rule: 0, before: { __name__: 'b', ...L }, after: { __name__: 'b', ...L }, changed: [] }, { rule: 1, before: { __name__: 'b', ...L }, after: { __name__: 'b', ...L }, changed: [] }] },
      ],
    });
    expect(server.requests).toHaveLength(1);
  });

  test.each([
    [{ show: 'dropped' }, ['go_threads'], 0], [{ show: 'changed' }, ['a{noise="1"}'], 0], [{ filter: 'go_' }, ['go_threads'], 0], [{ filter: '1"' }, ['a{noise="1"}'], 0], [{ limit: 1 }, ['a{noise="1"}'], 2], [{ limit: 0, show: 'dropped' }, [], 1],
  ] as [Partial<Tried>, string[], number][])('that are asked for: %j', async (what, series, more) => {
    const { page: told } = await tried(RULES, { metrics: PAGE, ...what });
    expect([told?.series.map(one => one.series), told?.more, told?.samples, told?.dropped, told?.changed]).toEqual([series, more, 3, 1, 1]);
  });

  test('may be written without values', async () => {
    const { page: told } = await tried(RULES, { metrics: 'go_threads\n\n  a{noise="x y"}  \n# a comment\nb{c="d"} 5\r\n' });
    expect(told?.series.map(({ series, after }) => [series, after === null])).toEqual([['go_threads', true], ['a{noise="x y"}', false], ['b{c="d"}', false]]);
  });

  test('that a rule leaves without a label are dropped', async () => {
    const { page: told } = await tried({ metricRelabelConfigs: [{ action: 'labelkeep', regex: 'none' }] }, { metrics: 'a' });
    expect(told).toMatchObject({ dropped: 1, changed: 0, series: [{ after: null, steps: [{ changed: ['__name__', 'instance', 'job'], after: {} }] }] });
  });

  test.each([
    ['that are none', { metrics: 'a{' }, /^line 1, column 2: this \{ is not closed/], ['of a page that cannot be had', { live: true }, /no such host: web-1\.invalid:9100/],
  ])('%s are told, not thrown', async (_what, what, message) => {
    expect(await tried({ url: 'http://web-1.invalid:9100/metrics' }, what)).toMatchObject({ page: null, pageProblem: expect.stringMatching(message) });
  });

  test('of a hanging target are given up after its timeout', async () => {
    const server = await startPageServer(() => undefined);
    ending.push(server.stop);
    expect(await tried({ url: server.url, timeoutMs: 150 }, { live: true })).toMatchObject({ pageProblem: 'no whole answer within 0.15 s' });
  });
});
