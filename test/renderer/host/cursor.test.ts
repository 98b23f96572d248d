import { expect, test } from 'vitest';
import { createCursor } from '../../../src-renderer/host/cursor.ts';

test('who subscribes is told of each place once, and no more after leaving', () => {
  const cursor = createCursor();
  const seen: (number | null)[] = [];
  const leave = cursor.subscribe(() => seen.push(cursor.get().time));
  cursor.set(5);
  cursor.set(5);
  cursor.set(null);
  leave();
  cursor.set(7);
  expect(seen).toEqual([5, null]);
});

test('a pinned cursor stays until it is unpinned', () => {
  const cursor = createCursor();
  cursor.pin(9);
  cursor.set(1);
  expect(cursor.get()).toEqual({ time: 9, pinned: true });
  cursor.unpin();
  cursor.set(1);
  expect(cursor.get()).toEqual({ time: 1, pinned: false });
});
