import { NETCLASS_ATTRIBUTES, NETCLASS_SLOW_ATTRIBUTES } from '../../formats/proc/netclass.ts';
import { IGNORED_TYPES } from '../../formats/proc/mounts.ts';
import type { HostCollector } from '../../shared/model/sshhost.ts';

/** Files that a collector reads: below /proc, or with a whole path; a pattern may stand for several. */
const FILES: Readonly<Partial<Record<HostCollector, readonly string[]>>> = {
  cpu: ['stat'],
  load: ['loadavg'],
  memory: ['meminfo'],
  vmstat: ['vmstat'],
  filesystem: ['mounts'],
  disk: ['diskstats'],
  network: [
    'net/dev', 'net/netstat', 'net/snmp', 'net/snmp6', 'net/softnet_stat', 'net/arp', 'net/stat/nf_conntrack', 'sys/net/netfilter/nf_conntrack_count', 'sys/net/netfilter/nf_conntrack_max',
    ...[...NETCLASS_ATTRIBUTES, ...NETCLASS_SLOW_ATTRIBUTES].map(attribute => `/sys/class/net/*/${attribute}`),
  ],
  pressure: ['pressure/cpu', 'pressure/io', 'pressure/memory', 'pressure/irq'],
  sockets: ['net/sockstat', 'net/sockstat6', 'meminfo', 'vmstat'], // the last two tell the size of a page
  files: ['sys/fs/file-nr'],
  system: [
    'stat', ...['ostype', 'osrelease', 'version', 'hostname', 'domainname', 'random/entropy_avail', 'random/poolsize'].map(name => `sys/kernel/${name}`),
    '/etc/os-release', '/usr/lib/os-release',
  ],
  processes: ['stat', 'uptime', 'meminfo', 'vmstat', 'mounts'],
  ports: ['sys/net/ipv4/ip_local_port_range'],
};

/** grep puts each line's file before it, which is what keeps one file from passing for another, and needs one process for them all. The empty file makes it do so for a single one. */
const lines = (files: readonly string[], ...patterns: readonly string[]): string =>
  `grep -s ${(patterns.length === 0 ? [''] : patterns).map(pattern => `-e "${pattern}"`).join(' ')} ${files.join(' ')} /dev/null`;

/** The line of a process up to its resident memory, its 24th column (proc_pid_stat(5)): what follows is two thirds of it. */
const STATS = 'grep -soE -e "^.*[)] .( -?[0-9]+){21}" [0-9]*/stat /dev/null';

/** $1 is `swap` while the machine swaps; the other arguments are processes whose program is asked for. */
const PROCESSES = [
  STATS, lines(['[0-9]*/io'], '^read_bytes', '^write_bytes'), `[ "$1" = swap ] && ${lines(['[0-9]*/status'], '^VmSwap')}`,
  'shift', 'for p do printf "%s/cmdline:%s\\n" $p "$(head -c 300 $p/cmdline | tr "\\0\\n" "  ")"; done',
];

/** Listening TCP sockets, bound and unconnected UDP sockets, and the head line, which tells that there is such a file. */
const PORTS = [lines(['net/tcp', 'net/tcp6', 'net/udp', 'net/udp6'], ' 0A ', '0000 07 ', 'sl ')];

const OTHER_PLACES = ['/dev', '/dev/*', '/proc', '/proc/*', '/sys', '/sys/*', '/run/credentials/*', '/var/lib/docker/*', '/var/lib/containers/storage/*'];
/** File systems that ask another machine or another process, as a shell's patterns; each is asked with a deadline, beside the others. */
export const REMOTE_TYPES = [
  'nfs', 'nfs4', 'cifs', 'smb', 'smb[23]', 'smbfs', 'ncpfs', 'ceph', 'glusterfs', 'lustre', 'afs', '9p', 'gfs', 'gfs2', 'ocfs2', 'davfs', 'davfs2',
  'fuse', 'fuseblk', 'fuse.*', 'virtiofs', 'beegfs', 'gpfs', 'panfs', 'orangefs', 'coda',
];
const STAT = 'stat -f -c "@statfs:%s %b %f %a %c %d %n"';

/** Blanks in a mount point are written \040; one with a newline or a backslash in its name isn't asked. */
const FILESYSTEMS = [
  'set -f', 'set --', 'r=',
  `while read -r d m t o; do case $t in ${IGNORED_TYPES.join('|')}) continue;; esac; case $m in ${OTHER_PLACES.join('|')}|*"\\012"*|*"\\1"*) continue;; esac; `
    + `case $t in ${REMOTE_TYPES.join('|')}) r="$r $m"; continue;; esac; case $m in *"\\0"*) m=$(printf %b "$m");; esac; set -- "$@" "$m"; done <mounts`,
  `[ $# = 0 ] || ${STAT} "$@" 2>/dev/null || { df -P -k "$@" | sed "s/^/@df:/"; df -P -i "$@" | sed "s/^/@dfi:/"; }`,
  `[ "$r" ] && timeout -s KILL 2 true && { for m in $r; do timeout -s KILL 2 ${STAT} "$(printf %b "$m")" 2>/dev/null & done; wait; }`,
];

const UNITS = [
  'if command -v systemctl >/dev/null; then t=; command -v timeout >/dev/null && t="timeout -s KILL 5"; '
    + '$t systemctl list-units --type=service --all --plain --full --no-legend --no-pager 2>&1 </dev/null | sed "s/^/@unit:/"; else echo @nounits:; fi',
];

/** What each collector does besides reading files, in the order it is done: `set` changes the arguments, so processes come first. */
const STEPS: readonly (readonly [HostCollector, readonly string[]])[] = [['processes', PROCESSES], ['ports', PORTS], ['filesystem', FILESYSTEMS], ['services', UNITS]];

/**
 * What one scrape runs on a machine: a POSIX shell reads what the collectors ask for and writes it as lines `path:text` (formats/proc/sections). It needs a
 * shell, grep and, for some parts, stat, df, sed, date, uname, systemctl; GNU's and BusyBox's are alike. It writes no file, asks for no rights and reads no input.
 * The script is one line without ', !, newline or doubled backslash, so that any login shell hands it on as it stands.
 */
export function scrapeScript(collectors: readonly HostCollector[]): string {
  const has = (collector: HostCollector) => collectors.includes(collector);
  const files = [...new Set(collectors.flatMap(collector => FILES[collector] ?? []))];
  const steps = STEPS.flatMap(([collector, commands]) => (has(collector) ? commands : []));
  return [
    'LC_ALL=C PATH=$PATH:/usr/sbin:/usr/bin:/sbin:/bin', 'export LC_ALL PATH',
    'echo @begin:', 'cd /proc 2>/dev/null || cd /', 'read -r u x <uptime', 'echo "@started:$u"', 'echo "@date:$(date +%s.%N)"', 'echo "@uname:$(uname -s -m)"', 'echo "@self:$$"',
    ...(files.length > 0 ? [lines(files)] : []), ...steps,
    'read -r u x <uptime', 'echo "@ended:$u"', 'echo @end:',
  ].join('; ');
}

export interface ScriptArguments {
  /** the machine swaps: asks which processes are swapped out */
  readonly swaps: boolean;
  /** numbers of processes whose program is asked for */
  readonly programsOf: readonly string[];
}

/** The whole command as it goes to the login shell. */
export const scrapeCommand = (script: string, { swaps, programsOf }: ScriptArguments): string =>
  `exec sh -c '${script}' stratoscope ${[swaps ? 'swap' : '-', ...programsOf].join(' ')}`;
