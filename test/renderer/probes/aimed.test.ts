import { expect, test } from 'vitest';
import { aimOf, namesOf } from '../../../src-renderer/probes/aimed.ts';

test.each([
  ['http', 'https://Shop.Example.org:8443/health', 'shop.example.org'], ['http', 'http://[fe80::1]:8080/', 'fe80::1'], ['tcp', '10.0.0.5:5432', '10.0.0.5'], ['tcp', '[::1]:22', '::1'], ['icmp', 'NAS.local.', 'nas.local'], ['dns', '10.0.0.2', '10.0.0.2'], ['dns', 'ns1:53', 'ns1'],
] as const)('a %s probe of %s is aimed at %s', (kind, target, host) => expect(aimOf({ kind, target })).toBe(host));

test('a machine is known by its name, its instance without the port, and the address it is reached at', () => {
  expect([...namesOf({ names: ['Web-1', '10.0.0.5:9100', '', '[fe80::1]:9100'], self: false })]).toEqual(['web-1', '10.0.0.5', 'fe80::1']);
  expect(namesOf({ names: ['desk'], self: true })).toEqual(new Set(['desk', 'localhost', '127.0.0.1', '::1']));
});
