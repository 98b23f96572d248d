import { rmSync } from 'node:fs';
import { afterAll, beforeAll, expect, test, type TestContext } from 'vitest';
import { selfCollector, type SelfCollector } from '../../../../src-main/collect/self/collector.ts';
import { startNodeExporter, type NodeExporter } from '../../../servers/nodeexporter.ts';
import { EXPORTER_LISTS } from './exporterlists.ts';
import { metricOf, readPage, typeText, valuesOf, type ExporterPage } from './page.ts';
import { LAPTOP, LAPTOP_LINKS, tree } from './tree.ts';

const root = tree(LAPTOP, LAPTOP_LINKS);
let exporter: NodeExporter | null;
let page: ExporterPage;
let collector: SelfCollector;
let ours: Map<string, number>;

beforeAll(async () => {
  exporter = await startNodeExporter([...EXPORTER_LISTS, '--no-collector.netdev.netlink', `--path.procfs=${root}/proc`, `--path.sysfs=${root}/sys`, `--path.rootfs=${root}`]);
  page = readPage(await exporter?.page() ?? '');
  collector = selfCollector({ root });
  ours = valuesOf(await collector.collect(Date.now(), new AbortController().signal));
});
afterAll(async () => {
  await exporter?.stop();
  rmSync(root, { recursive: true });
});
const needed = (ctx: TestContext): void => { if (exporter === null) ctx.skip('no prometheus-node-exporter here'); };

/** What changes from one look to the next, and what both ask the running kernel for. */
const LIVE = /^node_(time_seconds|uname_info|scrape_collector_.*|filesystem_(avail|free)_bytes|filesystem_files_free)$/;
const shared = (): string[] => [...page.types.keys()].filter(name => [...ours.keys()].some(series => metricOf(series) === name));

test('of the same files we and node_exporter read the same series and values, to the last bit', ctx => {
  needed(ctx);
  const metrics = new Set(shared().filter(name => !LIVE.test(name)));
  const chosen = (values: ReadonlyMap<string, number>) => Object.fromEntries([...values].filter(([series]) => metrics.has(metricOf(series))).sort());
  expect(metrics.size).toBeGreaterThan(120);
  expect(chosen(ours)).toEqual(chosen(page.values));
});

test('type and help are node_exporter’s', ctx => {
  needed(ctx);
  const declared = new Map(collector.metadata.map(metadata => [metadata.name, metadata]));
  expect(shared().map(name => [name, typeText(declared.get(name)!), declared.get(name)!.help])).toEqual(shared().map(name => [name, page.types.get(name), page.helps.get(name)]));
});

test('no metric is ours alone, save those of processes', ctx => {
  needed(ctx);
  expect([...new Set([...ours.keys()].map(metricOf))].filter(name => !page.types.has(name) && !name.startsWith('namedprocess_'))).toEqual([]);
});
