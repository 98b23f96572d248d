import { listenerMeasurements, parseListening, writesBigEndian, type Listener } from '../../formats/proc/listening.ts';
import { pageBytesFrom } from '../../formats/proc/meminfo.ts';
import { gauge, words, type Measurement } from '../../formats/proc/measurement.ts';
import { parseMounts } from '../../formats/proc/mounts.ts';
import { parseDf, parseStatfs } from '../../formats/proc/statfs.ts';
import { parseUnits, unitMeasurements } from '../../formats/proc/units.ts';
import type { HostCollector } from '../../shared/model/sshhost.ts';
import type { FileTexts } from '../self/files.ts';
import { measurementsOf } from '../self/filesystems.ts';
import { textParts } from '../self/linux.ts';
import { something, type Part } from '../self/part.ts';
import { processesPart } from '../self/processes.ts';

/** Units and ports of which series are made; a machine with more shows the first. */
const MOST_UNITS = 200;
const MOST_PORTS = 200;

/** Which of node_exporter's collectors, or of those like them, stand for one of ours. */
export const PARTS_OF: Readonly<Record<HostCollector, readonly string[]>> = {
  cpu: ['cpu'], load: ['loadavg'], memory: ['meminfo'], vmstat: ['vmstat'], filesystem: ['filesystem'], disk: ['diskstats'],
  network: ['netdev', 'netclass', 'netstat', 'softnet', 'arp', 'conntrack'],
  pressure: ['pressure'], sockets: ['sockstat'], files: ['filefd'], system: ['stat', 'time', 'uname', 'os', 'entropy'],
  processes: ['namedprocess'], services: ['systemd'], ports: ['listening'],
};

/** The parts of a machine that sends its texts. `first`: the texts of its first answer, which tell how large its pages are. */
export function hostParts(collectors: readonly HostCollector[], first: FileTexts): Part[] {
  const wanted = new Set(collectors.flatMap(collector => PARTS_OF[collector]));
  const pageBytes = pageBytesFrom(first.optional('proc/meminfo') ?? '', first.optional('proc/vmstat') ?? '');
  const parts = [...textParts({ pageBytes, arch: files => kindOf(files).arch }), timePart(), filesystemPart(), processesPart(0, pageBytes), systemdPart(), listeningPart()];
  return parts.filter(({ name }) => wanted.has(name));
}

/** As uname(2) names it: Linux and x86_64; empty when it did not tell. */
export function kindOf(files: FileTexts): { readonly system: string; readonly arch: string } {
  const [system = '', arch = ''] = words(files.optional('@uname') ?? '');
  return { system, arch };
}

const NOW = gauge('node_time_seconds', 'System time in seconds since epoch (1970).');

/** The machine's own clock. */
const timePart = (): Part => ({
  name: 'time', everyMs: 0,
  read: ({ files }) => something(clockOf(files).map((seconds): Measurement => ({ metric: NOW, labels: [], value: seconds })), 'date'),
});

/** Unix seconds by the machine's clock when the scrape began; without a fraction where its date knows none. Empty when it did not tell. */
export function clockOf(files: FileTexts): readonly number[] {
  const seconds = /^\d{1,12}(\.\d{1,9})?/.exec(files.optional('@date') ?? '')?.[0];
  return seconds === undefined ? [] : [Number(seconds)];
}

/** Room on each file system. One that hangs or may not be asked costs its own figures (device_error 1). */
const filesystemPart = (): Part => ({
  name: 'filesystem', everyMs: 0,
  read({ files }) {
    const mounts = parseMounts(files.text('proc/mounts'));
    const asked = parseStatfs(files.optional('@statfs') ?? '');
    const listed = parseDf(files.optional('@df') ?? '', files.optional('@dfi') ?? '');
    return mounts.flatMap(mount => measurementsOf(mount, asked.get(mount.mountpoint) ?? listed.get(mount.mountpoint) ?? null));
  },
});

const systemdPart = (): Part => ({
  name: 'systemd', everyMs: 0,
  read: ({ files }) => unitMeasurements(something(parseUnits(files.text('@unit')), 'systemctl'), MOST_UNITS),
});

const listeningPart = (): Part => ({
  name: 'listening', everyMs: 0,
  read: ({ files }) => listenerMeasurements(listenersOf(files), MOST_PORTS),
});

/** errors: when there is no table of sockets at all */
export function listenersOf(files: FileTexts): readonly Listener[] {
  const tables = (['tcp', 'udp'] as const).flatMap(proto => ['', '6'].map(version => ({ proto, text: files.optional(`proc/net/${proto}${version}`) })));
  const texts = tables.flatMap(({ text }) => text ?? []);
  if (texts.length === 0) files.text('proc/net/tcp'); // says that it is missing
  const [from = Number.NaN, to = Number.NaN] = words(files.optional('proc/sys/net/ipv4/ip_local_port_range') ?? '').map(Number);
  const form = { bigEndian: writesBigEndian(texts, kindOf(files).arch), anyPorts: Number.isFinite(from + to) ? [from, to] as const : null };
  return tables.flatMap(({ proto, text }) => parseListening(proto, text ?? '', form));
}
