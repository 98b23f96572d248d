import { expect, test } from 'vitest';
import { parsePageBytes } from '../../../../src-main/formats/proc/auxv.ts';
import { parseFileNr } from '../../../../src-main/formats/proc/filefd.ts';
import { parseLoadavg, parseUptime } from '../../../../src-main/formats/proc/loadavg.ts';
import { parseMounts } from '../../../../src-main/formats/proc/mounts.ts';
import { parseOsRelease } from '../../../../src-main/formats/proc/osrelease.ts';
import { parsePressure } from '../../../../src-main/formats/proc/pressure.ts';
import { chipOf, parseHwmon, parseThermalZone } from '../../../../src-main/formats/proc/sensors.ts';
import { parseVmstat } from '../../../../src-main/formats/proc/vmstat.ts';
import { lines } from './lines.ts';

test('load averages and uptime', () => {
  expect(lines(parseLoadavg('0.21 0.37 12.39 1/719 19737\n'))).toEqual(['node_load1 0.21', 'node_load5 0.37', 'node_load15 12.39']);
  expect(parseUptime('750.50 1400.00\n')).toBe(750.5);
});

test('file handles: the middle number has long been 0', () => {
  expect(lines(parseFileNr('1024\t0\t9223372036854775807\n'))).toEqual(['node_filefd_allocated 1024', `node_filefd_maximum ${2 ** 63}`]);
});

test('pressure totals are microseconds, given in seconds', () => {
  expect(lines(parsePressure('io', 'some avg10=0.00 avg60=0.00 avg300=0.00 total=159886802\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=250000\n'))).toEqual([
    'node_pressure_io_waiting_seconds_total 159.886802', 'node_pressure_io_stalled_seconds_total 0.25',
  ]);
  expect(lines(parsePressure('cpu', 'some avg10=0.00 avg60=0.00 avg300=0.00 total=1000000\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=5\n'))).toEqual(['node_pressure_cpu_waiting_seconds_total 1']);
});

test('of the memory statistics paging, swapping, faults and kills are read', () => {
  expect(lines(parseVmstat('nr_free_pages 9\npgpgin 1\npswpout 2\npgmajfault 3\noom_kill 4\nthp_fault_alloc 5\n'))).toEqual([
    'node_vmstat_pgpgin 1', 'node_vmstat_pswpout 2', 'node_vmstat_pgmajfault 3', 'node_vmstat_oom_kill 4',
  ]);
});

test('blanks in a mount point are octal escapes; one mounted twice comes once', () => {
  expect(parseMounts('/dev/sdb1 /media/My\\040Disk vfat ro,nosuid 0 0\n/dev/sdb1 /media/My\\040Disk vfat ro,nosuid 0 0\nproc /proc proc rw 0 0\n')).toEqual([
    { device: '/dev/sdb1', mountpoint: '/media/My Disk', fstype: 'vfat', readonly: true },
  ]);
});

test.each([
  'proc /proc proc rw', 'tmpfs /dev/shm tmpfs rw', 'overlay / overlay rw', 'tmpfs /sys/fs/cgroup tmpfs rw',
  'tmpfs /var/lib/docker/containers/a/shm tmpfs rw', 'tmpfs /run/credentials/systemd tmpfs ro', '/dev/loop1 /snap/x squashfs ro',
])('%s is not worth watching', line => expect(parseMounts(`${line} 0 0`)).toEqual([]));
test.each([
  '/dev/sda1 / ext4 rw', 'tmpfs /run tmpfs rw', 'server:/x /mnt/x nfs4 rw', '/dev/sdb1 /procurement xfs rw', '/dev/sdc1 /var/lib/docker btrfs rw',
])('%s is', line => expect(parseMounts(`${line} 0 0`)).toHaveLength(1));

test('the system’s name is quoted as a shell would', () => {
  expect(lines(parseOsRelease('NAME="Debian GNU/Linux"\nVERSION_ID="12"\nID=debian\nPRETTY_NAME=\'A "B"\'\nVERSION="the \\"new\\" one"\n# comment\n'))).toEqual([
    'node_os_info{id="debian",name="Debian GNU/Linux",pretty_name="A "B"",version="the "new" one",version_id="12"} 1',
    'node_os_version{id="debian",name="Debian GNU/Linux"} 12',
  ]);
  expect(lines(parseOsRelease('NAME=Arch\n'))).toEqual(['node_os_info{name="Arch"} 1']);
});

test('a chip is called after its device, which keeps its place when the numbering changes', () => {
  expect(chipOf('/sys/devices/platform/coretemp.0', 'coretemp\n', 'hwmon3')).toBe('platform_coretemp_0');
  expect(chipOf(null, 'acpitz\n', 'hwmon0')).toBe('acpitz');
  expect(chipOf(null, '', 'hwmon0')).toBe('hwmon0');
});

test('temperatures are told in thousandths of a degree', () => {
  expect(lines(parseHwmon('chip', new Map([['temp1_input', '54500\n'], ['fan2_input', '1098\n'], ['temp1_label', 'Core 0\n']])))).toEqual([
    'node_hwmon_temp_celsius{chip="chip",sensor="temp1"} 54.5', 'node_hwmon_fan_rpm{chip="chip",sensor="fan2"} 1098',
    'node_hwmon_sensor_label{chip="chip",sensor="temp1",label="Core 0"} 1',
  ]);
  expect(lines(parseThermalZone('0', 'x86_pkg_temp\n', '44925\n'))).toEqual(['node_thermal_zone_temp{zone="0",type="x86_pkg_temp"} 44.925']);
});

test('the page size is found among the words the kernel hands a process', () => {
  const words = (...pairs: number[]) => new Uint8Array(BigUint64Array.from(pairs.map(BigInt)).buffer);
  expect(parsePageBytes(words(16, 0xffff, 6, 65_536, 0, 0), true)).toBe(65_536);
  expect(parsePageBytes(words(16, 0xffff, 0, 0), true)).toBe(4096);
  expect(parsePageBytes(new Uint8Array(), true)).toBe(4096);
});
