import { expect, test } from 'vitest';
import { HostId } from '../../../src-main/shared/model/sshhost.ts';
import { aimOf, isAimedAt } from '../../../src-renderer/probes/aimed.ts';

test.each([
  ['http', 'https://Shop.Example.org:8443/health', 'shop.example.org'], ['http', 'http://[fe80::1]:8080/', 'fe80::1'], ['tcp', '10.0.0.5:5432', '10.0.0.5'], ['tcp', '[::1]:22', '::1'], ['icmp', 'NAS.local.', 'nas.local'], ['dns', '10.0.0.2', '10.0.0.2'], ['dns', 'ns1:53', 'ns1'],
] as const)('a %s probe of %s is aimed at %s', (kind, target, host) => expect(aimOf({ kind, target })).toBe(host));

const WEB = HostId.parse('web');
test.each([
  ['10.0.0.5', '', { names: ['web-1', '10.0.0.5:9100'], host: null }, true], ['WEB-1', '', { names: ['Web-1', ''], host: null }, true], ['fe80::1', '', { names: ['[fe80::1]:9100'], host: null }, true], ['10.0.0.6', '', { names: ['web-1', '10.0.0.5:9100'], host: null }, false],
  ['127.0.0.1', '', { names: ['desk'], host: '' }, true], ['localhost', WEB, { names: ['web-1'], host: WEB }, true], ['::1', WEB, { names: ['desk'], host: '' }, false],
  ['127.0.0.1', '', { names: ['tunnel', '127.0.0.1'], host: WEB }, false], ['127.0.0.1', '', { names: ['127.0.0.1:9100'], host: null }, false],
] as const)('a ping of %s from %j is aimed at %o: %s', (target, from, aim, is) => expect(isAimedAt({ kind: 'icmp', target, from }, aim)).toBe(is));
