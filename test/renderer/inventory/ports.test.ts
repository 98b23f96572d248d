import { expect, test } from 'vitest';
import { portsOf, reachOf, usualAt } from '../../../src-renderer/inventory/ports.ts';

test('a port that is open at several addresses is one row', () => {
  const at = (proto: string, port: number, address: string) => ({ labels: { proto, port: String(port), address }, time: 0, value: 1 });
  expect(portsOf({ kind: 'vector', series: [at('udp', 123, '127.0.0.1'), at('tcp', 8080, '10.0.0.5'), at('tcp', 22, '::'), at('tcp', 22, '0.0.0.0'), at('tcp', 123, '127.0.0.1')] })).toEqual([
    { proto: 'tcp', port: 22, addresses: ['0.0.0.0', '::'], reach: 'every' }, { proto: 'tcp', port: 123, addresses: ['127.0.0.1'], reach: 'self' }, { proto: 'udp', port: 123, addresses: ['127.0.0.1'], reach: 'self' }, { proto: 'tcp', port: 8080, addresses: ['10.0.0.5'], reach: 'some' },
  ]);
});

test.each([[['0.0.0.0'], 'every'], [['*'], 'every'], [['127.0.0.1', '::'], 'every'], [['127.0.0.53'], 'self'], [['::1', '127.0.0.1'], 'self'], [['::ffff:127.0.0.1'], 'self'], [['127.0.0.1', '192.168.1.2'], 'some'], [['fe80::1'], 'some']])('%j is reached from %s', (addresses, reach) => expect(reachOf(addresses)).toBe(reach));
test.each([['tcp', 5432, 'postgresql'], ['tcp6', 22, 'ssh'], ['udp', 5432, ''], ['tcp', 4242, '']])('at %s/%d there is usually %j', (proto, port, name) => expect(usualAt({ proto, port })).toBe(name));
