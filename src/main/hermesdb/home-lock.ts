import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { AppError } from '../../shared/errors/app-error.ts';
import { sqliteError } from './sqlite-error.ts';

export interface HomeLock {
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

const isBusy = (caught: unknown): boolean =>
  caught instanceof Database.SqliteError && caught.code.startsWith('SQLITE_BUSY');

/**
 * Makes this process the only one on a home. The lock is an exclusive SQLite transaction on a file
 * of its own: the operating system drops it with the process, so `kill -9` leaves nothing stale,
 * which a pid file cannot promise. The pid beside it is only for the message.
 *
 * @throws AppError HOME_LOCKED with the other's pid
 */
export function lockHome(home: string): HomeLock {
  const holderPath = join(home, 'lock.pid');
  const database = new Database(join(home, 'lock.db'), { timeout: 0 });
  try {
    database.pragma('journal_mode = DELETE');
    database.exec('BEGIN EXCLUSIVE');
  } catch (caught) {
    database.close();
    if (!isBusy(caught)) throw sqliteError(caught, home);
    const pid = readHolder(holderPath);
    throw new AppError('HOME_LOCKED', {
      message:
        `Another VX11 Control (process ${pid ?? 'unknown'}) is running on ${home}. ` +
        'Use that one, stop it, or set VX11_HOME to another folder.',
      data: { pid, home },
      cause: caught,
    });
  }
  writeFileSync(holderPath, `${process.pid}\n`);
  return {
    release: () => {
      database.exec('ROLLBACK');
      database.close();
    },
  };
}
