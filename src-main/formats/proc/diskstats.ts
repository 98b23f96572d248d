import { counter, gauge, measure, numeral, words, type Measurement, type Metric } from './measurement.ts';

/** Partitions, loop devices and RAM disks repeat or carry nothing; node_exporter leaves them out too. */
const IGNORED = /^(z?ram|loop|fd|(h|s|v|xv)d[a-z]|nvme\d+n\d+p)\d+$/;
/** A sector in /proc/diskstats is 512 bytes, whatever the device's own is. */
const SECTOR_BYTES = 512;
const MS = 0.001;

const disk = (type: typeof counter, name: string, help: string, scale = 1): readonly [Metric, number] => [type(`node_disk_${name}`, help, ['device']), scale];

/** One metric per column after the device's name, with what its numbers are multiplied by. */
const COLUMNS = [
  disk(counter, 'reads_completed_total', 'The total number of reads completed successfully.'),
  disk(counter, 'reads_merged_total', 'The total number of reads merged.'),
  disk(counter, 'read_bytes_total', 'The total number of bytes read successfully.', SECTOR_BYTES),
  disk(counter, 'read_time_seconds_total', 'The total number of seconds spent by all reads.', MS),
  disk(counter, 'writes_completed_total', 'The total number of writes completed successfully.'),
  disk(counter, 'writes_merged_total', 'The number of writes merged.'),
  disk(counter, 'written_bytes_total', 'The total number of bytes written successfully.', SECTOR_BYTES),
  disk(counter, 'write_time_seconds_total', 'This is the total number of seconds spent by all writes.', MS),
  disk(gauge, 'io_now', 'The number of I/Os currently in progress.'),
  disk(counter, 'io_time_seconds_total', 'Total seconds spent doing I/Os.', MS),
  disk(counter, 'io_time_weighted_seconds_total', 'The weighted # of seconds spent doing I/Os.', MS),
  disk(counter, 'discards_completed_total', 'The total number of discards completed successfully.'),
  disk(counter, 'discards_merged_total', 'The total number of discards merged.'),
  disk(counter, 'discarded_sectors_total', 'The total number of sectors discarded successfully.'),
  disk(counter, 'discard_time_seconds_total', 'This is the total number of seconds spent by all discards.', MS),
  disk(counter, 'flush_requests_total', 'The total number of flush requests completed successfully'),
  disk(counter, 'flush_requests_time_seconds_total', 'This is the total number of seconds spent by all flush requests.', MS),
];
/** Lines of kernels before 2.6.25 give partitions four columns of another meaning. */
const LEAST_WORDS = 14;

/**
 * I/O of each block device as node_disk_*{device}.
 * source   the kernel's Documentation/admin-guide/iostats: 11 columns, 15 since 4.18 (discards), 17 since 5.5 (flushes); times in ms
 */
export function parseDiskstats(text: string): Measurement[] {
  const out: Measurement[] = [];
  for (const line of text.split('\n')) {
    const [, , device = '', ...columns] = words(line);
    if (columns.length + 3 < LEAST_WORDS || IGNORED.test(device)) continue;
    COLUMNS.forEach(([metric, scale], i) => { measure(out, metric, numeral(columns[i]) * scale, [device]); });
  }
  return out;
}
