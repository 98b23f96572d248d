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
  job.fresh(job.to);
  const { expected, steps } = withDb(job.to, db => ({ expected: schemaOf(db), steps: stepsOf(db) }));
  rmSync(job.to);
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
  const record = db.prepare<[string, number]>('INSERT INTO migrations (name, at) VALUES (?, ?) ON CONFLICT (name) DO NOTHING');
  for (const { name, at } of steps) record.run(name, at);
}

/** As the file has it; what is unreadable of that as a new file has it, since roots lie side by side at the file's beginning, in the order of their making. */
function schemaIn(image: PageImage, expected: readonly SchemaEntry[], { from, lost }: Rebuilding): SchemaEntry[] {
  const file = basename(from);
  const found = new Map<string, SchemaEntry>();
  for (const { values: [type, name, , root, sql] } of rowsOfTree(image, 1, { kind: 'table', checked: false }, (page, reason) => lost(`${file}: page ${page} of the schema ${reason}`))) {
    const like = expected.find(entry => entry.name === name);
    if (like && type === like.type && typeof sql === 'string' && parses(sql)) found.set(like.name, { ...like, sql, root: Number(root) });
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

function parses(sql: string): boolean {
  try {
    withDb(':memory:', db => db.exec(sql));
    return true;
  } catch {
    return /^CREATE (UNIQUE )?(INDEX|TRIGGER)/.test(sql); // its table is not there; whether it fits shows when it is made
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
