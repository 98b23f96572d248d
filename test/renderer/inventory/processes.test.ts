import { expect, test } from 'vitest';
import { joined } from '../../../src-renderer/inventory/processes.ts';

test('what is known of a group at one time is joined, largest memory first; change needs both times', () => {
  const groups = joined(new Map([['postgres', 2.1], ['idle', 0], ['ended', 0]]), new Map([['postgres', 900], ['redis', 1000]]), new Map([['postgres', 42], ['redis', 1], ['ended', 0]]), new Map([['postgres', 500], ['gone', 7]]));
  expect(groups).toEqual([
    { name: 'redis', cpu: null, memory: 1000, count: 1, change: null },
    { name: 'postgres', cpu: 2.1, memory: 900, count: 42, change: 400 },
    { name: 'idle', cpu: 0, memory: null, count: null, change: null },
  ]);
});
