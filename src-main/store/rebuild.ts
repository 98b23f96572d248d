import { rmSync } from 'node:fs';
import { basename } from 'node:path';
import Database from 'better-sqlite3';
import { PageImage } from './pages/image.ts';
import type { StoredValue } from './pages/record.ts';
import { rowsOfTree } from './pages/tree.ts';

/** One table, index or trigger as a schema names it; root 0: it has no tree. */
interface SchemaEntry { readonly type: string; readonly name: string; readonly sql: string; readonly root: number }
/** A row's values by column. */
export type RowValues = Readonly<Record<string, StoredValue>>;
export interface Rebuilding {
  readonly from: string;
  /** a path where nothing is */
  readonly to: string;
  /** makes a file of the newest schema, as a new workspace has it */
  readonly fresh: (path: string) => void;
  /** have the rows of a table checksums of their own? */
  readonly checked: (table: string) => boolean;
  /** does a row's own checksum fit? */
  readonly sound: (table: string, row: RowValues) => boolean;
  /** hears of everything that was left behind, and where it stood */
  readonly lost: (sentence: string) => void;
  /** names a row for people */
  readonly nameOf: (table: string, row: RowValues) => string;
}

/**
 * Makes a new database of what can be read of a damaged one, row by row, whatever of its pages is damaged: header, tables, overflow, free list, log.
 * Nothing of the old one is changed. returns how many rows were brought over
 */
export function rebuild(job: Rebuilding): number {
  const { expected, steps } = newest(job.to, job.fresh);
  const image = new PageImage(job.from);
  try {
    for (const sentence of image.damage) job.lost(sentence);
    return withDb(job.to, db => {
      const rows = bringOver(db, image, schemaIn(image, expected, job), job);
      completeSteps(db, expected, steps);
      return rows;
    });
  } finally {
    image.close();
  }
}

/** The schema of a new file and the steps it has been through. at: a path where nothing is, before and after */
function newest(at: string, fresh: (path: string) => void): { expected: SchemaEntry[]; steps: Step[] } {
  fresh(at);
  try {
    return withDb(at, db => ({ expected: schemaOf(db), steps: stepsOf(db) }));
  } finally {
    rmSync(at);
  }
}

/** Which entries of a file's schema are not as they should be, one sentence each. A file that has not been through all steps yet is not judged. */
export function damageOfSchema({ from, to, fresh }: Pick<Rebuilding, 'from' | 'to' | 'fresh'>): string[] {
  const { expected, steps } = newest(to, fresh);
  return withDb(from, db => {
    const done = new Set(stepsOf(db).map(({ name }) => name));
    const found = new Map(schemaOf(db).map(({ name, sql }) => [name, sql]));
    const other = expected.filter(({ name, sql }) => found.get(name) !== sql);
    if (steps.every(({ name }) => done.has(name))) return other.map(({ name }) => `${basename(from)}: the schema's entry of ${name} is damaged`);
    return other.length === 0 ? [`${basename(from)}: the record of the steps of its schema is damaged`] : [];
  });
}

function withDb<T>(path: string, use: (db: Database.Database) => T): T {
  const db = new Database(path);
  try {
    return use(db);
  } finally {
    db.close();
  }
}

const schemaOf = (db: Database.Database): SchemaEntry[] => db.prepare<[], SchemaEntry>("SELECT type, name, sql, rootpage AS root FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'").all();

interface Step { readonly name: string; readonly at: number }
const stepsOf = (db: Database.Database): Step[] => db.prepare<[], Step>('SELECT name, at FROM migrations').all();

/** A file with the newest schema has been through every step, even where the record of one is lost. */
function completeSteps(db: Database.Database, expected: readonly SchemaEntry[], steps: readonly Step[]): void {
  const made = new Map(schemaOf(db).map(({ name, sql }) => [name, sql]));
  if (!expected.every(({ name, sql }) => made.get(name) === sql)) return;
  const known = new Set(steps.map(({ name }) => name));
  for (const { name } of stepsOf(db)) if (!known.has(name)) db.prepare('DELETE FROM migrations WHERE name = ?').run(name);
  const record = db.prepare<[string, number]>('INSERT INTO migrations (name, at) VALUES (?, ?) ON CONFLICT (name) DO NOTHING');
  for (const { name, at } of steps) record.run(name, at);
}

/** As the file has it; what is unreadable of that as a new file has it, since roots lie side by side at the file's beginning, in the order of their making. */
function schemaIn(image: PageImage, expected: readonly SchemaEntry[], { from, lost }: Rebuilding): SchemaEntry[] {
  const file = basename(from);
  const found = new Map<string, SchemaEntry>();
  for (const { values: [type, name, , root, sql] } of rowsOfTree(image, 1, { kind: 'table', checked: false }, (page, reason) => lost(`${file}: page ${page} of the schema ${reason}`))) {
    const like = expected.find(entry => entry.name === name);
    if (like && type === like.type && typeof sql === 'string') found.set(like.name, { ...like, sql: asExpected(like, sql), root: Number(root) });
  }
  const roots = new Set([...found.values()].map(({ root }) => root));
  return expected.flatMap(entry => {
    const known = found.get(entry.name);
    if (known) return [known];
    if (entry.root > 0 && (roots.has(entry.root) || !isRoot(image, entry.root))) return []; // a file of an older version has no such table
    lost(`${file}: the schema's entry of ${entry.name} was made anew`);
    return [entry];
  });
}

/** By the pointer map or by its own first byte: one of them may be damaged. */
const isRoot = (image: PageImage, page: number): boolean => image.mapEntry(page)?.kind === 1 || [2, 5, 10, 13].includes(image.page(page)?.[0] ?? 0);

/** The text of an entry as a new file has it; but a table of an older version has fewer columns. */
function asExpected(like: SchemaEntry, sql: string): string {
  const columns = columnsOf(sql);
  return like.type === 'table' && columns > 0 && columns < columnsOf(like.sql) ? sql : like.sql;
}

/** 0 when the text makes no table. */
function columnsOf(sql: string): number {
  try {
    return withDb(':memory:', db => {
      db.exec(sql);
      return db.prepare<[], number>("SELECT count(*) FROM sqlite_schema, pragma_table_info(sqlite_schema.name) WHERE type = 'table'").pluck().get() ?? 0;
    });
  } catch {
    return 0; // it is damaged
  }
}

function bringOver(db: Database.Database, image: PageImage, schema: readonly SchemaEntry[], job: Rebuilding): number {
  db.pragma('auto_vacuum = INCREMENTAL');
  db.pragma('journal_mode = OFF');
  db.pragma('synchronous = OFF');
  const tables = schema.filter(({ type }) => type === 'table');
  for (const { sql } of tables) db.exec(sql);
  let rows = 0;
  for (const table of tables) {
    db.exec('BEGIN');
    rows += bringTable(db, image, table, job);
    db.exec('COMMIT');
  }
  for (const kind of ['index', 'trigger']) for (const { type, sql } of schema) if (type === kind) db.exec(sql);
  return rows;
}

function bringTable(db: Database.Database, image: PageImage, { name, root, sql }: SchemaEntry, { from, checked, sound, lost, nameOf }: Rebuilding): number {
  const file = basename(from);
  const columns = db.prepare<[], { name: string; type: string; pk: number }>(`SELECT name, type, pk FROM pragma_table_info('${name}')`).all();
  const rowless = /WITHOUT ROWID/i.test(sql);
  const alias = !rowless && columns.filter(({ pk }) => pk > 0).length === 1 ? columns.findIndex(({ pk, type }) => pk === 1 && type === 'INTEGER') : -1;
  const inserts = new Map<number, Database.Statement>(); // rows from before a column was added are shorter
  const insertOf = (count: number) => {
    const named = columns.slice(0, count).map(column => column.name);
    const made = inserts.get(count) ?? db.prepare(`INSERT INTO ${name} (${[...(alias < 0 && !rowless ? ['rowid'] : []), ...named].join(', ')}) VALUES (${new Array(named.length + (alias < 0 && !rowless ? 1 : 0)).fill('?').join(', ')})`);
    inserts.set(count, made);
    return made;
  };
  let rows = 0;
  for (const { rowid, values, page } of rowsOfTree(image, root, { kind: rowless ? 'index' : 'table', checked: checked(name) }, (at, reason) => lost(`${file}: page ${at} of ${name} ${reason}`))) {
    const filled = values.slice(0, columns.length).map((value, i) => i === alias ? rowid : value);
    const row = Object.fromEntries(filled.map((value, i) => [columns[i]!.name, value]));
    try {
      if (values.length === 0 || values.length > columns.length) throw new Error('it is none of this table');
      if (!sound(name, row)) throw new Error('the checksum does not fit');
      insertOf(filled.length).run(...(alias < 0 && !rowless ? [rowid] : []), ...filled);
      rows++;
    } catch (error) {
      lost(`${nameOf(name, row)} (page ${page}): ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return rows;
}
