import { expect, test } from 'vitest';
import { targetOf } from '../../../src-main/access/audittarget.ts';

test.each([
  [{ id: 'aws/eu/i-1', name: 'x' }, 'aws/eu/i-1'],
  [{ name: 'reader', role: 'viewer' }, 'reader'],
  [{ ids: ['a', 'b'] }, 'a b'],
  [{ ids: ['a', 'b', 'c', 'd', 'e', 'f', 'g'] }, 'a b c d e and 2 more'],
  [{ config: { url: 'http://web/metrics', job: 'web' }, secrets: { password: '•••' } }, 'http://web/metrics'],
  [{ config: { config: { name: 'deep' } } }, 'deep'],
  [{ configs: [{ kind: 'http', target: 'https://a' }, { kind: 'icmp', target: 'b' }] }, 'https://a b'],
  [{ filter: { name: 'mine', q: 'env=prod' } }, 'mine'],
  [{ ids: [] }, ''], [{ id: 7 }, ''], [{}, ''], [null, ''], ['text', ''],
])('%j is on %j', (input, target) => expect(targetOf(input)).toBe(target));
