import { expect, test } from 'vitest';
import { ProbeConfig, type ProbeInput } from '../../../../src-main/shared/model/probe.ts';

const ACCEPTED: readonly ProbeInput[] = [
  { kind: 'http', target: 'https://example.com/a?b=c' }, { kind: 'http', target: 'http://[::1]:8080' }, { kind: 'tcp', target: 'h:25' }, { kind: 'tcp', target: '[2001:db8::1]:443', tls: true, serverName: 'example.com' },
  { kind: 'icmp', target: 'fe80::1%eth0' }, { kind: 'icmp', target: 'müller.example', from: 'web' }, { kind: 'dns', target: '::1', dns: { name: '.', type: 'NS' } },
  { kind: 'dns', target: '9.9.9.9:53', from: 'web', dns: { name: 'x', transport: 'tcp' } },
];

test.each(ACCEPTED)('$kind $target is taken', input => {
  expect(ProbeConfig.safeParse(input).error?.issues).toBeUndefined();
});

test.each<{ input: ProbeInput; path: string; says: RegExp }>([
  { input: { kind: 'http', target: 'example.com' }, path: 'target', says: /begins with http/ },
  { input: { kind: 'http', target: 'file:///etc/passwd' }, path: 'target', says: /begins with http/ },
  { input: { kind: 'http', target: 'http://me:secret@h/' }, path: 'target', says: /does not belong into a URL/ },
  { input: { kind: 'tcp', target: 'h' }, path: 'target', says: /host:port/ },
  { input: { kind: 'tcp', target: 'h:0' }, path: 'target', says: /host:port/ },
  { input: { kind: 'icmp', target: '-f 10.0.0.1' }, path: 'target', says: /name or address/ },
  { input: { kind: 'icmp', target: "h'; reboot; '" }, path: 'target', says: /name or address/ },
  { input: { kind: 'dns', target: 'h:99999', dns: { name: 'x' } }, path: 'target', says: /name server/ },
  { input: { kind: 'dns', target: 'h' }, path: 'dns.name', says: /asks for a name/ },
  { input: { kind: 'dns', target: 'h', dns: { name: 'x' }, from: 'web' }, path: 'dns.transport', says: /UDP does not pass through SSH/ },
  { input: { kind: 'tcp', target: 'h:1', from: 'web', ipProtocol: 'ip6' }, path: 'ipProtocol', says: /chooses/ },
  { input: { kind: 'tcp', target: 'h:1', serverName: 'a b' }, path: 'serverName', says: /no name/ },
  { input: { kind: 'tcp', target: 'h:1', labels: { __name__: 'x' } }, path: 'labels.__name__', says: /reserved/ },
])('$input.kind $input.target is refused at $path', ({ input, path, says }) => {
  const issues = ProbeConfig.safeParse(input).error?.issues ?? [];
  expect(issues.map(issue => [issue.path.join('.'), issue.message])).toEqual([[path, expect.stringMatching(says)]]);
});
