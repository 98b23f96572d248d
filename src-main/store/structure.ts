import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import Database from 'better-sqlite3';
import { AppError } from '../shared/model/errors.ts';
import { damageOfLog } from './pages/image.ts';

const MOST = 100;

/**
 * What is damaged of SQLite's own structure, pages and indexes, one sentence each, the first hundred; rows of ours have checksums of their own.
 * Reads the whole file. It may be open elsewhere, which then goes on meanwhile.
 */
export function damageOfStructure(path: string): string[] {
  const name = basename(path);
  if (!existsSync(path)) return [`${name} is not there`];
  let db: Database.Database | undefined;
  try {
    db = new Database(path, { readonly: true, fileMustExist: true });
    const names = new Map(db.prepare<[], { rootpage: number; name: string }>('SELECT rootpage, name FROM sqlite_schema WHERE rootpage > 0').all().map(row => [row.rootpage, row.name]));
    const found = db.prepare<[], string>(`PRAGMA integrity_check(${MOST})`).pluck().all();
    return found.flatMap(lines => lines.split('\n')).filter(line => line !== 'ok' && !line.startsWith('***')).map(line => `${name}: ${line.replace(/^Tree (\d+)/, (tree, root: string) => names.get(Number(root)) ?? tree)}`);
  } catch (error) {
    if (!(error instanceof Database.SqliteError)) throw error;
    return [`${name}: ${error.message} (${error.code})`];
  } finally {
    db?.close();
  }
}

/** What SQLite would take for the end of a log is no end where sound commits stand behind it. errors: AppError 'unavailable', naming the place */
export function refuseDamagedLog(path: string): void {
  const [first, ...more] = damageOfLog(path);
  if (first === undefined) return;
  throw new AppError('unavailable', `${path} can't be opened without losing what was written last: ${first}${more.length > 0 ? ` (and ${more.length} more)` : ''}. \`stratoscope repair\` brings it back.`);
}

/** The same of a workspace that nobody has open. A log that is damaged in its middle is not opened: SQLite would cut it off there. */
export function damageOfClosed(path: string): string[] {
  const log = damageOfLog(path);
  return log.length > 0 ? log : damageOfStructure(path);
}
