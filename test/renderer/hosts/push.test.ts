import { expect, test } from 'vitest';
import { NOTHING_YET, progressOf } from '../../../src-renderer/hosts/firstsamples.ts';
import { isLoopbackUrl, ownUrl } from '../../../src-renderer/hosts/ownurl.ts';

const at = (seconds: number, labels: Record<string, string>) => ({ labels, time: 0, value: seconds });
const answer = (...series: ReturnType<typeof at>[]) => ({ kind: 'vector' as const, series });
const SINCE = 1_800_000_000_000;

test('the first samples are the oldest of what came since; what the machine sent before does not count', () => {
  expect(progressOf(answer(), SINCE)).toEqual(NOTHING_YET);
  expect(progressOf(answer(at(SINCE / 1000 - 3600, { job: 'old', instance: 'web-7', step: 'sent' })), SINCE)).toEqual(NOTHING_YET);
  expect(progressOf(answer(at(SINCE / 1000 + 20, { job: 'push', instance: 'web 7', step: 'sent' }), at(SINCE / 1000 + 5, { job: 'push', instance: 'web 7', step: 'read' }), at(SINCE / 1000 + 2, { job: 'push', instance: 'web 7', step: 'started' })), SINCE).first).toEqual({ time: SINCE + 5000, path: '/machines/prometheus/push/web%207' });
});

test('a machine that was let in has sent no figures of its own yet', () => {
  expect(progressOf(answer(at(SINCE / 1000 + 5, { job: 'push', instance: 'a', step: 'started' })), SINCE)).toEqual({ reached: SINCE + 5000, first: null });
});

test.each([['http://127.0.0.1:9797/hosts?open=push', 'http://127.0.0.1:9797'], ['https://desk.example/hosts', 'https://desk.example'], ['file:///app/index.html', '']])('loaded from %s, this host is %j', (href, url) => expect(ownUrl(href)).toBe(url));
test.each([['http://127.0.0.1:9797', true], ['http://localhost:9797/', true], ['http://[::1]:9797', true], ['http://127.8.9.1', true], ['https://desk.example:9797', false], ['http://192.168.1.2', false], ['nothing', false]])('%s means the machine itself: %s', (url, is) => expect(isLoopbackUrl(url)).toBe(is));
