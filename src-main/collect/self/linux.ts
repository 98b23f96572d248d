import { readFileSync } from 'node:fs';
import { endianness, machine } from 'node:os';
import { join } from 'node:path';
import { parseArp } from '../../formats/proc/arp.ts';
import { parsePageBytes } from '../../formats/proc/auxv.ts';
import { parseConntrack, parseConntrackStat } from '../../formats/proc/conntrack.ts';
import { parseDiskstats } from '../../formats/proc/diskstats.ts';
import { parseEntropy } from '../../formats/proc/entropy.ts';
import { parseFileNr } from '../../formats/proc/filefd.ts';
import { parseLoadavg } from '../../formats/proc/loadavg.ts';
import type { Measurement } from '../../formats/proc/measurement.ts';
import { parseMeminfo } from '../../formats/proc/meminfo.ts';
import { parseNetDev } from '../../formats/proc/netdev.ts';
import { parseNetstat, parseSnmp6 } from '../../formats/proc/netstat.ts';
import { parseOsRelease } from '../../formats/proc/osrelease.ts';
import { parsePressure, RESOURCES } from '../../formats/proc/pressure.ts';
import { parseSockstat } from '../../formats/proc/sockstat.ts';
import { parseSoftnet } from '../../formats/proc/softnet.ts';
import { parseStat } from '../../formats/proc/stat.ts';
import { unameInfo } from '../../formats/proc/uname.ts';
import { parseVmstat } from '../../formats/proc/vmstat.ts';
import { cpuPart } from './cpu.ts';
import type { FileTexts } from './files.ts';
import { filesystemsPart } from './filesystems.ts';
import { netclassPart } from './netclass.ts';
import { something, type Part } from './part.ts';
import { processesPart } from './processes.ts';
import { hwmonPart, thermalPart } from './sensors.ts';
import { timePart } from './time.ts';

/** What seldom changes, or costs more to read than it tells. */
const SLOW_MS = 15_000;
const RARE_MS = 60_000;

/** What the texts alone don't tell of a machine. */
export interface Machine {
  readonly pageBytes: number;
  /** as uname(2) names its kind: `x86_64` */
  readonly arch: (files: FileTexts) => string;
}

/** The parts of this Linux machine, each named as node_exporter names its collector. `processesMs` null leaves the processes out. */
export function linuxParts(root: string, processesMs: number | null): Part[] {
  const pageBytes = pageBytesOf(root);
  return [
    timePart(), ...textParts({ pageBytes, arch: () => machine() }), filesystemsPart(root), hwmonPart(SLOW_MS, root), thermalPart(SLOW_MS),
    ...(processesMs === null ? [] : [processesPart(processesMs, pageBytes)]),
  ];
}

/** The parts of any Linux machine that are read from texts of its /proc, /sys and /etc and from nothing else. */
export function textParts({ pageBytes, arch }: Machine): Part[] {
  return [
    cpuPart(),
    part('stat', 0, files => something(parseStat(files.text('proc/stat')), '/proc/stat')),
    part('loadavg', 0, files => something(parseLoadavg(files.text('proc/loadavg')), '/proc/loadavg')),
    part('meminfo', 0, files => something(parseMeminfo(files.text('proc/meminfo')), '/proc/meminfo')),
    part('vmstat', 0, files => something(parseVmstat(files.text('proc/vmstat')), '/proc/vmstat')),
    part('pressure', 0, readPressure),
    part('diskstats', 0, files => parseDiskstats(files.text('proc/diskstats'))),
    part('netdev', 0, files => something(parseNetDev(files.text('proc/net/dev')), '/proc/net/dev')),
    part('netstat', 0, readNetstat),
    part('sockstat', 0, files => readSockstat(files, pageBytes)),
    part('softnet', 0, files => something(parseSoftnet(files.text('proc/net/softnet_stat')), '/proc/net/softnet_stat')),
    part('arp', 0, files => parseArp(files.text('proc/net/arp'))),
    part('conntrack', 0, readConntrack),
    part('filefd', 0, files => something(parseFileNr(files.text('proc/sys/fs/file-nr')), '/proc/sys/fs/file-nr')),
    part('entropy', SLOW_MS, readEntropy),
    netclassPart(SLOW_MS),
    part('uname', RARE_MS, files => readUname(files, arch(files))),
    part('os', RARE_MS, files => something(parseOsRelease(files.optional('etc/os-release') ?? files.text('usr/lib/os-release')), 'os-release')),
  ];
}

const part = (name: string, everyMs: number, read: (files: FileTexts) => readonly Measurement[]): Part => ({ name, everyMs, read: ({ files }) => read(files) });

function readPressure(files: FileTexts): readonly Measurement[] {
  files.text('proc/pressure/cpu'); // a kernel without pressure accounting has none of them: then the part fails, as node_exporter's does
  return RESOURCES.flatMap(resource => parsePressure(resource, files.optional(`proc/pressure/${resource}`) ?? ''));
}

/** IPv6 may be switched off. */
function readNetstat(files: FileTexts): readonly Measurement[] {
  const four = [...parseNetstat(files.text('proc/net/netstat')), ...parseNetstat(files.text('proc/net/snmp'))];
  return [...something(four, '/proc/net/netstat and snmp'), ...parseSnmp6(files.optional('proc/net/snmp6') ?? '')];
}

function readSockstat(files: FileTexts, pageBytes: number): readonly Measurement[] {
  const texts = [files.optional('proc/net/sockstat'), files.optional('proc/net/sockstat6')];
  return something(texts.flatMap(text => parseSockstat(text ?? '', pageBytes)), '/proc/net/sockstat');
}

function readConntrack(files: FileTexts): readonly Measurement[] {
  const limits = parseConntrack(files.text('proc/sys/net/netfilter/nf_conntrack_count'), files.text('proc/sys/net/netfilter/nf_conntrack_max'));
  return [...something(limits, '/proc/sys/net/netfilter'), ...parseConntrackStat(files.optional('proc/net/stat/nf_conntrack') ?? '')];
}

function readEntropy(files: FileTexts): readonly Measurement[] {
  const place = 'proc/sys/kernel/random';
  return something(parseEntropy(files.text(`${place}/entropy_avail`), files.text(`${place}/poolsize`)), `/${place}`);
}

function readUname(files: FileTexts, arch: string): readonly Measurement[] {
  const kernel = (name: string) => files.text(`proc/sys/kernel/${name}`).trim();
  return unameInfo({
    sysname: kernel('ostype'), release: kernel('osrelease'), version: kernel('version'),
    nodename: kernel('hostname'), domainname: kernel('domainname'), machine: arch,
  });
}

function pageBytesOf(root: string): number {
  try {
    return parsePageBytes(readFileSync(join(root, 'proc/self/auxv')), endianness() === 'LE');
  } catch {
    return parsePageBytes(new Uint8Array(), true);
  }
}
