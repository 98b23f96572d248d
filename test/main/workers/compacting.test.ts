import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { compactingBehind } from '../../../src-main/workers/compacting.ts';

beforeEach(() => { vi.useFakeTimers(); });
afterEach(() => { vi.useRealTimers(); });

/** A store with `due` steps of work, each of which takes `tookMs` and goes with `written` samples that come in meanwhile. */
function store(due: number, tookMs: number, written: number) {
  return { steps: 0, appended: 0, compactSome() { vi.setSystemTime(Date.now() + tookMs); vi.advanceTimersByTime(tookMs); this.appended += written; return ++this.steps < due; } };
}

test('compaction takes a tenth of the time, and less while much is written', () => {
  const calm = store(1000, 10, 0);
  const end = compactingBehind(calm, () => undefined);
  vi.advanceTimersByTime(10_000 + 10_000);
  end();
  expect(calm.steps).toBeGreaterThan(80);
  expect(calm.steps).toBeLessThan(120);
  const busy = store(1000, 10, 100_000);
  const endBusy = compactingBehind(busy, () => undefined);
  vi.advanceTimersByTime(10_000 + 10_000);
  endBusy();
  expect(busy.steps).toBeLessThan(25);
});

test('when nothing is due it is looked again later; what goes wrong is told and tried again', () => {
  const said: unknown[] = [];
  let calls = 0;
  const end = compactingBehind({ appended: 0, compactSome: () => { calls++; throw new Error('disk full'); } }, error => said.push(error));
  vi.advanceTimersByTime(30_500);
  end();
  expect(calls).toBe(3);
  expect(said).toHaveLength(3);
  vi.advanceTimersByTime(60_000);
  expect(calls).toBe(3);
});
