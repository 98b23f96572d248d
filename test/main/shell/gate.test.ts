import { expect, test } from 'vitest';
import { callerOf } from '../../../src-main/access/caller.ts';
import { type Arrival, gateWith, LOOPBACK_NAMES } from '../../../src-main/shell/gate.ts';

const ann = callerOf('ann', 'viewer', 'token');
const gate = gateWith({
  names: new Set([...LOOPBACK_NAMES, 'desk.example']),
  identify: ({ authorization }) => authorization === 'Bearer good' ? ann : undefined,
  redeem: code => code === 'fresh' ? { session: 's', maxAgeMs: 1000 } : undefined,
});
const arrival: Arrival = { method: 'GET', url: '/', host: '127.0.0.1:9797', origin: undefined, authorization: 'Bearer good', cookie: undefined };

test.each([
  ['127.0.0.1', true], ['127.0.0.1:9797', true], ['localhost:1', true], ['LocalHost', true], ['[::1]:9797', true], ['[0:0:0:0:0:0:0:1]', true], ['desk.example:443', true],
  [undefined, false], ['', false], ['evil.example', false], ['127.0.0.1.evil.example', false], ['localhost.', false], ['localhost@evil.example', false], ['127.0.0.1:9797:1', false],
  ['127.0.0.1/', false], ['127.0.0.1, evil.example', false], ['2130706433', true], ['0x7f.1', true], ['localhost:99999', false], ['[::1', false], ['127.0.0.1:', false],
])('Host %j passes: %s', (host, passes) => {
  expect(gate({ ...arrival, host }).kind).toBe(passes ? 'pass' : 'refused');
});

test.each([
  ['http://127.0.0.1:9797', true], ['https://127.0.0.1:9797', true], [undefined, true],
  ['http://127.0.0.1', false], ['http://127.0.0.1:9798', false], ['http://localhost:9797', false], ['null', false], ['', false], ['http://127.0.0.1:9797.evil.example', false], ['file://', false], ['nonsense', false],
])('Origin %j passes for a page at 127.0.0.1:9797: %s', (origin, passes) => {
  expect(gate({ ...arrival, origin }).kind).toBe(passes ? 'pass' : 'refused');
});

test.each([
  ['cross-site', 'no-cors', false], ['same-site', 'no-cors', false], ['cross-site', 'websocket', false], ['cross-site', 'navigate', true], ['same-origin', 'cors', true], ['none', 'navigate', true], [undefined, undefined, true],
])('a request that a browser marks %s, %s passes: %s', (fetchSite, fetchMode, passes) => {
  expect(gate({ ...arrival, fetchSite, fetchMode }).kind).toBe(passes ? 'pass' : 'refused');
});

test('the default port of a name may be written or left out', () => {
  expect(gate({ ...arrival, host: 'desk.example', origin: 'http://desk.example' }).kind).toBe('pass');
  expect(gate({ ...arrival, host: 'desk.example:80', origin: 'http://desk.example' }).kind).toBe('pass');
  expect(gate({ ...arrival, host: 'desk.example', origin: 'https://desk.example' }).kind).toBe('pass'); // behind somebody's TLS
});

test.each([
  ['/?code=fresh', '/'], ['/explore?q=up&code=fresh', '/explore?q=up'], ['/login?code=fresh', '/'], ['/machines/a%2Fb?code=fresh&x=1', '/machines/a%2Fb?x=1'],
  ['//evil.example/?code=fresh', '/'], ['/\\evil.example?code=fresh', '/'], ['http://evil.example/?code=fresh', '/'],
])('a fresh code at %s lets a browser in and leads to %s', (url, location) => {
  expect(gate({ ...arrival, url, authorization: undefined })).toEqual({ kind: 'welcome', session: 's', maxAgeMs: 1000, location });
});

test.each([
  { url: '/?code=used' }, { url: '/?code=' }, { url: '/api/v1/query?code=fresh' }, { url: '/?code=fresh', method: 'POST' }, { url: '/?code=fresh', method: 'HEAD' },
])('$method $url without credentials lets nobody in', each => {
  expect(gate({ ...arrival, authorization: undefined, ...each })).toMatchObject({ kind: 'refused', status: 401 });
});

test('a code on a foreign name is not even looked at', () => {
  expect(gate({ ...arrival, host: 'evil.example', url: '/?code=fresh' })).toMatchObject({ kind: 'refused', status: 403 });
});
