import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { AppError } from '../shared/model/errors.ts';

/** Below so much even an empty database can't be opened. */
const FULL_BYTES = 256 * 1024;

/** Runs what opens a database. Errors: AppError 'unavailable' for what SQLite says, with the path and what to do; all else passes. */
export function opening<T>(path: string, open: () => T): T {
  try {
    return open();
  } catch (error) {
    if (!(error instanceof Database.SqliteError)) throw error;
    throw new AppError('unavailable', `${path} can't be opened: ${error.message} (${error.code}). ${remedyFor(path, error.code)}`, { cause: error });
  }
}

function remedyFor(path: string, code: string): string {
  if (/^SQLITE_(CORRUPT|NOTADB|ERROR)/.test(code)) return '`stratoscope check` says more, `stratoscope repair` brings back what can be read.';
  if (code === 'SQLITE_FULL' || isFull(path)) return `The disk of ${dirname(path)} is full: free some space and start again.`;
  return 'See to its folder and disk, and start again.';
}

function isFull(path: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(dirname(path));
    return bavail * bsize < FULL_BYTES;
  } catch {
    return false; // there is no such folder, which SQLite has said
  }
}
