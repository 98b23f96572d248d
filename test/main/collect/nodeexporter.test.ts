import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '../../../src-main/base/clock.ts';
import { pageFeed } from '../../../src-main/collect/pagefeed.ts';
import { REPORTS, TargetSeries } from '../../../src-main/collect/targetseries.ts';
import { Scraper } from '../../../src-main/collect/scrape.ts';
import { targetLabels } from '../../../src-main/collect/targetlabels.ts';
import { TargetConfig } from '../../../src-main/shared/model/target.ts';
import { type NodeExporter, startNodeExporter } from '../../servers/nodeexporter.ts';
import { type RecordingProxy, startRecordingProxy } from '../../servers/recordingproxy.ts';
import { MemoryAppender } from './memoryappender.ts';
import { plainly } from './plainly.ts';

const T = Date.UTC(2026, 10, 20, 12);
let exporter: NodeExporter | null;
let proxy: RecordingProxy;
beforeAll(async () => {
  exporter = await startNodeExporter();
  if (exporter !== null) proxy = await startRecordingProxy(exporter.url);
});
afterAll(async () => {
  await proxy?.stop();
  await exporter?.stop();
});

const TARGET = { instance: 'web-1', job: 'node' };

test("what is stored of a real node_exporter equals every page, bit for bit, and what vanished is stale", async ctx => {
  if (exporter === null) ctx.skip('prometheus-node-exporter is not installed');
  const config = TargetConfig.parse({ job: 'node', url: `${proxy.url}/metrics`, instance: 'web-1' });
  const appender = new MemoryAppender();
  const series = new TargetSeries<string>(appender, targetLabels(config), { labels: false, times: true });
  const scraper = new Scraper({ clock: systemClock, appender, series, onBug: error => { throw error; } }, pageFeed(config), config.timeoutMs);
  for (let i = 0; i < 8; i++) expect(await scraper.scrape(T + i * 15_000, new AbortController().signal)).toMatchObject({ failure: null });
  await scraper.close();

  const expected = new Map<string, { time: number; value: number; stale: boolean }[]>();
  let before = new Map<string, number>();
  proxy.pages.forEach((text, i) => {
    const time = T + i * 15_000;
    const page = plainly(text, TARGET);
    const write = (name: string, value: number, stale: boolean) => { expected.set(name, [...(expected.get(name) ?? []), { time, value, stale }]); };
    for (const [name, value] of page) write(name, value, false);
    for (const name of before.keys()) if (!page.has(name)) write(name, Number.NaN, true);
    before = page;
  });
  const written = new Map([...appender.all()].filter(([name]) => !REPORTS.some(report => name.startsWith(`${report}{`) && !name.includes('collector='))));
  expect(proxy.pages).toHaveLength(8);
  expect(before.size).toBeGreaterThan(300);
  expect([...written.keys()].sort()).toEqual([...expected.keys()].sort());
  for (const [name, samples] of expected) expect(written.get(name), name).toEqual(samples); // toEqual compares numbers with Object.is
  expect(appender.annotations.length).toBeGreaterThan(100);
});
