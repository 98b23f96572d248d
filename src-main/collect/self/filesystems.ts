import { setTimeout as delay } from 'node:timers/promises';
import { gauge, measure, type Measurement } from '../../formats/proc/measurement.ts';
import { parseMounts, type Mount } from '../../formats/proc/mounts.ts';
import type { Part, Round } from './part.ts';

/** statfs(2) of the file system mounted at a path, in blocks. */
export type StatFs = (path: string) => Promise<Capacity>;
export interface Capacity {
  readonly bsize: number;
  readonly blocks: number;
  readonly bfree: number;
  readonly bavail: number;
  readonly files: number;
  readonly ffree: number;
}

/** ms after which a file system that has not answered counts as broken, and is not asked again until it has. */
const PATIENCE_MS = 1000;
/**
 * File systems that ask another machine or another process, and so may never answer. Each unanswered question holds one of the
 * four threads that all asynchronous file access of the process shares, so at most this many are asked at a time.
 */
const MAY_HANG = /^(nfs4?|cifs|smb[23]?|smbfs|ncpfs|ceph|glusterfs|lustre|afs|9p|gfs2?|ocfs2|davfs2?|fuse(blk|\..*)?|virtiofs|beegfs|gpfs|panfs|orangefs|coda)$/;
const ASKED_AT_ONCE = 2;

const LABELS = ['device', 'fstype', 'mountpoint'];
const ERROR = gauge('node_filesystem_device_error', 'Whether an error occurred while getting statistics for the given device.', LABELS);
const READONLY = gauge('node_filesystem_readonly', 'Filesystem read-only status.', LABELS);
const SIZE = gauge('node_filesystem_size_bytes', 'Filesystem size in bytes.', LABELS);
const FREE = gauge('node_filesystem_free_bytes', 'Filesystem free space in bytes.', LABELS);
const AVAILABLE = gauge('node_filesystem_avail_bytes', 'Filesystem space available to non-root users in bytes.', LABELS);
const FILES = gauge('node_filesystem_files', 'Filesystem total file nodes.', LABELS);
const FILES_FREE = gauge('node_filesystem_files_free', 'Filesystem total free file nodes.', LABELS);

/** Room on each file system. One that hangs costs its own figures (device_error 1) and never the round. */
export function filesystemsPart(statfs: StatFs, patienceMs = PATIENCE_MS): Part {
  const unanswered = new Map<string, Promise<Capacity | null>>();

  async function ask(path: string): Promise<Capacity | null> {
    if (unanswered.has(path)) return null;
    const answer = statfs(path).catch(() => null).finally(() => unanswered.delete(path));
    unanswered.set(path, answer);
    const enough = new AbortController();
    try {
      return await Promise.race([answer, delay(patienceMs, null, { signal: enough.signal, ref: false })]);
    } finally {
      enough.abort();
    }
  }

  async function askInTurn(paths: IterableIterator<string>, into: Map<string, Capacity | null>): Promise<void> {
    for (const path of paths) into.set(path, unanswered.size < ASKED_AT_ONCE ? await ask(path) : null);
  }

  return {
    name: 'filesystem',
    everyMs: 0,
    async read({ files, signal }: Round) {
      const mounts = parseMounts(files.text('proc/mounts'));
      const pathOf = ({ mountpoint }: Mount) => (files.root === '/' ? mountpoint : files.root + mountpoint);
      const paths = (mayHang: boolean) => new Set(mounts.filter(({ fstype }) => MAY_HANG.test(fstype) === mayHang).map(pathOf));
      const capacities = new Map<string, Capacity | null>();
      await Promise.all([...paths(false)].map(async path => capacities.set(path, await ask(path))));
      const inTurn = paths(true).values();
      await Promise.all(Array.from({ length: ASKED_AT_ONCE }, () => askInTurn(inTurn, capacities)));
      signal.throwIfAborted();
      return mounts.flatMap(mount => measurementsOf(mount, capacities.get(pathOf(mount)) ?? null));
    },
  };
}

function measurementsOf({ device, fstype, mountpoint, readonly }: Mount, capacity: Capacity | null): Measurement[] {
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
