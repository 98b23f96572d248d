import { expect, test } from 'vitest';
import { isHost, parseHostPort } from '../../../../src-main/shared/model/hostport.ts';

test.each(['h', 'web-1', 'web_1.example.com', 'example.com.', '127.0.0.1', '::', '::1', 'fe80::1%eth0', '::ffff:192.0.2.1', 'müller.example', '例え.jp', '_dns'])('%s is a host', text => {
  expect(isHost(text)).toBe(true);
});

test.each(['', '-c', '-', '--help', 'a b', "a'b", 'a;b', '$(a)', '`a`', 'a|b', 'a&b', 'a\nb', 'a/b', 'a\\b', 'a"b', 'a..b', '.a', 'a,b', 'a:1', '[::1]', 'x:y:z', 'fe80::1%', 'fe80::1%a b', 'a\0', 'a'.repeat(254)])('%j is none', text => {
  expect(isHost(text)).toBe(false);
});

test.each([
  { text: 'h:80', fallback: null, host: 'h', port: 80 }, { text: '[::1]:443', fallback: null, host: '::1', port: 443 }, { text: 'h', fallback: 53, host: 'h', port: 53 },
  { text: '::1', fallback: 53, host: '::1', port: 53 }, { text: '[::1]', fallback: 53, host: '::1', port: 53 }, { text: 'h:65535', fallback: 53, host: 'h', port: 65_535 },
])('$text is $host and $port', ({ text, fallback, host, port }) => {
  expect(parseHostPort(text, fallback)).toEqual({ host, port });
});

test.each(['h', '::1', ':80', 'h:', 'h:0', 'h:65536', 'h:-1', 'h:1x', '[h]:1', '[::1', '::1]:1', '[]:1', '-c:1', 'a b:1'])('%j has no host and port', text => {
  expect(parseHostPort(text, null)).toBeNull();
});
