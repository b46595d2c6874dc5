import { AppError } from '../../shared/errors/app-error.ts';

function sqliteCode(caught: unknown): string {
  return caught instanceof Error && 'code' in caught && typeof caught.code === 'string'
    ? caught.code
    : '';
}

/** Turns what SQLite throws into the catalogue's terms. */
export function sqliteError(caught: unknown, path?: string): AppError {
  if (caught instanceof AppError) return caught;
  const code = sqliteCode(caught);
  if (code.startsWith('SQLITE_FULL')) {
    return new AppError('STORAGE_FULL', {
      message: 'The disk is full: nothing could be saved. Free some space and try again.',
      cause: caught,
    });
  }
  if (code.startsWith('SQLITE_NOTADB') || code.startsWith('SQLITE_CORRUPT')) {
    return new AppError('DATABASE_DAMAGED', {
      message:
        'The database is damaged or not a database. Restore a backup, or move the file away ' +
        'and start with a new one.',
      data: path === undefined ? {} : { path },
      cause: caught,
    });
  }
  if (code.startsWith('SQLITE_CANTOPEN') || code.startsWith('SQLITE_READONLY')) {
    return new AppError('DATABASE_DAMAGED', {
      message: 'The database cannot be opened for writing. Check the rights of its folder.',
      data: path === undefined ? {} : { path },
      cause: caught,
    });
  }
  if (/^SQLITE_(BUSY|LOCKED|IOERR)/.test(code)) {
    return new AppError('STORAGE_FAILED', { cause: caught });
  }
  return new AppError('INTERNAL', { cause: caught });
}
