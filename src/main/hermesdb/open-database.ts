import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { AppError } from '../../shared/errors/app-error.ts';
import { migrate } from './migrate.ts';
import { sqliteError } from './sqlite-error.ts';

export type { Database } from 'better-sqlite3';

/** @throws AppError DATABASE_DAMAGED; SQLite's own words would not say what is missing */
export function requireDatabaseFolder(path: string): void {
  if (existsSync(dirname(path))) return;
  throw new AppError('DATABASE_DAMAGED', {
    message: `The folder of the database, ${dirname(path)}, does not exist. Make it, or correct DATABASE_PATH.`,
    data: { path },
  });
}

/**
 * Opens the registry and brings its schema up to date.
 *
 * WAL with `synchronous=NORMAL`: a commit survives the death of this process. The loss of power can
 * cost the last commits (never the consistency of the file).
 *
 * @throws AppError DATABASE_NEWER, DATABASE_DAMAGED or STORAGE_FULL
 */
export function openDatabase(path: string): Database.Database {
  requireDatabaseFolder(path);
  let database: Database.Database | undefined;
  try {
    database = new Database(path, { timeout: 5000 });
    database.pragma('journal_mode = WAL');
    database.pragma('synchronous = NORMAL');
    database.pragma('secure_delete = ON'); // What is wiped must not be found in the file.
    database.pragma('foreign_keys = ON');
    database.pragma('trusted_schema = OFF');
    database.pragma('temp_store = MEMORY');
    // Older versions left what they deleted in the file; a new file has nothing to clean.
    if (migrate(database) === 'older file') database.exec('VACUUM');
    return database;
  } catch (caught) {
    database?.close();
    if (caught instanceof AppError) throw caught;
    throw sqliteError(caught, path);
  }
}
