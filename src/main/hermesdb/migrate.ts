import type { Database } from 'better-sqlite3';
import { AppError } from '../../shared/errors/app-error.ts';
import { MIGRATIONS } from './migrations/all.ts';
import type { Migration } from './migrations/migration.ts';

const latest = (migrations: readonly Migration[]): number => migrations.at(-1)?.version ?? 0;

export function schemaVersion(database: Database): number {
  return Number(database.pragma('user_version', { simple: true }));
}

/**
 * Brings the schema to the newest version, each step in a transaction of its own, so that a death
 * in between leaves a whole older version.
 * @returns what it was that was brought up to date, if anything
 * @throws AppError DATABASE_NEWER when a newer product wrote the file; nothing is touched then.
 */
export function migrate(
  database: Database,
  migrations: readonly Migration[] = MIGRATIONS,
): 'new file' | 'older file' | null {
  const found = schemaVersion(database);
  const known = latest(migrations);
  if (found > known) {
    throw new AppError('DATABASE_NEWER', {
      message:
        `The database has schema version ${found}; this version of VX11 Control knows ${known}. ` +
        'Start the newer version again, or set VX11_HOME to another folder.',
      data: { found, known },
    });
  }
  for (const migration of migrations) {
    if (migration.version <= found) continue;
    database.transaction(() => {
      database.exec(migration.sql);
      database.pragma(`user_version = ${migration.version}`);
    })();
  }
  if (found === known) return null;
  return found === 0 ? 'new file' : 'older file';
}
