import { HOST_COLLECTORS, type HostCollector } from '../../shared/model/sshhost.ts';
import { IGNORED_TYPES } from '../../formats/proc/mounts.ts';
import { OS_FIELDS } from '../../formats/proc/osrelease.ts';
import { scrapeScript } from './script.ts';

/** What a machine that pushes reads: all that a few lines of awk can put into figures. */
export const PUSHED_COLLECTORS: readonly HostCollector[] = HOST_COLLECTORS.filter(collector => !['processes', 'services', 'ports', 'sockets', 'vmstat'].includes(collector));
const EVERY_SECONDS = 15;

/** Figures of a row of /proc/diskstats, and what they are multiplied by. */
const DISK = 'reads_completed_total:1 reads_merged_total:1 read_bytes_total:512 read_time_seconds_total:.001 writes_completed_total:1 writes_merged_total:1 written_bytes_total:512 '
  + 'write_time_seconds_total:.001 io_now:1 io_time_seconds_total:.001 io_time_weighted_seconds_total:.001';
const TRAFFIC = ['receive', 'transmit'].flatMap(way => ['bytes', 'packets', 'errs', 'drop'].map(what => `${way}_${what}_total`));

/**
 * Turns what a scrape writes into exposition text, in any awk (mawk, gawk, BusyBox), under the names our own readers give. Numbers are written as they stand
 * where nothing has to be computed, else with all digits, since awk shortens what it prints.
 */
export const SECTIONS_TO_EXPOSITION = [
  'function q(s) { gsub(/["\\\\]/, "\\\\\\\\&", s); return s }',
  'function put(name, labels, value) { print "node_" name (labels == "" ? "" : "{" labels "}") " " value }',
  'function num(name, labels, value) { put(name, labels, sprintf("%.17g", value)) }',
  'function text(s) { sub(/^[^=]*=/, "", s); gsub(/^["\\047]|["\\047]$/, "", s); gsub(/\\\\"/, "\\"", s); return q(s) }',
  'BEGIN { split("user nice system idle iowait irq softirq steal", mode, " ");'
    + ` disks = split("${DISK}", disk, " "); split("${TRAFFIC.join(' ')}", way, " ");`
    + ` left = split("${IGNORED_TYPES.join(' ')}", t, " "); for (i = 1; i <= left; i++) ignored[t[i]] = 1 }`,
  '{ c = index($0, ":"); if (c == 0) next; p = substr($0, 1, c - 1); s = substr($0, c + 1); n = split(s, f, " ") }',
  'p == "stat" && f[1] ~ /^cpu[0-9]/ { for (i = 1; i <= 8 && i < n; i++) num("cpu_seconds_total", "cpu=\\"" substr(f[1], 4) "\\",mode=\\"" mode[i] "\\"", f[i + 1] / 100) }',
  'p == "stat" { if (f[1] == "btime") put("boot_time_seconds", "", f[2]); if (f[1] == "ctxt") put("context_switches_total", "", f[2]);'
    + ' if (f[1] == "intr") put("intr_total", "", f[2]); if (f[1] == "processes") put("forks_total", "", f[2]); if (f[1] ~ /^procs_/) put(f[1], "", f[2]) }',
  'p == "loadavg" { put("load1", "", f[1]); put("load5", "", f[2]); put("load15", "", f[3]) }',
  'p == "meminfo" { k = f[1]; sub(/:$/, "", k); sub(/\\(/, "_", k); sub(/\\)/, "", k); if (f[3] == "kB") num("memory_" k "_bytes", "", f[2] * 1024); else if (n == 2) put("memory_" k, "", f[2]) }',
  'p == "diskstats" && n >= 14 && f[3] !~ /^(z?ram|loop|fd|(h|s|v|xv)d[a-z]|nvme[0-9]+n[0-9]+p)[0-9]+$/ { for (i = 1; i <= disks; i++) { split(disk[i], d, ":");'
    + ' if (d[2] == 1) put("disk_" d[1], "device=\\"" q(f[3]) "\\"", f[i + 3]); else num("disk_" d[1], "device=\\"" q(f[3]) "\\"", f[i + 3] * d[2]) } }',
  'p == "net/dev" && s ~ /:/ { c = match(s, /:[^:]*$/); v = substr(s, 1, c - 1); gsub(/ /, "", v); if (split(substr(s, c + 1), f, " ") == 16)'
    + ' for (i = 1; i <= 8; i++) put("network_" way[i], "device=\\"" q(v) "\\"", f[i <= 4 ? i : i + 4]) }',
  'p ~ /^pressure\\// { r = substr(p, 10); g = f[n]; sub(/^total=/, "", g); if (f[1] == "some" && r != "irq") k = "waiting"; else if (f[1] == "full" && r != "cpu") k = "stalled"; else next;'
    + ' num("pressure_" r "_" k "_seconds_total", "", g / 1000 / 1000) }',
  'p == "sys/fs/file-nr" { put("filefd_allocated", "", f[1]); put("filefd_maximum", "", f[3]) }',
  'p == "mounts" && !(f[3] in ignored) && f[2] !~ /^\\/(dev|proc|sys)(\\/|$)/ && f[2] !~ /\\\\/ { from[f[2]] = f[1]; type[f[2]] = f[3] }',
  'p == "@statfs" { m = s; for (i = 1; i <= 6; i++) sub(/^[0-9]+ /, "", m); if (m in type) { l = "device=\\"" q(from[m]) "\\",fstype=\\"" type[m] "\\",mountpoint=\\"" q(m) "\\"";'
    + ' num("filesystem_size_bytes", l, f[2] * f[1]); num("filesystem_free_bytes", l, f[3] * f[1]); num("filesystem_avail_bytes", l, f[4] * f[1]);'
    + ' put("filesystem_files", l, f[5]); put("filesystem_files_free", l, f[6]) } }',
  'p ~ /^sys\\/kernel\\// { kernel[substr(p, 12)] = s }',
  'p == "@uname" { machine = f[2] }',
  'p ~ /os-release$/ && s ~ /^[A-Z_]+=/ { k = s; sub(/=.*/, "", k); os[tolower(k)] = text(s) }',
  'END { put("uname_info", "domainname=\\"" q(kernel["domainname"]) "\\",machine=\\"" q(machine) "\\",nodename=\\"" q(kernel["hostname"]) "\\",release=\\"" q(kernel["osrelease"])'
    + ' "\\",sysname=\\"" q(kernel["ostype"]) "\\",version=\\"" q(kernel["version"]) "\\"", 1); l = "";'
    + ` n = split("${OS_FIELDS.join(' ')}", field, " "); for (i = 1; i <= n; i++) if (os[field[i]] != "") l = l (l == "" ? "" : ",") field[i]`
    + ' "=\\"" os[field[i]] "\\""; if (l != "") put("os_info", l, 1) }',
].join(' ');

/** $1: where to; $2: the awk program; $3: what reads the machine. The token comes in T and goes to curl by a pipe, so that no list of processes shows it; wget takes it only as an argument. */
const LOOP = [
  'u=$1', 's=started', 'say() { echo "stratoscope: $*"; }',
  'post() { p=$(printf "%s\\npush_step{step=\\"%s\\"} 1" "$1" $s); if command -v curl >/dev/null; then printf "header = \\"Authorization: Bearer %s\\"\\n" "$T" '
    + '| { exec 3<&0; printf "%s\\n" "$p" | curl -fsS -m 10 -o /dev/null -K /dev/fd/3 --data-binary @- "$u"; }; '
    + 'else $w -O /dev/null --header "Authorization: Bearer $T" --post-data "$p" "$u"; fi; }',
  'command -v curl >/dev/null || command -v wget >/dev/null || { say "neither curl nor wget is here"; exit 1; }',
  'w="wget -q"; wget --version >/dev/null 2>&1 && w="wget -q -T 10 -t 1"', // BusyBox's knows no tries, and its timeout crashes some builds
  'say "trying $u"',
  `until post ""; do say "not reached or not let in; once more in ${EVERY_SECONDS} s"; sleep ${EVERY_SECONDS}; done`,
  'say "let in; reading this machine"', 's=read',
  `while :; do if post "$(sh -c "$3" stratoscope - 2>/dev/null | awk "$2")"; then [ $s = read ] && say "first samples are stored; sends every ${EVERY_SECONDS} s until it is ended (Ctrl-C)"; s=sent; `
    + `else say "not sent; once more in ${EVERY_SECONDS} s"; fi; sleep ${EVERY_SECONDS}; done`,
].join('; ');

/**
 * A command to be pasted on a machine that can't be reached from here: it reads the machine every 15 s and posts the figures to us until it is ended. It tells
 * how far it came, to whoever pasted it and as `push_step{step}`: started, read, sent.
 *
 * url       of this host as that machine reaches it, without a path
 * token     may write samples; it stands in the command
 * instance  the label; the job is `push`
 */
export function pushCommand(url: string, token: string, instance: string): string {
  const to = new URL('/api/v1/import/prometheus', url);
  for (const label of ['job=push', `instance=${instance}`]) to.searchParams.append('extra_label', label);
  const [place, loop, awk, read] = [to.href, LOOP, SECTIONS_TO_EXPOSITION, scrapeScript(PUSHED_COLLECTORS)].map(quoted);
  return `env T=${quoted(token)} sh -c ${loop} stratoscope ${place} ${awk} ${read}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
