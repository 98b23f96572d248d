import { expect, test } from 'vitest';
import { idOfPath, machinePath, selectorOf } from '../../../src-renderer/inventory/address.ts';
import { machine } from '../rows.ts';

test.each(['prometheus/node/web-1%3A9100', 'self/self/desk', 'prometheus/with%20space%2Fslash%25/%5B%3A%3A1%5D%3A9100'])('%s is found again in its address', id => {
  expect(idOfPath(machinePath(id))).toBe(id);
});

test.each(['/machines', '/machines/', '/machines/node', '/', '/machines/Prometheus/a/b'])('%s is the address of no machine', path => expect(idOfPath(path)).toBeNull());

test('a selector means one machine, also when its names hold quotes', () => {
  expect(selectorOf(machine('a', { job: 'say "hi"', instance: 'c:\\x' }))).toBe('{job="say \\"hi\\"", instance="c:\\\\x"}');
});
