import { expect, test } from 'vitest';
import { listenerMeasurements, parseListening, writesBigEndian } from '../../../../src-main/formats/proc/listening.ts';
import { lines } from './lines.ts';

const HEAD = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n';
const row = (local: string, state: string, remote = '00000000:0000') => `   0: ${local} ${remote} ${state} 00000000:00000000 00:00000000 00000000     0        0 15837 1 0000000000000000 100 0 0 10 0\n`;
const LITTLE = { bigEndian: false, anyPorts: [32768, 60999] as const };
const at = (proto: 'tcp' | 'udp', text: string, form: Parameters<typeof parseListening>[2] = LITTLE) => parseListening(proto, HEAD + text, form).map(({ port, address }) => `${address} ${port}`);

// proc_net_tcp.txt: a word is printed as the machine holds it, so 127.0.0.1 is 0100007F on x86 and 7F000001 on s390x; 0x0016 = 22
test('addresses are words in the machine’s own byte order, ports are plain hexadecimal', () => {
  expect(at('tcp', row('0100007F:0016', '0A') + row('00000000:1F90', '0A') + row('0A01A8C0:0050', '0A'))).toEqual(['127.0.0.1 22', '192.168.1.10 80', '0.0.0.0 8080']);
  expect(at('tcp', row('7F000001:0016', '0A'), { ...LITTLE, bigEndian: true })).toEqual(['127.0.0.1 22']);
});

test('IPv6 addresses are shortened as people write them', () => {
  expect(at('tcp', row('00000000000000000000000000000000:0016', '0A') + row('00000000000000000000000001000000:0017', '0A') + row('B80D01200000000000000000010000FE:0018', '0A') + row('0000000000000000FFFF00000100007F:0019', '0A')))
    .toEqual([':: 22', '::1 23', '2001:db8::fe00:1 24', '::ffff:7f00:1 25']);
});

test('connections, closing sockets and connected UDP sockets wait for nobody', () => {
  expect(at('tcp', row('0100007F:0016', '01', '0100007F:D431') + row('0100007F:0017', '06') + row('0100007F:0018', '07'))).toEqual([]);
  expect(at('udp', row('00000000:0035', '07') + row('00000000:007B', '01', '01020304:007B') + row('00000000:0000', '07'))).toEqual(['0.0.0.0 53']);
});

test('a UDP port out of the range for any port belongs to a client; a TCP port there is listened at', () => {
  expect([at('udp', row('00000000:8000', '07')), at('tcp', row('00000000:8000', '0A')), at('udp', row('00000000:8000', '07'), { ...LITTLE, anyPorts: null })]).toEqual([[], ['0.0.0.0 32768'], ['0.0.0.0 32768']]);
});

test('a port that several processes share comes once', () => {
  expect(at('tcp', row('00000000:0050', '0A').repeat(3))).toEqual(['0.0.0.0 80']);
});

test('loopback’s own address tells the byte order; without it the machine’s kind does', () => {
  expect(writesBigEndian([row('0100007F:0016', '0A')], 's390x')).toBe(false);
  expect(writesBigEndian([row('7F000001:0016', '0A')], 'mips')).toBe(true);
  expect(['s390x', 'ppc64', 'mips', 'x86_64', 'aarch64', ''].map(arch => writesBigEndian([], arch))).toEqual([true, true, false, false, false, false]);
});

test('a listener is a series, up to a bound', () => {
  const listeners = parseListening('tcp', row('0100007F:0016', '0A') + row('00000000:0050', '0A'), LITTLE);
  expect(lines(listenerMeasurements(listeners, 10))).toEqual(['listening_port{proto="tcp",port="22",address="127.0.0.1"} 1', 'listening_port{proto="tcp",port="80",address="0.0.0.0"} 1']);
  expect(listenerMeasurements(listeners, 1)).toHaveLength(1);
});
