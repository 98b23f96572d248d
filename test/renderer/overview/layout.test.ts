import { describe, expect, test } from 'vitest';
import { FOLD_FROM, type Line, linesOf, tally, type View } from '../../../src-renderer/overview/layout.ts';
import { machine, meter } from '../rows.ts';

const VIEW: View = { filter: '', state: null, grouping: 'none', order: 'problem', descending: true, folding: true };
const NOTHING = new Set<string>();
const healthy = (count: number, job = 'web') => Array.from({ length: count }, (_, i) => machine(`${job}-${i}`, { job }));
/** `critical`, `fold 12`, `group web 13 closed` … */
const told = (lines: readonly Line[]) => lines.map(line => line.kind === 'machine' ? line.key.split('/')[2] : `${line.kind}${line.kind === 'group' ? ` ${line.key.slice(6)}` : ''} ${line.ids.length}${line.open ? '' : ' closed'}`);

describe('folding', () => {
  test('few machines are all shown', () => {
    expect(linesOf(healthy(FOLD_FROM - 1), VIEW, NOTHING).every(line => line.kind === 'machine')).toBe(true);
  });

  test('of many, the healthy ones are one line after those that are not', () => {
    const rows = [machine('bad', { state: 'critical' }), machine('odd', { state: 'unknown' }), ...healthy(20)];
    expect(told(linesOf(rows, VIEW, NOTHING))).toEqual(['bad', 'odd', 'fold 20 closed']);
  });

  test('this computer is never folded away', () => {
    const rows = [machine('desk', { source: 'self' }), ...healthy(20)];
    expect(told(linesOf(rows, VIEW, NOTHING))).toEqual(['desk', 'fold 20 closed']);
  });

  test('an opened fold shows them below its line', () => {
    const lines = linesOf([machine('bad', { state: 'warn' }), ...healthy(13)], VIEW, new Set(['fold:']));
    expect(told(lines).slice(0, 3)).toEqual(['bad', 'fold 13', 'web-0']);
    expect(lines).toHaveLength(1 + 1 + 13);
  });

  test.each([
    { what: 'a filter', view: { filter: 'web' } },
    { what: 'a chosen state', view: { state: 'ok' } },
    { what: 'an order by a figure', view: { order: 'cpu' } },
    { what: 'a wide screen', view: { folding: false } },
  ] satisfies { what: string; view: Partial<View> }[])('$what unfolds', ({ view }) => {
    expect(linesOf(healthy(20), { ...VIEW, ...view }, NOTHING).every(line => line.kind === 'machine')).toBe(true);
  });
});

describe('groups', () => {
  const rows = [machine('db-9', { job: 'db', state: 'critical' }), ...healthy(10, 'web'), ...healthy(2, 'db'), ...healthy(3, 'dns')];

  test('come in the order of their worst machine; a group that is all well is closed', () => {
    expect(told(linesOf(rows, { ...VIEW, grouping: 'job' }, NOTHING))).toEqual(['group db 3', 'db-9', 'db-0', 'db-1', 'group web 10 closed', 'group dns 3 closed']);
  });

  test('are turned over by the reader, either way', () => {
    const lines = linesOf(rows, { ...VIEW, grouping: 'job' }, new Set(['group:db', 'group:dns']));
    expect(told(lines)).toEqual(['group db 3 closed', 'group web 10 closed', 'group dns 3', 'fold 3 closed']);
  });
});

describe('filter and order', () => {
  const rows = [machine('pg-1', { job: 'db', os: 'Debian 12', cpu: meter(0.2) }), machine('web-10', { cpu: meter(0.9) }), machine('web-9', { cpu: null })];
  const names = (view: Partial<View>) => told(linesOf(rows, { ...VIEW, ...view }, NOTHING));

  test.each([
    { filter: 'PG', found: ['pg-1'] },
    { filter: 'db debian', found: ['pg-1'] },
    { filter: ':9100 web', found: ['web-10', 'web-9'] },
    { filter: 'nothing', found: [] },
  ])('every word of "$filter" must stand somewhere', ({ filter, found }) => expect(names({ filter })).toEqual(found));

  test('names are ordered as people count', () => expect(names({ order: 'name', descending: false })).toEqual(['pg-1', 'web-9', 'web-10']));
  test('who lacks the figure comes last, whichever way', () => {
    expect(names({ order: 'cpu' })).toEqual(['web-10', 'pg-1', 'web-9']);
    expect(names({ order: 'cpu', descending: false })).toEqual(['pg-1', 'web-10', 'web-9']);
  });
});

test('machines are counted by state', () => {
  expect(tally([machine('a'), machine('b', { state: 'warn' }), machine('c', { state: 'warn' })])).toEqual({ critical: 0, warn: 2, unknown: 0, ok: 1 });
});
