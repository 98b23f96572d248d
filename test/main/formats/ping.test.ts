import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parsePing } from '../../../src-main/formats/ping.ts';

test.each([
  { program: 'iputils', rttMs: 0.032, hopLimit: 64, printed: `PING 127.0.0.1 (127.0.0.1) 56(84) bytes of data.
64 bytes from 127.0.0.1: icmp_seq=1 ttl=64 time=0.032 ms

--- 127.0.0.1 ping statistics ---
1 packets transmitted, 1 received, 0% packet loss, time 0ms
rtt min/avg/max/mdev = 0.032/0.032/0.032/0.000 ms` },
  { program: 'iputils, IPv6', rttMs: 12.4, hopLimit: 57, printed: 'PING 2001:db8::1(2001:db8::1) 56 data bytes\n64 bytes from 2001:db8::1: icmp_seq=1 ttl=57 time=12.4 ms' },
  { program: 'iputils, a name', rttMs: 8, hopLimit: 118, printed: 'PING web (192.0.2.7) 56(84) bytes of data.\n64 bytes from web (192.0.2.7): icmp_seq=1 ttl=118 time=8 ms' },
  { program: 'BusyBox', rttMs: 0.253, hopLimit: 64, printed: 'PING 127.0.0.1 (127.0.0.1): 56 data bytes\n64 bytes from 127.0.0.1: seq=0 ttl=64 time=0.253 ms\n\n--- 127.0.0.1 ping statistics ---\n1 packets transmitted, 1 packets received, 0% packet loss' },
  { program: 'inetutils', rttMs: 0.071, hopLimit: 64, printed: 'PING localhost (127.0.0.1): 56 data bytes\n64 bytes from 127.0.0.1: icmp_seq=0 ttl=64 time=0.071 ms' },
  { program: 'macOS, IPv6', rttMs: 0.1, hopLimit: 64, printed: 'PING6(56=40+8+8 bytes) ::1 --> ::1\n16 bytes from ::1, icmp_seq=0 hlim=64 time=0.100 ms' },
  { program: 'a packet too small for a time', rttMs: null, hopLimit: 64, printed: '8 bytes from 127.0.0.1: icmp_seq=1 ttl=64' },
])('a reply is read: $program', ({ printed, rttMs, hopLimit }) => {
  expect(parsePing(printed)).toEqual({ reply: { rttMs, hopLimit }, complaint: '', unusable: null });
});

test.each([
  { what: 'silence', complaint: '', printed: 'PING 240.0.0.1 (240.0.0.1) 56(84) bytes of data.\n\n--- 240.0.0.1 ping statistics ---\n1 packets transmitted, 0 received, 100% packet loss, time 0ms' },
  { what: 'a router that knows no way', complaint: 'From 192.0.2.1 icmp_seq=1 Destination Host Unreachable', printed: 'PING 192.0.2.9 (192.0.2.9) 56(84) bytes of data.\nFrom 192.0.2.1 icmp_seq=1 Destination Host Unreachable\n\n--- 192.0.2.9 ping statistics ---\n1 packets transmitted, 0 received, +1 errors, 100% packet loss, time 0ms' },
  { what: 'no network', complaint: 'connect: Network is unreachable', printed: '\nping: connect: Network is unreachable\n' },
  { what: 'a name without address', complaint: 'nowhere.invalid: Name or service not known', printed: '\n/usr/bin/ping: nowhere.invalid: Name or service not known\n' },
  { what: "BusyBox's word for that", complaint: "bad address 'nowhere.invalid'", printed: "ping: bad address 'nowhere.invalid'\n" },
])('no reply, and why: $what', ({ printed, complaint }) => {
  expect(parsePing(printed)).toEqual({ reply: null, complaint, unusable: null });
});

test.each([
  { printed: '/usr/bin/ping: socktype: SOCK_RAW\n/usr/bin/ping: socket: Operation not permitted\n/usr/bin/ping: => missing cap_net_raw+p capability or setuid?', unusable: 'denied', complaint: 'socktype: SOCK_RAW' },
  { printed: 'PING 127.0.0.1 (127.0.0.1): 56 data bytes\n\nping: permission denied (are you root?)\n', unusable: 'denied', complaint: 'permission denied (are you root?)' },
  { printed: "ping: invalid option -- 'W'\nUsage: ping [OPTIONS] HOST\n", unusable: 'misunderstood', complaint: "invalid option -- 'W'" },
])('a ping that is of no use is told apart from a host that is silent: $complaint', ({ printed, unusable, complaint }) => {
  expect(parsePing(printed)).toEqual({ reply: null, unusable, complaint });
});

test('whatever is printed is read, soon', () => {
  fc.assert(fc.property(fc.string({ maxLength: 500 }), text => { parsePing(text); }));
  for (const line of ['64 bytes from '.repeat(5000), `64 bytes from ${'seq=1 ttl=x '.repeat(5000)}`, 'From '.repeat(13_000), 'ping: '.repeat(10_000)]) {
    const start = performance.now();
    expect(parsePing(line).complaint.length).toBeLessThanOrEqual(200);
    expect(performance.now() - start).toBeLessThan(200);
  }
});
