import { gauge, measure, type Measurement } from '../../formats/proc/measurement.ts';
import { parseMounts, type Mount } from '../../formats/proc/mounts.ts';
import type { Capacity } from '../../formats/proc/statfs.ts';
import { Mounted, statLocal, statRemote } from './capacity.ts';
import type { Part } from './part.ts';

/** ms after which a file system that has not answered counts as broken. */
const PATIENCE_MS = 1000;
/** ms between two questions to a file system that lies behind a process. */
const REMOTE_EVERY_MS = 14_000;
/** File systems that ask another machine or another process, and so may never answer. */
export const REMOTE = /^(nfs4?|cifs|smb[23]?|smbfs|ncpfs|ceph|glusterfs|lustre|afs|9p|gfs2?|ocfs2|davfs2?|fuse(blk|\..*)?|virtiofs|beegfs|gpfs|panfs|orangefs|coda)$/;

const LABELS = ['device', 'fstype', 'mountpoint'];
const ERROR = gauge('node_filesystem_device_error', 'Whether an error occurred while getting statistics for the given device.', LABELS);
const READONLY = gauge('node_filesystem_readonly', 'Filesystem read-only status.', LABELS);
const SIZE = gauge('node_filesystem_size_bytes', 'Filesystem size in bytes.', LABELS);
const FREE = gauge('node_filesystem_free_bytes', 'Filesystem free space in bytes.', LABELS);
const AVAILABLE = gauge('node_filesystem_avail_bytes', 'Filesystem space available to non-root users in bytes.', LABELS);
const FILES = gauge('node_filesystem_files', 'Filesystem total file nodes.', LABELS);
const FILES_FREE = gauge('node_filesystem_files_free', 'Filesystem total free file nodes.', LABELS);

/** Room on each file system. One that hangs costs its own figures (device_error 1) and never the round. */
export function filesystemsPart(root: string): Part {
  let known: ReadonlyMap<string, Mounted> = new Map();
  return {
    name: 'filesystem',
    everyMs: 0,
    async read({ time, files }) {
      const mounts = parseMounts(files.text('proc/mounts'));
      const now = new Map<string, Mounted>();
      for (const mount of mounts) now.set(keyOf(mount), now.get(keyOf(mount)) ?? known.get(keyOf(mount)) ?? mounted(mount, root));
      known = now;
      const capacities = await Promise.all(mounts.map(mount => now.get(keyOf(mount))!.look(time)));
      return mounts.flatMap((mount, i) => measurementsOf(mount, capacities[i] ?? null));
    },
  };
}

const keyOf = ({ device, fstype, mountpoint }: Mount): string => `${device} ${fstype} ${mountpoint}`;

function mounted({ fstype, mountpoint }: Mount, root: string): Mounted {
  const path = root === '/' ? mountpoint : root + mountpoint;
  return REMOTE.test(fstype) ? new Mounted(() => statRemote(path), REMOTE_EVERY_MS, PATIENCE_MS) : new Mounted(() => statLocal(path), 0, PATIENCE_MS);
}

/** The figures of one mounted place; null: it did not tell any. */
export function measurementsOf({ device, fstype, mountpoint, readonly }: Mount, capacity: Capacity | null): Measurement[] {
  const out: Measurement[] = [];
  const labels = [device, fstype, mountpoint];
  measure(out, ERROR, capacity === null ? 1 : 0, labels);
  if (capacity === null) return out;
  const { bsize, blocks, bfree, bavail, files, ffree } = capacity;
  measure(out, SIZE, blocks * bsize, labels);
  measure(out, FREE, bfree * bsize, labels);
  measure(out, AVAILABLE, bavail * bsize, labels);
  measure(out, FILES, files, labels);
  measure(out, FILES_FREE, ffree, labels);
  measure(out, READONLY, readonly ? 1 : 0, labels);
  return out;
}
