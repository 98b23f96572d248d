import { words } from '../../formats/proc/measurement.ts';
import { parseMounts } from '../../formats/proc/mounts.ts';
import { HOST_COLLECTORS, type HostCollector } from '../../shared/model/sshhost.ts';
import type { FileTexts } from '../self/files.ts';
import { PARTS_OF } from './parts.ts';

/** Pressure is told since this kernel. */
const PRESSURE_SINCE = [4, 20] as const;
const LONGEST = 300;

type Failures = ReadonlyMap<string, string>;

/**
 * Why parts of what a machine tells are empty or not whole, one sentence each: `pressure: …`.
 * failures  of the last round, by part
 */
export function emptyParts(collectors: readonly HostCollector[], files: FileTexts, failures: Failures): string[] {
  return HOST_COLLECTORS.filter(collector => collectors.includes(collector)).flatMap(collector => {
    const reason = (REASONS[collector] ?? generalReason(collector))(files, failures);
    return reason === null ? [] : [`${collector}: ${reason}`.slice(0, LONGEST)];
  });
}

type Reason = (files: FileTexts, failures: Failures) => string | null;

/** A collector of several parts is empty when its first one is; the others may be so by nature. */
const generalReason = (collector: HostCollector): Reason => (_files, failures) => failures.get(PARTS_OF[collector][0]!) ?? null;

const REASONS: Readonly<Partial<Record<HostCollector, Reason>>> = {
  pressure(files, failures) {
    if (!failures.has('pressure')) return null;
    const [major = Number.NaN, minor = Number.NaN] = /^(\d+)\.(\d+)/.exec(files.optional('proc/sys/kernel/osrelease') ?? '')?.slice(1).map(Number) ?? [];
    const old = major < PRESSURE_SINCE[0] || (major === PRESSURE_SINCE[0] && minor < PRESSURE_SINCE[1]);
    return `/proc/pressure is not there (${old ? `kernel ${major}.${minor}, it came with ${PRESSURE_SINCE.join('.')}` : 'the kernel was built or started without it'})`;
  },
  processes(files, failures) {
    const hidden = /(?:^|,)hidepid=(\w+)/.exec(optionsOf('/proc', files) ?? '')?.[1];
    if (hidden !== undefined && hidden !== '0' && hidden !== 'off') return `/proc is mounted with hidepid=${hidden}: only processes of the user we log in as are seen`;
    return failures.get('namedprocess') ?? null;
  },
  services(files, failures) {
    if (!failures.has('systemd')) return null;
    if (files.optional('@nounits') !== null) return 'there is no systemctl: services are known where systemd runs';
    const said = (files.optional('@unit') ?? '').trim().split('\n')[0]!.trim();
    return said === '' ? 'systemctl did not answer within 5 s' : `systemctl says: ${said}`;
  },
  filesystem(files, failures) {
    const failure = failures.get('filesystem');
    if (failure !== undefined) return failure;
    const told = ['@statfs', '@df'].some(name => files.optional(name) !== null);
    return told || parseMounts(files.optional('proc/mounts') ?? '').length === 0 ? null : 'neither stat nor df could tell the room on any file system';
  },
};

/** The options that something is mounted with. */
function optionsOf(place: string, files: FileTexts): string | undefined {
  const mounts = (files.optional('proc/mounts') ?? '').split('\n').map(words);
  return mounts.findLast(([, mountpoint]) => mountpoint === place)?.[3];
}
