import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A directory that stands for `/`, holding the given files; texts by path, as `proc/stat`. */
export function tree(files: Readonly<Record<string, string | Uint8Array>>, links: Readonly<Record<string, string>> = {}): string {
  const root = mkdtempSync(join(tmpdir(), 'self-'));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  for (const [path, target] of Object.entries(links)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    symlinkSync(target, join(root, path));
  }
  return root;
}

/** /proc/net/netstat and its like: two lines per protocol. */
const protocol = (name: string, fields: Readonly<Record<string, number>>): string => `${name}: ${Object.keys(fields).join(' ')}\n${name}: ${Object.values(fields).join(' ')}\n`;

const MOUNTS = `/dev/nvme0n1p2 / ext4 rw,relatime 0 0
proc /proc proc rw 0 0
tmpfs /run tmpfs rw,nosuid 0 0
tmpfs /run tmpfs rw,nosuid 0 0
/dev/sdb1 /media/My\\040Disk\\011x vfat ro,nosuid 0 0
overlay /var/lib/docker/overlay2/abc/merged overlay rw 0 0
tmpfs /var/lib/docker/containers/abc/mounts/shm tmpfs rw 0 0
`;

const NET_DEV = `Inter-|   Receive                                                |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
    lo: 57762      60    0    0    0     0          0         0    57762      60    0    0    0     0       0          0
enp3s0:18446744073709551615 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15
br-0a1b2c3d: 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31
`;

/** A laptop that does not exist, with something of everything: what is rare on the machine at hand stands here. */
export const LAPTOP: Readonly<Record<string, string>> = {
  'proc/stat': `cpu  10 20 30 40 50 60 70 80 90 100
cpu0 4705 356 584 369999 23 23 7 1 11 13
cpu1 301854 612 111922 8979004 3552 2 3944 0 0 0
cpu2 1 2 3 4 5 6 7 8 9 10
intr 8885917 17 0 0 0 0 0 0 0 1 79281
ctxt 38014093
btime 1418183276
processes 26442
procs_running 2
procs_blocked 1
softirq 5057579 250191 1481983 1647 211099 186066 0 1783454 622196 12499 508444
`,
  'proc/loadavg': '0.21 0.37 12.39 1/719 19737\n',
  'proc/uptime': '750.50 1400.00\n',
  'proc/meminfo': `MemTotal:        3742148 kB
MemFree:          225472 kB
Active(anon):    1765752 kB
Committed_AS:    7883556 kB
HugePages_Total:       3
Hugepagesize:       2048 kB
DirectMap1G:    8388608 kB
SwapTotal:       100 kB
SwapFree:         60 kB
`,
  'proc/vmstat': 'nr_free_pages 977769\npgpgin 7344136\npgpgout 1541180588\npswpin 1476\npgfault 2320168809\npgmajfault 507162\noom_kill 3\nthp_fault_alloc 4\n',
  'proc/diskstats': `   7       0 loop0 1 2 3 4 5 6 7 8 9 10 11
 259       0 nvme0n1 47114 4 4643973 21650 1078320 43950 39451633 1011053 0 222766 1032546
 259       1 nvme0n1p1 1140 0 9370 16 1 0 1 0 0 16 16
   8       0 sda 25354637 34367663 1003346126 18492372 28444756 11134226 505697032 63877960 3 9653880 82621804 68851 0 1925173784 11130
   8      16 sdb 326552 841 9657779 84 41822 2895 1972905 5007 2 60730 67070 68851 0 1925173784 11130 18446744073709551615 333
  11       0 sr0 0 0 0 0 0 0 0 0 0 0 0
`,
  'proc/mounts': MOUNTS,
  'proc/1/mounts': MOUNTS,
  'proc/net/dev': NET_DEV,
  'proc/net/netstat': protocol('TcpExt', { SyncookiesSent: 1, SyncookiesRecv: 2, SyncookiesFailed: 3, TW: 4, ListenOverflows: 5, ListenDrops: 6, TCPTimeouts: 115, TCPSynRetrans: 1 })
    + protocol('IpExt', { InNoRoutes: 7, InOctets: 6286396970, OutOctets: 2786264347 }),
  'proc/net/snmp': protocol('Ip', { Forwarding: 1, DefaultTTL: 64 }) + protocol('Icmp', { InMsgs: 104, InErrors: 5, OutMsgs: 120 })
    + protocol('Tcp', { MaxConn: -1, ActiveOpens: 3556, PassiveOpens: 230, CurrEstab: 0, InSegs: 57252008, OutSegs: 54915039, RetransSegs: 227, InErrs: 5, OutRsts: 1003 })
    + protocol('Udp', { InDatagrams: 88542, NoPorts: 120, InErrors: 0, OutDatagrams: 53028, RcvbufErrors: 9, SndbufErrors: 8 }),
  'proc/net/snmp6': 'Ip6InReceives 7\nIp6InOctets 460\nIp6OutOctets 536\nIcmp6InMsgs 0\nIcmp6InErrors 1\nIcmp6OutMsgs 8\nUdp6InDatagrams 0\nUdp6RcvbufErrors 9\nUdpLite6InErrors 4\n',
  'proc/net/sockstat': 'sockets: used 229\nTCP: inuse 4 orphan 0 tw 4 alloc 17 mem 1\nUDP: inuse 0 mem 3\nUDPLITE: inuse 0\nRAW: inuse 0\nFRAG: inuse 0 memory 0\n',
  'proc/net/sockstat6': 'TCP6: inuse 17\nUDP6: inuse 9\nUDPLITE6: inuse 0\nRAW6: inuse 1\nFRAG6: inuse 0 memory 0\n',
  'proc/net/softnet_stat': '00015c73 00020e76 f0000769 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000\n01663fb2 00000000 0000ffff 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000\n',
  'proc/net/arp': `IP address       HW type     Flags       HW address            Mask     Device
192.168.1.1      0x1         0x2         cc:aa:dd:ee:aa:bb     *        enp3s0
192.168.1.2      0x1         0x0         00:00:00:00:00:00     *        enp3s0
172.17.0.2       0x1         0x2         02:42:ac:11:00:02     *        br-0a1b2c3d
`,
  'proc/net/stat/nf_conntrack': `entries  searched found new invalid ignore delete delete_list insert insert_failed drop early_drop icmp_error  expect_new expect_create expect_delete search_restart
00000021  00000000 0000000a 00000000 00000003 0000588a 00000000 00000000 00000001 00000002 00000000 00000004 00000000  00000000 00000000 00000000 00000000
00000021  00000000 00000006 00000000 00000002 000056a4 00000000 00000000 00000000 00000000 00000007 00000000 00000000  00000000 00000000 00000000 00000002
`,
  'proc/sys/net/netfilter/nf_conntrack_count': '123\n',
  'proc/sys/net/netfilter/nf_conntrack_max': '65536\n',
  'proc/sys/fs/file-nr': '1024\t0\t9223372036854775807\n',
  'proc/sys/kernel/random/entropy_avail': '1337\n',
  'proc/sys/kernel/random/poolsize': '4096\n',
  'proc/pressure/cpu': 'some avg10=0.00 avg60=0.00 avg300=0.00 total=14036781\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=1\n',
  'proc/pressure/io': 'some avg10=0.18 avg60=0.34 avg300=0.10 total=159886802\nfull avg10=0.18 avg60=0.34 avg300=0.10 total=159229614\n',
  'proc/pressure/memory': 'some avg10=0.00 avg60=0.00 avg300=0.00 total=7\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=3\n',
  'sys/class/net/enp3s0/operstate': 'up\n', 'sys/class/net/enp3s0/address': '01:01:01:01:01:01\n', 'sys/class/net/enp3s0/broadcast': 'ff:ff:ff:ff:ff:ff\n',
  'sys/class/net/enp3s0/ifalias': 'the "cable"\n', 'sys/class/net/enp3s0/carrier': '1\n', 'sys/class/net/enp3s0/carrier_changes': '2\n', 'sys/class/net/enp3s0/duplex': 'full\n',
  'sys/class/net/enp3s0/mtu': '1500\n', 'sys/class/net/enp3s0/speed': '2500\n', 'sys/class/net/enp3s0/tx_queue_len': '1000\n',
  'sys/class/net/wlp1s0/operstate': 'down\n', 'sys/class/net/wlp1s0/address': '02:00:00:00:00:01\n', 'sys/class/net/wlp1s0/mtu': '1280\n', 'sys/class/net/wlp1s0/speed': '-1\n',
  'sys/devices/platform/coretemp.0/hwmon/hwmon0/name': 'coretemp\n',
  'sys/devices/platform/coretemp.0/hwmon/hwmon0/temp1_input': '55000\n', 'sys/devices/platform/coretemp.0/hwmon/hwmon0/temp1_label': 'Package id 0\n',
  'sys/devices/platform/coretemp.0/hwmon/hwmon0/temp2_input': '54321\n', 'sys/devices/platform/coretemp.0/hwmon/hwmon0/fan1_input': '1098\n',
  'sys/devices/virtual/hwmon/hwmon1/name': 'acpitz\n', 'sys/devices/virtual/hwmon/hwmon1/temp1_input': '27800\n',
  'sys/class/thermal/thermal_zone0/type': 'x86_pkg_temp\n', 'sys/class/thermal/thermal_zone0/temp': '44925\n', 'sys/class/thermal/thermal_zone0/policy': 'step_wise\n',
  'etc/os-release': 'NAME="Ubuntu"\nVERSION="20.04.2 LTS (Focal \\"Fossa\\")"\nID=ubuntu\nID_LIKE=debian\nPRETTY_NAME=\'Ubuntu 20.04.2 LTS\'\nVERSION_ID="20.04"\n# a comment\nBUILD_ID=\n',
  'run/.keep': '', 'media/My Disk\tx/.keep': '',
};

export const LAPTOP_LINKS: Readonly<Record<string, string>> = {
  'sys/devices/platform/coretemp.0/hwmon/hwmon0/device': '../../../coretemp.0',
  'sys/class/hwmon/hwmon0': '../../devices/platform/coretemp.0/hwmon/hwmon0',
  'sys/class/hwmon/hwmon1': '../../devices/virtual/hwmon/hwmon1',
};
