import Database from 'better-sqlite3';
import { AppError } from '../shared/model/errors.ts';
import { opening } from './opening.ts';

/**
 * Takes a workspace for this process. The lock is SQLite's own exclusive lock on a file that holds nothing: the system drops it when the
 * process ends, in whatever way, so there is never a stale one. Nobody else in this process may open or copy lock.db (POSIX locks go with
 * any closed handle of the file).
 *
 * errors  AppError 'conflict' when another process has the workspace, 'unavailable' when its disk is full
 */
export function lockWorkspace(dataDir: string, path: string): { release(): void } {
  return opening(path, () => locked(dataDir, path));
}

function locked(dataDir: string, path: string): { release(): void } {
  const db = new Database(path, { timeout: 0 });
  try {
    db.pragma('journal_mode = DELETE');
    db.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    db.close();
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')) {
      throw new AppError('conflict', `Another Stratoscope is using ${dataDir}. Close it, open its page with \`stratoscope link\`, or give this one a --data-dir of its own.`, { cause: error });
    }
    throw error;
  }
  return { release: () => { db.close(); } };
}
