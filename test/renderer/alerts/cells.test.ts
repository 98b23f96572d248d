import { expect, test } from 'vitest';
import { cellsOf, mergedStretches } from '../../../src-renderer/alerts/cells.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

test.each([[30 * DAY, 30], [7 * DAY, 28], [DAY, 24], [6 * HOUR, 36], [HOUR, 30]])('%d ms are %d cells', (length, count) => {
  const cells = cellsOf([], { from: 0, to: length }, 0, length);
  expect(cells).toHaveLength(count);
  expect([cells[0]!.from, cells.at(-1)!.to]).toEqual([0, length]);
});

test('a window of no round length has its short cell at its start', () => {
  const cells = cellsOf([], { from: 0, to: 25 * DAY + HOUR }, 0, 25 * DAY + HOUR);
  expect([cells[0]!.to - cells[0]!.from, cells[1]!.to - cells[1]!.from]).toEqual([HOUR, DAY]);
});

test('a run of fired cells says at its first how long it fired in all', () => {
  const cells = cellsOf([{ from: 23 * HOUR, to: 25 * HOUR }, { from: 24.5 * HOUR, to: 26 * HOUR }, { from: 5 * DAY, to: 5 * DAY + HOUR }], { from: 0, to: 30 * DAY }, 0, 30 * DAY);
  expect(cells.map(({ kind }) => kind).slice(0, 7)).toEqual(['fired', 'fired', 'quiet', 'quiet', 'quiet', 'fired', 'quiet']);
  expect(cells.filter(({ runMs }) => runMs > 0).map(({ from, runMs }) => [from, runMs])).toEqual([[0, 3 * HOUR], [5 * DAY, HOUR]]);
});

test('where nothing is stored nothing is called quiet', () => {
  const cells = cellsOf([], { from: 28 * DAY, to: 30 * DAY }, 0, 30 * DAY);
  expect(cells.filter(({ kind }) => kind === 'quiet')).toHaveLength(2);
  expect(cellsOf([], null, 0, DAY).every(({ kind }) => kind === 'lost')).toBe(true);
});

test('stretches that touch are one', () => {
  expect(mergedStretches([{ from: 5, to: 7 }, { from: 1, to: 2 }, { from: 2, to: 4 }])).toEqual([{ from: 1, to: 4 }, { from: 5, to: 7 }]);
});
