import { readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { AppError } from '../../shared/errors/app-error.ts';
import { requireDatabaseFolder } from './open-database.ts';
import { sqliteError } from './sqlite-error.ts';

/** What only one process may have at a time. */
export interface Lock {
  release(): void;
}

function readHolder(path: string): number | null {
  try {
    const pid = Number(readFileSync(path, 'utf8').trim());
    return Number.isInteger(pid) && pid > 0 ? pid : null;
  } catch {
    return null; // Held, and the holder has not written its pid yet.
  }
}

/** A database that nobody refers to is closed when it is collected, and its lock with it. */
const held = new Set<Database.Database>();

const isBusy = (caught: unknown): boolean =>
  caught instanceof Database.SqliteError && caught.code.startsWith('SQLITE_BUSY');

/**
 * The lock is an exclusive SQLite transaction on a file of its own: the operating system drops it
 * with the process, so `kill -9` leaves nothing stale, which a pid file cannot promise. The pid
 * beside it is only for the message.
 * @param stem the lock is at `<stem>.db`, the pid at `<stem>.pid`
 * @param refusal what to throw when another process has it
 */
function hold(stem: string, refusal: (pid: number | null, cause: unknown) => AppError): Lock {
  const database = new Database(`${stem}.db`, { timeout: 0 });
  try {
    database.pragma('journal_mode = DELETE');
    database.exec('BEGIN EXCLUSIVE');
  } catch (caught) {
    database.close();
    if (!isBusy(caught)) throw sqliteError(caught, `${stem}.db`);
    throw refusal(readHolder(`${stem}.pid`), caught);
  }
  held.add(database);
  writeFileSync(`${stem}.pid`, `${process.pid}\n`);
  return {
    release: () => {
      held.delete(database);
      database.exec('ROLLBACK');
      database.close();
    },
  };
}

/**
 * Makes this process the only one on a home.
 * @throws AppError HOME_LOCKED with the other's pid
 */
export function lockHome(home: string): Lock {
  return hold(join(home, 'lock'), (pid, cause) => {
    return new AppError('HOME_LOCKED', {
      message:
        `Another VX11 Control (process ${pid ?? 'unknown'}) is running on ${home}. ` +
        'Use that one, stop it, or set VX11_HOME to another folder.',
      data: { pid, home },
      cause,
    });
  });
}

/** A link is another name for the same file, which may not be there yet. */
function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return join(realpathSync(dirname(path)), basename(path));
  }
}

/**
 * Makes this process the only one on a database, which `DATABASE_PATH` lets two homes share. The
 * lock lies beside the file, or the home that the file lies in would not meet it.
 * @throws AppError DATABASE_LOCKED with the other's pid; DATABASE_DAMAGED without its folder
 */
export function lockDatabase(path: string): Lock {
  requireDatabaseFolder(path);
  return hold(`${realPath(path)}.lock`, (pid, cause) => {
    return new AppError('DATABASE_LOCKED', {
      message:
        `Another VX11 Control (process ${pid ?? 'unknown'}) uses the database ${path}. ` +
        'Stop it, or set DATABASE_PATH to another file.',
      data: { pid, path },
      cause,
    });
  });
}
