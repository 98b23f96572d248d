import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, type TestContext } from 'vitest';
import { systemClock } from '../../../../src-main/base/clock.ts';
import { HostSource } from '../../../../src-main/collect/hosts/hostsource.ts';
import { HOST_COLLECTORS, type HostId } from '../../../../src-main/shared/model/sshhost.ts';
import { type NodeExporter, startNodeExporter } from '../../../servers/nodeexporter.ts';
import { makeKey, noSshd, type Sshd, startSshd } from '../../../servers/sshd.ts';
import { type Desk, openDesk } from '../../providers/ssh/desk.ts';
import { EXPORTER_LISTS } from '../self/exporterlists.ts';
import { metricOf, readPage, typeText, valuesOf } from '../self/page.ts';

const signal = new AbortController().signal;
/** What a real node_exporter tells and a scrape over SSH does not, and why. A sensor is asked for by none of our collectors either. */
const LEFT_OUT: readonly (readonly [RegExp, string])[] = [
  [/^(node_exporter_build_info|promhttp_|node_scrape_collector_duration_seconds|node_textfile_|go_|process_)/, 'the exporter speaks of itself'],
  [/^node_timex_/, 'adjtimex(2) is no file; how far the clock is off is host_clock_skew_seconds'],
  [/^node_time_(zone_offset_seconds|clocksource_.*)/, 'no panel asks for it'],
  [/^node_network_(address_assign_type|carrier_(up|down)_changes_total|device_id|dormant|flags|iface_(id|link|link_mode)|name_assign_type|net_dev_group|protocol_type)$/, 'attributes of a device that say nothing of its state: 11 more files a device'],
  [/^node_network_receive_nohandler_total$/, 'not in /proc/net/dev; the exporter asks by netlink'],
  [/^node_disk_(info|filesystem_info|device_mapper_.*|ata_.*)$/, 'read from the udev database'],
  [/^node_cpu_(info|frequency_.*|scaling_.*|isolated|(core|package)_throttles_total)$/, 'a file or several a core'],
  [/^node_(hwmon|thermal_zone|cooling_device|power_supply|nvme|md|zfs|xfs|btrfs|bonding|bcache|edac|infiniband|ipvs|mdadm|nfs|nfsd|rapl|fibrechannel|tapestats|dmi|schedstat|selinux|udp_queues|watchdog|swap)_?/, 'hardware and file systems that few machines have'],
];

let exporter: NodeExporter | null = null;
let sshd: Sshd | undefined;
let desk: Desk;
let id: HostId;
const missing = noSshd();
beforeAll(async () => {
  desk = openDesk();
  exporter = await startNodeExporter(EXPORTER_LISTS);
  if (missing !== undefined) return;
  sshd = await startSshd({ authorizedKeys: [makeKey(join(desk.home, 'key'))] });
  desk.believe(sshd);
  id = desk.host({ name: 'here', port: sshd.port, auth: { agent: false, keyFiles: ['~/key'] } });
});
afterAll(async () => {
  await desk.end();
  await sshd?.stop();
  await exporter?.stop();
});
const running = (ctx: TestContext): NodeExporter => (missing === undefined ? exporter ?? ctx.skip('no prometheus-node-exporter here') : ctx.skip(missing));

const overSsh = () => new HostSource(command => desk.ssh.exec(id, command, { timeoutMs: 10_000, maxBytes: 16 * 1024 * 1024 }), systemClock, HOST_COLLECTORS);
const measured = async () => valuesOf(await overSsh().collect(Date.now(), signal));

test('every metric that a real node_exporter tells of this machine comes over SSH with its type and help, but for those left out with a reason', async ctx => {
  const page = readPage(await running(ctx).page());
  const host = overSsh();
  await host.collect(Date.now(), signal);
  const ours = new Map(host.metadata.map(metadata => [metadata.name, metadata]));
  const theirs = [...page.types.keys()];
  expect(theirs.filter(name => !ours.has(name) && !LEFT_OUT.some(([pattern]) => pattern.test(name)))).toEqual([]);
  const shared = theirs.filter(name => ours.has(name));
  expect(shared.length).toBeGreaterThan(150);
  expect(shared.map(name => [name, typeText(ours.get(name)!), ours.get(name)!.help])).toEqual(shared.map(name => [name, page.types.get(name), page.helps.get(name)]));
});

test('every value over SSH lies between what node_exporter says before and after, for every series of every metric that both have', async ctx => {
  const { page } = running(ctx);
  const look = async () => readPage(await page()).values;
  const known = new Set([...(await measured()).keys()].map(metricOf));
  const open = new Set([...(await look()).keys(), ...(await measured()).keys()].filter(series => known.has(metricOf(series)) && !/^(node_scrape_|namedprocess_|listening_port|host_)/.test(series)));
  const theirs = new Set([...(await look()).keys()].map(metricOf));
  expect(open.size).toBeGreaterThan(250);
  await expect.poll(async () => {
    const before = await look();
    const values = await measured();
    const after = await look();
    for (const series of open) {
      const [low, value, high] = [before.get(series), values.get(series), after.get(series)];
      const gone = low === undefined && value === undefined && high === undefined;
      const between = low !== undefined && value !== undefined && high !== undefined && value >= Math.min(low, high) && value <= Math.max(low, high);
      if (gone || between || !theirs.has(metricOf(series))) open.delete(series);
    }
    return [...open];
  }, { timeout: 25_000, interval: 50 }).toEqual([]); // a gauge that wavers is met sooner or later
});
