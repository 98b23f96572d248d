import { expect, test } from 'vitest';
import { parseDiskstats } from '../../../../src-main/formats/proc/diskstats.ts';
import { lines } from './lines.ts';

test('sectors are 512 bytes, times are milliseconds', () => {
  expect(lines(parseDiskstats('   8       0 sda 100 2 2000 1500 7 8 9 10 1 12 16\n'))).toEqual([
    'node_disk_reads_completed_total{device="sda"} 100', 'node_disk_reads_merged_total{device="sda"} 2',
    'node_disk_read_bytes_total{device="sda"} 1024000', 'node_disk_read_time_seconds_total{device="sda"} 1.5',
    'node_disk_writes_completed_total{device="sda"} 7', 'node_disk_writes_merged_total{device="sda"} 8',
    'node_disk_written_bytes_total{device="sda"} 4608', 'node_disk_write_time_seconds_total{device="sda"} 0.01',
    'node_disk_io_now{device="sda"} 1', 'node_disk_io_time_seconds_total{device="sda"} 0.012', 'node_disk_io_time_weighted_seconds_total{device="sda"} 0.016',
  ]);
});

test.each([
  { kernel: 'before 4.18', columns: 11 }, { kernel: '4.18', columns: 15 }, { kernel: '5.5', columns: 17 }, { kernel: 'to come', columns: 17, given: 30 },
])('a kernel $kernel gives $columns metrics', ({ columns, given = columns }) => {
  expect(parseDiskstats(`8 0 sda ${Array.from({ length: given }, (_, i) => i).join(' ')}`)).toHaveLength(columns);
});

test.each(['sda1', 'vdb12', 'nvme0n1p3', 'loop7', 'ram0', 'zram0', 'fd0'])('%s is left out', device => {
  expect(parseDiskstats(`8 0 ${device} 1 2 3 4 5 6 7 8 9 10 11`)).toEqual([]);
});
test.each(['sda', 'nvme0n1', 'dm-0', 'md127', 'mmcblk0', 'sr0'])('%s is read', device => {
  expect(parseDiskstats(`8 0 ${device} 1 2 3 4 5 6 7 8 9 10 11`)).toHaveLength(11);
});
