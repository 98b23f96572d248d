import { expect, test } from 'vitest';
import { parseArp } from '../../../../src-main/formats/proc/arp.ts';
import { parseConntrackStat } from '../../../../src-main/formats/proc/conntrack.ts';
import { parseNetClass } from '../../../../src-main/formats/proc/netclass.ts';
import { parseNetDev } from '../../../../src-main/formats/proc/netdev.ts';
import { parseNetstat, parseSnmp6 } from '../../../../src-main/formats/proc/netstat.ts';
import { parseSockstat } from '../../../../src-main/formats/proc/sockstat.ts';
import { parseSoftnet } from '../../../../src-main/formats/proc/softnet.ts';
import { lines } from './lines.ts';

test('a device’s first eight numbers are received, the others sent; they may touch the colon', () => {
  const measured = lines(parseNetDev('Inter-|   Receive  |  Transmit\n face |bytes packets\neth0:1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16\n'));
  expect(measured).toHaveLength(16);
  expect(measured).toEqual(expect.arrayContaining([
    'node_network_receive_bytes_total{device="eth0"} 1', 'node_network_receive_multicast_total{device="eth0"} 8',
    'node_network_transmit_bytes_total{device="eth0"} 9', 'node_network_transmit_carrier_total{device="eth0"} 15', 'node_network_transmit_compressed_total{device="eth0"} 16',
  ]));
});

test('an alias keeps the colon in its name', () => {
  expect(parseNetDev('eth0:1: 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16')[0]?.labels).toEqual(['eth0:1']);
});

test('speed is in Mbit/s and given in bytes per second; what a device does not tell is left out', () => {
  expect(lines(parseNetClass('eth0', new Map([['operstate', 'up\n'], ['address', '02:fc:00:00:00:01\n'], ['speed', '1000\n'], ['mtu', '1500\n']])))).toEqual([
    'node_network_up{device="eth0"} 1',
    'node_network_info{device="eth0",address="02:fc:00:00:00:01",operstate="up"} 1',
    'node_network_mtu_bytes{device="eth0"} 1500', 'node_network_speed_bytes{device="eth0"} 125000000',
  ]);
});

test('of the hundreds of protocol counters only the chosen ones are read', () => {
  expect(lines(parseNetstat('Tcp: MaxConn ActiveOpens CurrEstab\nTcp: -1 3556 2\nUdp: NoPorts\nTcp: 1\n'))).toEqual(['node_netstat_Tcp_ActiveOpens 3556', 'node_netstat_Tcp_CurrEstab 2']);
  expect(lines(parseSnmp6('Ip6InOctets 460\nIp6InReceives 7\nUdpLite6InErrors 4\nnonsense\n'))).toEqual(['node_netstat_Ip6_InOctets 460', 'node_netstat_UdpLite6_InErrors 4']);
});

test('sockets’ memory is told in pages and given in bytes as well', () => {
  expect(lines(parseSockstat('sockets: used 229\nTCP: inuse 4 mem 3\nFRAG: inuse 0 memory 7\n', 16_384))).toEqual([
    'node_sockstat_sockets_used 229', 'node_sockstat_TCP_inuse 4', 'node_sockstat_TCP_mem 3', 'node_sockstat_TCP_mem_bytes 49152',
    'node_sockstat_FRAG_inuse 0', 'node_sockstat_FRAG_memory 7',
  ]);
});

test('the hexadecimal numbers of each core are told by its number, where the kernel gives it', () => {
  const row = (last: string) => `0000000a 00000001 000000ff ${'00000000 '.repeat(9)}${last} 0 0`;
  expect(lines(parseSoftnet(`${row('00000000')}\n${row('00000007')}\n`)).slice(3)).toEqual([
    'node_softnet_processed_total{cpu="7"} 10', 'node_softnet_dropped_total{cpu="7"} 1', 'node_softnet_times_squeezed_total{cpu="7"} 255',
  ]);
});

test('events of connection tracking are summed over the cores', () => {
  expect(lines(parseConntrackStat('entries found drop\n00000021 0000000a 00000001\n00000021 00000006 000000ff\n'))).toEqual([
    'node_nf_conntrack_stat_found 16', 'node_nf_conntrack_stat_drop 256',
  ]);
});

test('neighbours are counted by device', () => {
  const row = (device: string) => `192.168.1.1 0x1 0x2 cc:aa:dd:ee:aa:bb * ${device}`;
  expect(lines(parseArp(['IP address       HW type     Flags       HW address            Mask     Device', row('eth0'), row('br0'), row('eth0')].join('\n')))).toEqual([
    'node_arp_entries{device="eth0"} 2', 'node_arp_entries{device="br0"} 1',
  ]);
});
