/** What statfs(2) tells of a file system; counts in blocks of `bsize` bytes. What isn't known is NaN. */
export interface Capacity {
  readonly bsize: number;
  readonly blocks: number;
  readonly bfree: number;
  readonly bavail: number;
  readonly files: number;
  readonly ffree: number;
}

const STATFS = /^(\d+) (\d+) (\d+) (\d+) (\d+) (\d+) (\/.*)$/;

/** Capacities by mount point from lines of `stat -f -c '%s %b %f %a %c %d %n'`; of two lines about one place the first counts. */
export function parseStatfs(text: string): Map<string, Capacity> {
  const found = new Map<string, Capacity>();
  for (const line of text.split('\n')) {
    const [, bsize, blocks, bfree, bavail, files, ffree, mountpoint] = STATFS.exec(line) ?? [];
    if (mountpoint === undefined || found.has(mountpoint)) continue;
    found.set(mountpoint, { bsize: Number(bsize), blocks: Number(blocks), bfree: Number(bfree), bavail: Number(bavail), files: Number(files), ffree: Number(ffree) });
  }
  return found;
}

/** `Filesystem 1024-blocks Used Available Capacity Mounted on`; the device's name may hold blanks, so the columns are taken from the numbers on. */
const DF = /\s(\d+)\s+(\d+)\s+(-?\d+)\s+(?:\d+%|-)\s+(\/.*)$/;

/**
 * Capacities by mount point from the texts of `df -P -k` and `df -P -i`, where there is no stat(1) that knows file systems.
 * source  POSIX df: what is used and what is free need not add up to the size, since some is kept for root
 */
export function parseDf(kilobytes: string, inodes: string): Map<string, Capacity> {
  const nodes = columnsByPlace(inodes);
  const found = new Map<string, Capacity>();
  for (const [mountpoint, [total, used, available]] of columnsByPlace(kilobytes)) {
    const [files, , ffree] = nodes.get(mountpoint) ?? [Number.NaN, Number.NaN, Number.NaN];
    found.set(mountpoint, { bsize: 1024, blocks: total, bfree: total - used, bavail: Math.max(0, available), files, ffree });
  }
  return found;
}

function columnsByPlace(text: string): Map<string, readonly [total: number, used: number, free: number]> {
  const found = new Map<string, readonly [number, number, number]>();
  for (const line of text.split('\n')) {
    const [, total, used, free, mountpoint] = DF.exec(line) ?? [];
    if (mountpoint !== undefined && !found.has(mountpoint)) found.set(mountpoint, [Number(total), Number(used), Number(free)]);
  }
  return found;
}
