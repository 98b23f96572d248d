import type { RequestListener } from 'node:http';
import { setImmediate as othersTurn } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { systemClock } from '../../../src-main/base/clock.ts';
import { endpointOf } from '../../../src-main/collect/endpoint.ts';
import { pageFeed } from '../../../src-main/collect/pagefeed.ts';
import { Scraper } from '../../../src-main/collect/scrape.ts';
import type { Source } from '../../../src-main/collect/source.ts';
import { sourceFeed } from '../../../src-main/collect/sourcefeed.ts';
import { TargetSeries } from '../../../src-main/collect/targetseries.ts';
import { TargetConfig, type TargetInput } from '../../../src-main/shared/model/target.ts';
import { startPageServer } from '../../servers/pageserver.ts';
import { MemoryAppender } from './memoryappender.ts';

const T = Date.UTC(2026, 10, 20, 12);
const never = new AbortController().signal;
const ending: (() => Promise<unknown>)[] = [];
afterEach(async () => { for (const end of ending.splice(0).reverse()) await end(); });

/** A target whose page is `current.text`, scraped when the test says so. */
async function target(more: Partial<TargetInput> = {}) {
  const current = { text: '', type: 'text/plain; version=0.0.4', status: 200, answer: null as RequestListener | null };
  const server = await startPageServer((request, response) => {
    if (current.answer === null) response.writeHead(current.status, { 'content-type': current.type }).end(current.text);
    else current.answer(request, response);
  });
  const { config, asked, labels, metricRelabeling } = endpointOf(TargetConfig.parse({ job: 'j', url: server.url, instance: 'i', ...more }));
  const appender = new MemoryAppender();
  const bugs: unknown[] = [];
  const series = new TargetSeries<string>(appender, labels, { labels: config.honorLabels, times: config.honorTimestamps }, { relabeling: metricRelabeling, sampleLimit: config.sampleLimit });
  const scraper = new Scraper({ clock: systemClock, appender, series, onBug: error => bugs.push(error) }, pageFeed(asked), asked.timeoutMs);
  ending.push(() => scraper.close(), server.stop);
  let time = T;
  const scrape = async (text?: string) => {
    if (text !== undefined) current.text = text;
    const outcome = await scraper.scrape(time, never);
    time += 15_000;
    return outcome!;
  };
  return { current, server, appender, scraper, scrape, bugs };
}

const L = 'instance="i",job="j"';
const at = (n: number) => T + n * 15_000;

test('a page becomes samples with the labels of the target, all at one time, in one append', async () => {
  const { appender, scrape } = await target({ labels: { zone: 'b' } });
  const outcome = await scrape('# TYPE a counter\n# HELP a What it is.\na 1\nb{x="y"} 2.5\n');
  expect(outcome).toMatchObject({ time: T, samples: 2, added: 2, failure: null });
  expect(appender.appends).toBe(1);
  const all = appender.all();
  const duration = all.get(`scrape_duration_seconds{${L},zone="b"}`)![0]!.value;
  expect(Object.fromEntries([...all].map(([name, written]) => [name, written.map(({ value, time }) => [time - T, value])]))).toEqual({
    [`a{${L},zone="b"}`]: [[0, 1]],
    [`b{${L},x="y",zone="b"}`]: [[0, 2.5]],
    [`up{${L},zone="b"}`]: [[0, 1]],
    [`scrape_duration_seconds{${L},zone="b"}`]: [[0, duration]],
    [`scrape_samples_scraped{${L},zone="b"}`]: [[0, 2]],
    [`scrape_samples_post_metric_relabeling{${L},zone="b"}`]: [[0, 2]],
    [`scrape_series_added{${L},zone="b"}`]: [[0, 2]],
  });
  expect(duration).toBe(outcome.durationMs / 1000);
  expect(appender.annotations).toEqual([{ name: 'a', type: 'counter', help: 'What it is.', unit: '' }]);
});

test('a series that vanishes is marked stale once, at the time of the scrape that lacked it, and may come back', async () => {
  const { appender, scrape } = await target();
  await scrape('a 1\nb 1\n');
  await scrape('a 2\n');
  await scrape('a 3\n');
  const back = await scrape('a 4\nb 4\n');
  expect(appender.values(`a{${L}}`)).toEqual([1, 2, 3, 4]);
  expect(appender.values(`b{${L}}`)).toEqual([1, null, 4]);
  expect(appender.times(`b{${L}}`)).toEqual([at(0), at(1), at(3)]);
  expect(back.added).toBe(1);
  expect(appender.values(`scrape_series_added{${L}}`)).toEqual([2, 0, 0, 1]);
});

test('a failed scrape marks everything stale and says so with up 0', async () => {
  const { appender, scrape, current } = await target();
  await scrape('a 1\nb 1\n');
  current.status = 500;
  expect((await scrape()).failure).toMatchObject({ code: 'http-status', message: 'the server answered HTTP status 500' });
  await scrape();
  current.status = 200;
  const back = await scrape('a 4\n');
  expect(appender.values(`a{${L}}`)).toEqual([1, null, 4]);
  expect(appender.values(`b{${L}}`)).toEqual([1, null]);
  expect(appender.values(`up{${L}}`)).toEqual([1, 0, 0, 1]);
  expect(appender.values(`scrape_samples_scraped{${L}}`)).toEqual([2, 0, 0, 1]);
  expect(back.added).toBe(0); // it was on the last good page
});

test('the end of a target marks all of its series stale, its reports too', async () => {
  const { appender, scrape, scraper } = await target();
  await scrape('a 1\n');
  await scraper.end(at(1));
  await scraper.end(at(2));
  for (const [, written] of appender.all()) expect(written.map(({ time, stale }) => [time, stale])).toEqual([[at(0), false], [at(1), true]]);
  expect(appender.all().size).toBe(6);
});

test('times of the page are kept, and such series need no stale marker', async () => {
  const { appender, scrape } = await target();
  await scrape(`a 1 ${T - 5000}\nb 1\n`);
  await scrape('c 1\n');
  expect(appender.all().get(`a{${L}}`)).toEqual([{ time: T - 5000, value: 1, stale: false }]);
  expect(appender.values(`b{${L}}`)).toEqual([1, null]);
  expect(appender.times(`b{${L}}`)).toEqual([at(0), at(1)]);
});

test('times of the page are left aside where they are not honored; then series go stale as others do', async () => {
  const { appender, scrape } = await target({ honorTimestamps: false });
  await scrape(`a 1 ${T - 5000}\n`);
  await scrape('b 1\n');
  expect(appender.values(`a{${L}}`)).toEqual([1, null]);
  expect(appender.times(`a{${L}}`)).toEqual([at(0), at(1)]);
});

test('OpenMetrics is read by its content type, its times in seconds', async () => {
  const { appender, scrape, current } = await target();
  current.type = 'application/openmetrics-text; version=1.0.0; charset=utf-8';
  await scrape(`# TYPE a_seconds counter\n# UNIT a_seconds seconds\na_seconds_total 1 ${(T - 2500) / 1000} # {trace="x"} 1\na_seconds_created 1\n# EOF\n`);
  expect(appender.times(`a_seconds_total{${L}}`)).toEqual([T - 2500]);
  expect(appender.values(`a_seconds_created{${L}}`)).toEqual([1]);
  expect(appender.annotations).toEqual([{ name: 'a_seconds', type: 'counter', help: '', unit: 'seconds' }]);
  expect((await scrape('a 1\n')).failure?.message).toBe('line 2, column 1: the page does not end with # EOF');
});

test('a sample that claims to lie more than ten minutes ahead is left out', async () => {
  const { appender, scrape } = await target();
  await scrape(`a 1 ${T + 600_001}\nb 1 ${T + 600_000}\n`);
  expect([appender.values(`a{${L}}`), appender.values(`b{${L}}`)]).toEqual([[], [1]]);
  expect(appender.values(`scrape_samples_post_metric_relabeling{${L}}`)).toEqual([2]); // no rule has dropped it
});

test('of a series that comes twice the first is taken, however it is written', async () => {
  const { appender, scrape } = await target();
  await scrape('a{x="1",y="2"} 1\na{x="1",y="2"} 2\na{y="2",x="1"} 3\n');
  await scrape('a{x="1",y="2"} 4\na{x="1",y="2"} 5\na{y="2",x="1"} 6\n');
  expect(appender.values(`a{${L},x="1",y="2"}`)).toEqual([1, 4]);
  expect(appender.values(`scrape_samples_scraped{${L}}`)).toEqual([3, 3]);
});

test('a series keeps its identity when the page begins to write it in another way', async () => {
  const { appender, scrape } = await target();
  await scrape('a{x="1",y="2"} 1\n');
  await scrape('a{ y="2", x="1" } 2\n');
  expect(appender.values(`a{${L},x="1",y="2"}`)).toEqual([1, 2]);
});

test('labels of the page move aside, or stand where they are honored', async () => {
  const aside = await target();
  await aside.scrape('a{job="own"} 1\n');
  expect(aside.appender.values('a{exported_job="own",instance="i",job="j"}')).toEqual([1]);
  const honored = await target({ honorLabels: true });
  await honored.scrape('a{job="own",instance=""} 1\n');
  expect(honored.appender.values('a{job="own"}')).toEqual([1]);
});

test('a page that writes our own report under our own labels does not disturb it', async () => {
  const { appender, scrape } = await target();
  await scrape('up 7\na 1\n');
  await scrape('a 2\n');
  expect(appender.values(`up{${L}}`)).toEqual([1, 1]);
  expect(appender.values(`a{${L}}`)).toEqual([1, 2]);
});

test.each([
  ['a line that cannot be read', 'a 1\nb{c="d" 2\n', {}, 'page', 'line 2, column 2: this { is not closed on its line'],
  ['a label that cannot be read', 'a 1\n b{c=d} 2\n', {}, 'page', 'line 2, column 6: expected a quoted label value'],
  ['a label that comes twice', 'a 1\n b{c="d",c="d"} 2\n', {}, 'page', 'line 2, column 2: label c comes twice'],
  ['too many samples', 'a 1\nb 1\nc 1\n', { sampleLimit: 2 }, 'sample-limit', 'the page has more than 2 samples'],
  ['too many bytes', 'a 1\n'.repeat(300), { bodyLimitBytes: 1000 }, 'body-limit', 'the page is longer than 1000 bytes'],
])('a page with %s is refused whole', async (_name, text, more, code, message) => {
  const { appender, scrape } = await target(more);
  await scrape('a 0\n');
  expect((await scrape(text)).failure).toMatchObject({ code, message });
  expect(appender.values(`a{${L}}`)).toEqual([0, null]);
  expect(appender.values(`up{${L}}`)).toEqual([1, 0]);
  expect((await scrape('a 2\n')).failure).toBeNull();
});

test('a web page is told to be one', async () => {
  const { scrape, current } = await target();
  current.type = 'text/html; charset=utf-8';
  expect((await scrape('<!DOCTYPE html>\n')).failure?.message).toBe('this is a web page (text/html), not metrics: line 1, column 1: expected a metric name, got "<!DOCTYPE html>"');
});

test('when the store refuses, the scrape has failed for that reason; nothing is lost of what has to go stale, and the next goes on', async () => {
  const { appender, scrape, bugs } = await target();
  await scrape('a 1\nb 1\n');
  appender.refusing = true;
  expect((await scrape('a 2\nc 2\n')).failure).toMatchObject({ code: 'store', message: 'the disk is full' });
  expect((await scrape('a 2\n')).failure).toMatchObject({ code: 'store' });
  appender.refusing = false;
  expect((await scrape('a 3\n')).failure).toBeNull();
  expect(appender.values(`a{${L}}`)).toEqual([1, 3]);
  expect(appender.values(`b{${L}}`)).toEqual([1, null]);
  expect(appender.times(`b{${L}}`)).toEqual([at(0), at(3)]);
  expect(appender.values(`up{${L}}`)).toEqual([1, 1]);
  expect(bugs).toEqual([]);
});

test('series are resolved once, metadata is handed on when it changes', async () => {
  const { appender, scrape } = await target();
  const text = (value: number, help: string) => `# HELP a ${help}\n# TYPE a gauge\na ${value}\nb{x="ü"} ${value}\n`;
  for (let i = 0; i < 5; i++) await scrape(text(i, 'one'));
  expect(appender.resolved).toBe(7);
  expect(appender.annotations).toHaveLength(1);
  await scrape(text(5, 'two'));
  expect(appender.annotations.map(({ help }) => help)).toEqual(['one', 'two']);
});

test('a page whose series are all new each time keeps no more keys than two pages and some', async () => {
  const { appender, scrape } = await target();
  const lines = (round: number) => Array.from({ length: 3000 }, (_, i) => `a{round="${round}",i="${i}"} ${i}\n`).join('');
  for (let round = 0; round < 5; round++) await scrape(`always ${round}\n${lines(round)}`);
  await scrape(`always 5\n${lines(0)}`);
  expect(appender.values(`always{${L}}`)).toEqual([0, 1, 2, 3, 4, 5]);
  expect(appender.values(`a{i="7",${L},round="0"}`)).toEqual([7, null, 7]);
  expect(appender.values(`a{i="2999",${L},round="3"}`)).toEqual([2999, null]);
  expect(appender.values(`scrape_series_added{${L}}`)).toEqual([3001, 3000, 3000, 3000, 3000, 3000]);
});

const DROP_C: NonNullable<TargetInput['metricRelabelConfigs']> = [{ action: 'drop', sourceLabels: ['__name__'], regex: 'c.*' }];

test('rules for series rename, drop and merge them once; what they leave is counted', async () => {
  const { appender, scrape } = await target({ metricRelabelConfigs: [...DROP_C, { action: 'labeldrop', regex: 'x' }, { sourceLabels: ['job', '__name__'], targetLabel: '__name__', separator: '_' }] });
  for (let i = 0; i < 3; i++) await scrape(`a ${i}\nb{x="1"} ${i}\nb{x="2"} 9\nc 1\ncc{x="1"} 1\n`);
  expect(appender.values(`j_a{${L}}`)).toEqual([0, 1, 2]);
  expect(appender.values(`j_b{${L}}`)).toEqual([0, 1, 2]); // of two that became one, the first of the page
  expect([...appender.all().keys()].filter(name => !/^(?:scrape_|up\{|j_[ab]\{)/.test(name))).toEqual([]);
  expect(appender.values(`scrape_samples_scraped{${L}}`)).toEqual([5, 5, 5]);
  expect(appender.values(`scrape_samples_post_metric_relabeling{${L}}`)).toEqual([3, 3, 3]);
  expect(appender.values(`scrape_series_added{${L}}`)).toEqual([2, 0, 0]);
  expect(appender.resolved).toBe(5 + 3); // the reports, and each kept line of the page once
});

test('a series goes stale when the last line that became it is gone', async () => {
  const { appender, scrape } = await target({ metricRelabelConfigs: [...DROP_C, { action: 'labeldrop', regex: 'x' }] });
  await scrape('b{x="1"} 1\nb{x="2"} 2\nc 1\n');
  await scrape('b{x="2"} 3\nc 1\n');
  await scrape('c 1\n');
  expect(appender.values(`b{${L}}`)).toEqual([1, 3, null]);
  expect(appender.values(`up{${L}}`)).toEqual([1, 1, 1]);
});

test('rules that leave no label drop the series; rules that take its name refuse the page', async () => {
  const none = await target({ metricRelabelConfigs: [{ action: 'labelkeep', regex: 'nothing' }] });
  expect(await none.scrape('a 1\nb 1\n')).toMatchObject({ failure: null, samples: 2, added: 0 });
  expect(none.appender.values(`scrape_samples_post_metric_relabeling{${L}}`)).toEqual([0]);
  const nameless = await target({ metricRelabelConfigs: [{ action: 'labeldrop', regex: '__name__' }] });
  expect((await nameless.scrape('a 1\n')).failure).toMatchObject({ code: 'page', message: 'line 1, column 1, after relabelling: a series without a metric name' });
});

test('the limit of samples holds after relabelling, and a page beyond it makes no series known', async () => {
  const { appender, scrape } = await target({ sampleLimit: 2, metricRelabelConfigs: DROP_C });
  expect((await scrape('a 1\nb 1\nc 1\ncc 1\n')).failure).toBeNull();
  expect((await scrape('a 1\nb 1\nc 1\nd 1\ne 1\n')).failure).toMatchObject({ code: 'sample-limit', message: 'the page has more than 2 samples' });
  expect(appender.resolved).toBe(5 + 2);
  expect(appender.values(`a{${L}}`)).toEqual([1, null]);
  expect(appender.values(`up{${L}}`)).toEqual([1, 0]);
  expect(appender.values(`scrape_samples_scraped{${L}}`)).toEqual([4, 5]);
  expect(appender.values(`scrape_samples_post_metric_relabeling{${L}}`)).toEqual([2, 4]);
  expect((await scrape('a 2\nc 2\n')).failure).toBeNull();
});

test('pages of thousands of dropped series, new ones each time, keep the others as they are', async () => {
  const { scrape, appender } = await target({ metricRelabelConfigs: [{ action: 'drop', sourceLabels: ['round'], regex: '.+' }] });
  const page = (round: number) => `a ${round}\n${Array.from({ length: 5000 }, (_, i) => `c{round="${round}",i="${i}"} 1\n`).join('')}`;
  for (const round of [0, 0, 1, 1, 2, 3]) await scrape(page(round));
  expect(appender.values(`a{${L}}`)).toEqual([0, 0, 1, 1, 2, 3]);
  expect(appender.values(`scrape_samples_post_metric_relabeling{${L}}`)).toEqual([1, 1, 1, 1, 1, 1]);
  expect(appender.resolved).toBe(5 + 1);
});

test('a hanging server and one that drips cost the timeout, not more', async () => {
  const { scrape, current } = await target({ timeoutMs: 200 });
  current.answer = () => undefined;
  expect((await scrape()).failure).toMatchObject({ code: 'timeout', message: 'no whole answer within 0.2 s' });
  current.answer = (_request, response) => {
    const drip = setInterval(() => response.write('a'), 20);
    response.on('close', () => clearInterval(drip));
  };
  expect((await scrape()).failure).toMatchObject({ code: 'timeout' });
  current.answer = null;
  expect((await scrape('a 1\n')).failure).toBeNull();
});

test('a scrape that is broken off writes nothing', async () => {
  const { scraper, current, appender, server } = await target();
  current.answer = () => undefined;
  const stop = new AbortController();
  const scraping = scraper.scrape(T, stop.signal);
  await expect.poll(() => server.requests.length).toBe(1);
  stop.abort(new Error('the target stops'));
  expect(await scraping).toBeNull();
  expect(appender.appends).toBe(0);
});

/** A target that reads from within. */
function within(source: Source) {
  const appender = new MemoryAppender();
  const bugs: unknown[] = [];
  const series = new TargetSeries<object>(appender, ['instance', 'i', 'job', 'j'], { labels: false, times: false });
  const scraper = new Scraper({ clock: systemClock, appender, series, onBug: error => bugs.push(error) }, sourceFeed(source), 200);
  return { appender, bugs, scrape: (time: number) => scraper.scrape(time, never) };
}

test('a source within is stored like a page', async () => {
  const a = { __name__: 'a', cpu: '0' };
  const b = { __name__: 'b' };
  const { appender, scrape } = within({
    collect: async time => (time === at(0) ? [{ labels: a, value: 1 }, { labels: b, value: 2 }] : [{ labels: a, value: 3 }]),
    metadata: [{ name: 'a', type: 'gauge', help: 'A.', unit: '' }],
  });
  expect(await scrape(at(0))).toMatchObject({ samples: 2, added: 2, failure: null });
  expect(await scrape(at(1))).toMatchObject({ samples: 1, added: 0, failure: null });
  expect(appender.values(`a{cpu="0",${L}}`)).toEqual([1, 3]);
  expect(appender.values(`b{${L}}`)).toEqual([2, null]);
  expect(appender.values(`up{${L}}`)).toEqual([1, 1]);
  expect([appender.resolved, appender.annotations.length]).toEqual([7, 1]);
});

test('a source that fails or hangs counts as down, and goes on when it can', async () => {
  const hanging = Promise.withResolvers<[]>();
  const readings: (() => Promise<[]>)[] = [async () => { throw new Error('no /proc here'); }, () => hanging.promise, async () => [], async () => []];
  const { appender, scrape, bugs } = within({ collect: () => readings.shift()!(), metadata: [] });
  expect((await scrape(at(0)))!.failure).toMatchObject({ code: 'source', message: 'no /proc here' });
  expect((await scrape(at(1)))!.failure).toMatchObject({ code: 'timeout' });
  expect((await scrape(at(2)))!.failure).toMatchObject({ code: 'source', message: 'the reading before is still going on' });
  hanging.resolve([]);
  await othersTurn();
  expect((await scrape(at(3)))!.failure).toBeNull();
  expect(appender.values(`up{${L}}`)).toEqual([0, 0, 0, 1]);
  expect(bugs).toEqual([]);
});
