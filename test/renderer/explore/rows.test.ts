import { expect, test } from 'vitest';
import { changeRows, letterOf, ranQueries, type Rows, type RowsAction, rowsOf } from '../../../src-renderer/explore/rows.ts';

const after = (state: Rows, ...actions: RowsAction[]) => actions.reduce(changeRows, state);
const asked = rowsOf([{ promql: 'a', off: false }, { promql: 'b', off: true }]);

test('an address without queries opens one empty row', () => {
  expect(rowsOf([]).rows).toMatchObject([{ draft: '', ran: '', off: false }]);
});

test('what is typed is not run before it is told to', () => {
  const typed = after(asked, { kind: 'type', key: 1, text: ' a + 1 ' });
  expect(ranQueries(typed.rows)).toEqual([{ promql: 'a', off: false }, { promql: 'b', off: true }]);
  expect(ranQueries(after(typed, { kind: 'run' }).rows)[0]).toEqual({ promql: 'a + 1', off: false });
});

test('an empty row stands in no address', () => {
  expect(ranQueries(after(asked, { kind: 'add', text: '' }, { kind: 'run' }).rows)).toHaveLength(2);
});

test('a query from elsewhere fills the empty row and runs alone', () => {
  const state = after(asked, { kind: 'type', key: 1, text: 'half typ' }, { kind: 'add', text: '' }, { kind: 'ask', text: 'up' });
  expect(state.rows.map(row => [row.draft, row.ran])).toEqual([['half typ', 'a'], ['b', 'b'], ['up', 'up']]);
});

test('without an empty row a query from elsewhere gets its own', () => {
  expect(after(asked, { kind: 'ask', text: 'up' }).rows.at(-1)).toMatchObject({ draft: 'up', ran: 'up' });
});

test('removing keeps the keys of the others, and the last one leaves an empty row', () => {
  const left = after(asked, { kind: 'remove', key: 1 });
  expect(left.rows.map(row => row.key)).toEqual([2]);
  const none = after(left, { kind: 'remove', key: 2 });
  expect(none.rows).toMatchObject([{ draft: '' }]);
  expect(none.rows[0]!.key).not.toBe(2);
});

test('a row is switched off and on', () => {
  expect(after(asked, { kind: 'turn', key: 1 }, { kind: 'turn', key: 2 }).rows.map(row => row.off)).toEqual([true, false]);
});

test.each([[0, 'A'], [25, 'Z'], [26, 'AA'], [27, 'AB'], [52, 'BA']])('row %d is called %s', (index, letter) => {
  expect(letterOf(index)).toBe(letter);
});
