import { afterAll, beforeAll, expect, test, type TestContext } from 'vitest';
import { selfCollector } from '../../../../src-main/collect/self/collector.ts';
import { startNodeExporter, type NodeExporter } from '../../../servers/nodeexporter.ts';
import { EXPORTER_LISTS } from './exporterlists.ts';
import { metricOf, readPage, typeText, valuesOf } from './page.ts';

let exporter: NodeExporter | null;
beforeAll(async () => { exporter = await startNodeExporter(EXPORTER_LISTS); });
afterAll(() => exporter?.stop());
const running = (ctx: TestContext): NodeExporter => exporter ?? ctx.skip('no prometheus-node-exporter here');

const signal = new AbortController().signal;
const measured = async () => valuesOf(await selfCollector({ processes: false }).collect(Date.now(), signal));
/** How long each collector took, and the collectors that only one of the two has. */
const OWN_AFFAIR = /^node_scrape_collector_/;
/** What we leave to node_exporter, out of the areas that we cover. */
const LEFT_OUT = /^node_(cpu_((core|package)_throttles_total|info|isolated|frequency_.*|scaling_.*)|disk_(info|filesystem_info|device_mapper_.*|ata_.*)|network_(address_assign_type|carrier_(up|down)_changes_total|device_id|dormant|flags|iface_(id|link|link_mode)|name_assign_type|net_dev_group|protocol_type|receive_nohandler_total))$/;
const COVERED = /^node_(cpu|memory|load|vmstat|filesystem|disk|network|netstat|sockstat|softnet|arp|pressure|procs|forks|intr|context|boot_time|entropy|filefd|nf_conntrack|uname|os)/;

test('every metric of the areas we cover is there, with node_exporter’s type and help', async ctx => {
  const page = readPage(await running(ctx).page());
  const collector = selfCollector({ processes: false });
  await collector.collect(Date.now(), signal);
  const ours = new Map(collector.metadata.map(metadata => [metadata.name, metadata]));
  const theirs = [...page.types.keys()].filter(name => COVERED.test(name) && !LEFT_OUT.test(name));
  expect(theirs.length).toBeGreaterThan(150);
  expect(theirs.filter(name => !ours.has(name))).toEqual([]);
  const shared = [...page.types.keys()].filter(name => ours.has(name));
  expect(shared.map(name => [name, typeText(ours.get(name)!), ours.get(name)!.help]))
    .toEqual(shared.map(name => [name, page.types.get(name), page.helps.get(name)]));
});

test('the series of every shared metric are the same on both sides', async ctx => {
  await expect.poll(async () => {
    const theirs = [...readPage(await running(ctx).page()).values.keys()];
    const ours = [...(await measured()).keys()];
    const [theirMetrics, ourMetrics] = [new Set(theirs.map(metricOf)), new Set(ours.map(metricOf))];
    return onOneSideOnly(ours.filter(series => theirMetrics.has(metricOf(series))), theirs.filter(series => ourMetrics.has(metricOf(series))))
      .filter(series => !OWN_AFFAIR.test(series));
  }, { timeout: 10_000, interval: 100 }).toEqual([]); // a device may come between the two looks
});

test('every value lies between what we read before and after node_exporter', async ctx => {
  const open = new Set([...(await measured()).keys()].filter(series => !OWN_AFFAIR.test(series)));
  await expect.poll(async () => {
    const before = await measured();
    const theirs = readPage(await running(ctx).page()).values;
    const after = await measured();
    for (const series of open) {
      const [low, value, high] = [before.get(series), theirs.get(series), after.get(series)];
      const gone = low === undefined && value === undefined && high === undefined;
      const between = low !== undefined && value !== undefined && high !== undefined && value >= Math.min(low, high) && value <= Math.max(low, high);
      if (gone || between) open.delete(series);
    }
    return [...open];
  }, { timeout: 20_000, interval: 50 }).toEqual([]); // a gauge that wavers is met sooner or later
});

function onOneSideOnly(a: readonly string[], b: readonly string[]): string[] {
  return [...a.filter(item => !b.includes(item)), ...b.filter(item => !a.includes(item))];
}
