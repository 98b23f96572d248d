import { expect, test } from 'vitest';
import { systemClock } from '../../../../src-main/base/clock.ts';
import { ImportBook } from '../../../../src-main/exports/imports/book.ts';
import { ImportId, type ImportState } from '../../../../src-main/shared/model/importsource.ts';
import { importTable } from '../../../../src-main/store/imports.ts';
import { openWorkspace } from '../../../../src-main/store/workspace.ts';
import { Intake } from '../../../../src-main/workers/intake.ts';
import { join } from 'node:path';
import { pooled } from '../../workers/bench.ts';
import { folder } from '../../tsdb/workbench.ts';

const ID = ImportId.parse('0123456789ab');
const state: ImportState = { id: ID, source: { kind: 'openmetrics', path: '/nowhere.om' }, status: 'running', position: { offset: 7, line: 2 }, done: 7, total: 10, samples: 2, refused: 0, problem: '', startedAt: 1, endedAt: null };

test('an import that ran when the program ended is interrupted, knows its place after a restart, and goes on from there', async () => {
  const { pool } = await pooled({ queryWorkers: 1 });
  const path = join(folder(), 'stratoscope.db');
  const before = openWorkspace(path);
  importTable(before).save(state);
  before.close();

  const db = openWorkspace(path);
  const errors: unknown[] = [];
  const book = new ImportBook({ table: importTable(db), clock: systemClock, intake: new Intake(pool.storage), fetch, onError: error => errors.push(error) });
  expect(book.list()).toEqual([{ ...state, status: 'interrupted' }]);
  expect(book.resume(ID, {})).toMatchObject({ status: 'running', position: { offset: 7, line: 2 } });
  expect(() => book.remove(ID)).toThrow(expect.objectContaining({ code: 'conflict' }));
  for await (const [one] of book.changes(new AbortController().signal)) if (one!.status !== 'running') break;
  expect(book.list()).toMatchObject([{ status: 'failed', position: { offset: 7, line: 2 }, problem: expect.stringContaining('/nowhere.om') }]);
  expect(importTable(db).load()).toMatchObject([{ status: 'failed' }]);
  book.remove(ID);
  expect(importTable(db).load()).toEqual([]);
  await book.close();
  expect(errors).toEqual([]);
  db.close();
});
