import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseArp } from '../../../../src-main/formats/proc/arp.ts';
import { parsePageBytes } from '../../../../src-main/formats/proc/auxv.ts';
import { parseConntrack, parseConntrackStat } from '../../../../src-main/formats/proc/conntrack.ts';
import { parseDiskstats } from '../../../../src-main/formats/proc/diskstats.ts';
import { parseEntropy } from '../../../../src-main/formats/proc/entropy.ts';
import { parseFileNr } from '../../../../src-main/formats/proc/filefd.ts';
import { Labelling } from '../../../../src-main/formats/proc/labelling.ts';
import { parseLoadavg, parseUptime } from '../../../../src-main/formats/proc/loadavg.ts';
import type { Measurement } from '../../../../src-main/formats/proc/measurement.ts';
import { parseMeminfo, swapInUse } from '../../../../src-main/formats/proc/meminfo.ts';
import { parseMounts } from '../../../../src-main/formats/proc/mounts.ts';
import { parseNetClass } from '../../../../src-main/formats/proc/netclass.ts';
import { parseNetDev } from '../../../../src-main/formats/proc/netdev.ts';
import { parseNetstat, parseSnmp6 } from '../../../../src-main/formats/proc/netstat.ts';
import { parseOsRelease } from '../../../../src-main/formats/proc/osrelease.ts';
import { parsePidIo, parsePidStat, parseSwapped, programOf } from '../../../../src-main/formats/proc/pidstat.ts';
import { parsePressure, RESOURCES } from '../../../../src-main/formats/proc/pressure.ts';
import { chipOf, parseHwmon, parseThermalZone } from '../../../../src-main/formats/proc/sensors.ts';
import { parseSockstat } from '../../../../src-main/formats/proc/sockstat.ts';
import { parseSoftnet } from '../../../../src-main/formats/proc/softnet.ts';
import { parseBootTime, parseCpu, parseStat } from '../../../../src-main/formats/proc/stat.ts';
import { parseVmstat } from '../../../../src-main/formats/proc/vmstat.ts';
import { LAPTOP } from '../../collect/self/tree.ts';

const PARSERS: Readonly<Record<string, (text: string) => readonly Measurement[]>> = {
  parseArp, parseConntrackStat, parseCpu, parseDiskstats, parseFileNr, parseLoadavg, parseMeminfo, parseNetDev, parseNetstat, parseOsRelease, parseSnmp6, parseSoftnet, parseStat, parseVmstat,
  parseConntrack: text => parseConntrack(text, text),
  parseEntropy: text => parseEntropy(text, text),
  parsePressure: text => RESOURCES.flatMap(resource => parsePressure(resource, text)),
  parseSockstat: text => parseSockstat(text, 4096),
  parseNetClass: text => parseNetClass(text, new Map([['operstate', text], ['speed', text], ['mtu', text], ['ifalias', text]])),
  parseHwmon: text => parseHwmon(chipOf(text, text, text), new Map([['name', text], ['temp1_input', text], ['fan1_input', text], ['temp1_label', text]])),
  parseThermalZone: text => parseThermalZone(text, text, text),
};

const number = fc.oneof(fc.nat().map(String), fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }).map(String), fc.double().map(String), fc.constantFrom('', '-', '0x1f', '1e400', 'NaN', '9'.repeat(400), 'ffffffffffffffff'));
const word = fc.oneof(number, fc.string(), fc.constantFrom('cpu0', 'intr', 'btime', 'sda', 'eth0:', 'kB', 'some', 'total=5', 'Tcp:', 'used', 'sockets:', 'MemTotal:', 'pgpgin', 'ID="a', '(', ')', '\\040', '/', '__proto__', 'constructor:'));
const nonsense = fc.array(fc.array(word, { maxLength: 25 }).map(words => words.join(' ')), { maxLength: 12 }).map(rows => rows.join('\n'));
const bytes = fc.uint8Array({ maxLength: 400 }).map(raw => Buffer.from(raw).toString('utf8'));
/** A text as it should be, cut off anywhere, with a piece replaced. */
const damaged = fc.tuple(fc.constantFrom(...Object.values(LAPTOP)), fc.nat(5000), fc.nat(5000), fc.string()).map(([text, end, at, piece]) => (text.slice(0, at) + piece + text.slice(at + piece.length)).slice(0, end));
const texts = fc.oneof(nonsense, bytes, damaged);

test.each(Object.entries(PARSERS))('%s takes any text: numbers that are numbers, names that are names, no series twice', (_, parse) => {
  fc.assert(fc.property(texts, text => {
    const measurements = parse(text);
    const readings = new Labelling().readings(measurements);
    expect(new Set(readings.map(({ labels }) => JSON.stringify(labels))).size).toBe(readings.length);
    for (const { labels, value } of readings) {
      expect(Number.isFinite(value)).toBe(true);
      expect(labels['__name__']).toMatch(/^(node)_\w+$/);
    }
    for (const { metric, labels } of measurements) expect(labels).toHaveLength(metric.labelNames.length);
  }), { numRuns: 300 });
});

test('what isn’t made into measurements takes any text as well', () => {
  fc.assert(fc.property(texts, text => {
    const stat = parsePidStat(text);
    if (stat !== null) for (const value of [stat.user, stat.system, stat.start, stat.threads]) expect(Number.isFinite(value)).toBe(true);
    for (const mount of parseMounts(text)) expect(mount.fstype).not.toBe('');
    const io = parsePidIo(text);
    if (io !== null) expect(Number.isFinite(io.read + io.written)).toBe(true);
    expect(Number.isFinite(parseSwapped(text))).toBe(true);
    expect(typeof programOf(text)).toBe('string');
    expect(typeof swapInUse(text)).toBe('boolean');
    for (const value of [parseUptime(text), parseBootTime(text)]) expect(value).not.toBe(Number.POSITIVE_INFINITY);
  }), { numRuns: 1000 });
  fc.assert(fc.property(fc.uint8Array({ maxLength: 100 }), fc.boolean(), (raw, little) => {
    expect(parsePageBytes(raw, little)).toBeGreaterThanOrEqual(4096);
  }));
});

const LONG = ['a', ' ', '1 ', 'cpu0 ', '(', '\\040', '_', '\n', 'total=5', 'Tcp: '].map(piece => piece.repeat(1e5 / piece.length))
  .flatMap(text => [text, `A=${text}x`, `some ${text}x`, `${text}:x`, `x ${text}: 5`, `_${text}`, `Tcp: ${text}\nTcp: ${text}`]);

test.each(Object.entries(PARSERS))('%s reads a hundred kilobytes in no time, whatever they are made of', (_, parse) => {
  for (const text of LONG) {
    const began = performance.now();
    parse(text);
    expect(performance.now() - began).toBeLessThan(500);
  }
});
