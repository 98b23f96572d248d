import Database from 'better-sqlite3';
import { AppError } from '../shared/model/errors.ts';

/** Pages between two moments at which others get their turn and a copy can be given up: 4 MiB. */
const STEP_PAGES = 1024;

/** One state of a database, held from the moment it is opened however much is written meanwhile. To be closed soon: SQLite's own log grows until then. */
export interface CopySource {
  readonly bytes: number;
  /**
   * Writes it as one file, page by page, damaged ones too. `step` hears of the bytes copied so far; what it throws ends the copy.
   * errors  AppError 'unavailable' when it can't be written or read
   */
  copyTo(path: string, step: (copiedBytes: number) => void): Promise<void>;
  close(): void;
}

export function openCopySource(path: string): CopySource {
  const db = new Database(path, { readonly: true, fileMustExist: true });
  try {
    db.exec('BEGIN');
    db.prepare('SELECT count(*) FROM sqlite_schema').get(); // a transaction sees what stands there when it first reads
    const pageBytes = Number(db.pragma('page_size', { simple: true }));
    const bytes = pageBytes * Number(db.pragma('page_count', { simple: true }));
    return {
      bytes,
      copyTo: async (to, step) => {
        try {
          await db.backup(to, { progress: ({ totalPages, remainingPages }) => { step((totalPages - remainingPages) * pageBytes); return STEP_PAGES; } });
        } catch (error) {
          throw copyFailed(error, path, to);
        }
      },
      close: () => { db.close(); },
    };
  } catch (error) {
    db.close();
    throw copyFailed(error, path, path);
  }
}

/** What SQLite says of either file, as an answer that names it. */
export function copyFailed(error: unknown, from: string, to: string): unknown {
  if (!(error instanceof Database.SqliteError)) return error;
  if (error.code === 'SQLITE_FULL') return new AppError('unavailable', `The disk of ${to} is full; the copy was given up. Free some space, or choose another folder.`, { cause: error });
  if (/^SQLITE_(CORRUPT|NOTADB)/.test(error.code)) return new AppError('unavailable', `${from} is damaged (${error.message}): it can't be copied as it is. Stop Stratoscope and run \`stratoscope repair\`.`, { cause: error });
  return new AppError('unavailable', `${from} can't be copied to ${to} (${error.code}: ${error.message}).`, { cause: error });
}
