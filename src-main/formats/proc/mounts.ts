import { words } from './measurement.ts';

export interface Mount {
  readonly device: string;
  readonly mountpoint: string;
  readonly fstype: string;
  readonly readonly: boolean;
}

/** File systems that hold no files of the user's, and places under which containers and credentials are mounted: node_exporter's own lists. */
export const IGNORED_TYPES: readonly string[] = [
  'autofs', 'binfmt_misc', 'bpf', 'cgroup', 'cgroup2', 'configfs', 'debugfs', 'devpts', 'devtmpfs', 'fusectl', 'hugetlbfs', 'iso9660', 'mqueue', 'nsfs', 'overlay',
  'proc', 'procfs', 'pstore', 'rpc_pipefs', 'securityfs', 'selinuxfs', 'squashfs', 'erofs', 'sysfs', 'tracefs',
];
const IGNORED_PLACES = /^\/(dev|proc|run\/credentials\/.+|sys|var\/lib\/docker\/.+|var\/lib\/containers\/storage\/.+)($|\/)/;

/**
 * The mounts worth watching from the text of /proc/mounts; one mounted twice in the same place comes once.
 * text     lines as `/dev/sda1 / ext4 rw,relatime 0 0`; blanks in names are octal escapes (fstab(5))
 */
export function parseMounts(text: string): Mount[] {
  const mounts = new Map<string, Mount>();
  for (const line of text.split('\n')) {
    const [device, place, fstype, options] = words(line);
    if (device === undefined || place === undefined || fstype === undefined || options === undefined) continue;
    const mountpoint = unescaped(place);
    if (IGNORED_TYPES.includes(fstype) || IGNORED_PLACES.test(mountpoint)) continue;
    const key = `${device} ${place} ${fstype}`;
    if (!mounts.has(key)) mounts.set(key, { device, mountpoint, fstype, readonly: options.split(',').includes('ro') });
  }
  return [...mounts.values()];
}

const unescaped = (text: string): string => text.replace(/\\([0-3][0-7]{2})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
