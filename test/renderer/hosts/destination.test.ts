import { expect, test } from 'vitest';
import { destinationText, parseDestination } from '../../../src-renderer/hosts/destination.ts';

test.each([
  ['web-1', { user: null, address: 'web-1', port: null }],
  ['root@10.0.0.5', { user: 'root', address: '10.0.0.5', port: null }],
  ['root@10.0.0.5:2222', { user: 'root', address: '10.0.0.5', port: 2222 }],
  ['ssh://me@nas.local:22/', { user: 'me', address: 'nas.local', port: 22 }],
  ['fe80::1', { user: null, address: 'fe80::1', port: null }],
  ['me@[fe80::1]:2222', { user: 'me', address: 'fe80::1', port: 2222 }],
  ['[::1]', { user: null, address: '::1', port: null }],
  ['me@corp@jump', { user: 'me@corp', address: 'jump', port: null }], // ssh(1): the last @ ends the user's name
  ['a:0', { user: null, address: 'a', port: Number.NaN }], ['a:65536', { user: null, address: 'a', port: Number.NaN }], ['a:x', { user: null, address: 'a', port: Number.NaN }],
  ['', null], ['  ', null], [':22', null], ['two words', null],
])('%j leads to %j', (text, expected) => expect(parseDestination(text)).toEqual(expected));

test.each([
  ['ops', '10.0.0.5', 22, 'ops@10.0.0.5'], ['ops', '10.0.0.5', 2222, 'ops@10.0.0.5:2222'], ['', 'nas', 22, 'nas'], ['me', 'fe80::1', 22, 'me@fe80::1'], ['me', 'fe80::1', 2222, 'me@[fe80::1]:2222'],
])('%s at %s, port %d, reads %s', (user, address, port, text) => expect(destinationText(user, address, port)).toBe(text));
