import { expect, test } from 'vitest';
import { markOfUnit, servicesOf } from '../../../src-renderer/inventory/services.ts';

test('units that failed come first, then those on their way, then those that run; the stopped ones last', () => {
  const unit = (name: string, state: string) => ({ labels: { __name__: 'node_systemd_unit_state', name, state, type: 'simple' }, time: 0, value: 1 });
  const found = servicesOf({ kind: 'vector', series: [unit('b.service', 'active'), unit('z.timer', 'inactive'), unit('nginx.service', 'failed'), unit('a.socket', 'active'), unit('backup.service', 'activating')] });
  expect(found.map(({ name, state, kind }) => `${name} ${state} ${kind}`)).toEqual(['nginx.service failed service', 'backup.service activating service', 'a.socket active socket', 'b.service active service', 'z.timer inactive timer']);
  expect(found.map(({ state }) => markOfUnit(state))).toEqual(['critical', 'warn', 'ok', 'ok', 'stopped']);
  expect(servicesOf({ kind: 'scalar', time: 0, value: 1 })).toEqual([]);
});
