import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../core/temporary-folder.test-support.ts';
import { openHermesDB } from './hermesdb.ts';
import { migrate, schemaVersion } from './migrate.ts';
import { MIGRATIONS } from './migrations/all.ts';
import type { Migration } from './migrations/migration.ts';
import { openDatabase } from './open-database.ts';
import { freshPath, newQuery, storedModel, usageEntry } from './rows.test-support.ts';

const folder = temporaryFolder();
const KNOWN = MIGRATIONS.length;
const NEXT: Migration = {
  version: KNOWN + 1,
  name: 'test',
  sql: `ALTER TABLE queries ADD COLUMN colour TEXT NOT NULL DEFAULT 'none';
        CREATE INDEX queries_by_colour ON queries (colour);`,
};
const BROKEN: Migration = {
  version: KNOWN + 2,
  name: 'broken',
  sql: 'CREATE TABLE half (id INTEGER) STRICT; INSERT INTO nowhere VALUES (1);',
};

/** Everything the schema consists of. */
const schemaOf = (database: Database.Database): unknown =>
  database.prepare('SELECT type, name, sql FROM sqlite_schema ORDER BY name').all();

test('the migrations are numbered from 1 without gaps', () => {
  expect(MIGRATIONS.map(({ version }) => version)).toEqual(MIGRATIONS.map((_, index) => index + 1));
});

describe('a new file', () => {
  test('gets the newest schema, write-ahead logging and checked references', () => {
    const database = openDatabase(freshPath(folder));
    expect(schemaVersion(database)).toBe(KNOWN);
    expect(database.pragma('journal_mode', { simple: true })).toBe('wal');
    expect(database.pragma('synchronous', { simple: true })).toBe(1);
    expect(database.pragma('foreign_keys', { simple: true })).toBe(1);
    database.close();
  });

  test('has only STRICT tables', () => {
    const database = openDatabase(freshPath(folder));
    const tables = database.pragma('table_list') as { name: string; strict: number }[];
    const own = tables.filter(({ name }) => !name.startsWith('sqlite_'));
    expect(own.length).toBeGreaterThan(5);
    expect(own.filter(({ strict }) => strict !== 1)).toEqual([]);
    database.close();
  });
});

test('migrating again changes nothing', () => {
  const path = freshPath(folder);
  const first = openDatabase(path);
  const before = schemaOf(first);
  migrate(first);
  expect(schemaOf(first)).toEqual(before);
  first.close();
  const second = openDatabase(path);
  expect(schemaOf(second)).toEqual(before);
  second.close();
});

/** A registry with something in every table that holds an operator's data. */
async function filledRegistry(): Promise<string> {
  const path = freshPath(folder);
  const registry = openHermesDB(path);
  registry.models.save(storedModel('local/a:q8_0'));
  registry.settings.set('language', 'es');
  registry.secrets.put('huggingface', { nonce: Buffer.from('n'), ciphertext: Buffer.from('c') });
  await Promise.all([
    registry.queries.insert(newQuery('q1')),
    registry.queries.insert(newQuery('q2', { idempotency_key: 'once' })),
    registry.usage.record(usageEntry()),
  ]);
  registry.close();
  return path;
}

const TABLES = ['models', 'queries', 'usage', 'settings', 'secrets', 'specialties'] as const;
const rowsOf = (database: Database.Database): Record<string, unknown> =>
  Object.fromEntries(
    TABLES.map((table) => [table, database.prepare(`SELECT * FROM ${table} ORDER BY 1`).all()]),
  );

describe('a registry with rows', () => {
  test('keeps them all through the next migration, and its new index serves queries', async () => {
    const path = await filledRegistry();
    const database = new Database(path);
    const before = rowsOf(database);
    migrate(database, [...MIGRATIONS, NEXT]);
    expect(schemaVersion(database)).toBe(NEXT.version);
    const queries = before['queries'] as object[];
    expect(rowsOf(database)).toEqual({
      ...before,
      queries: queries.map((row) => ({ ...row, colour: 'none' })),
    });
    const plan = database
      .prepare(`EXPLAIN QUERY PLAN SELECT * FROM queries WHERE colour = 'none'`)
      .all();
    expect(JSON.stringify(plan)).toContain('USING INDEX queries_by_colour');
    database.close();
  });

  test('stays at the last whole version when a step fails half way', async () => {
    const database = new Database(await filledRegistry());
    const before = rowsOf(database);
    migrate(database, [...MIGRATIONS, NEXT].slice(0, KNOWN));
    expect(() => migrate(database, [...MIGRATIONS, NEXT, BROKEN])).toThrow('nowhere');
    expect(schemaVersion(database)).toBe(NEXT.version);
    expect(JSON.stringify(schemaOf(database))).not.toContain('half');
    expect(rowsOf(database)['models']).toEqual(before['models']);
    database.close();
  });

  test('of a newer version is refused, and not one byte of it changes', async () => {
    const path = await filledRegistry();
    const newer = new Database(path);
    migrate(newer, [...MIGRATIONS, NEXT]);
    newer.close();
    const before = readFileSync(path);
    expect(() => openHermesDB(path)).toThrow(
      expect.objectContaining({
        code: 'DATABASE_NEWER',
        data: { found: NEXT.version, known: KNOWN },
      }),
    );
    expect(readFileSync(path).equals(before)).toBe(true);
  });
});

describe('a file that is no good', () => {
  test('because it is not a database is DATABASE_DAMAGED and left as it is', () => {
    const path = freshPath(folder);
    const content = 'These are my notes, not a database. '.repeat(100);
    writeFileSync(path, content);
    expect(() => openDatabase(path)).toThrow(
      expect.objectContaining({ code: 'DATABASE_DAMAGED', data: { path } }),
    );
    expect(readFileSync(path, 'utf8')).toBe(content);
  });

  test('because its first page is overwritten is DATABASE_DAMAGED', async () => {
    const path = await filledRegistry();
    const file = readFileSync(path);
    file.fill(0xff, 100, 4096);
    writeFileSync(path, file);
    expect(() => openHermesDB(path)).toThrow(expect.objectContaining({ code: 'DATABASE_DAMAGED' }));
  });

  test('because its folder is missing says so', () => {
    const path = join(folder, 'no', 'such', 'folder.db');
    expect(() => openDatabase(path)).toThrow(
      expect.objectContaining({
        code: 'DATABASE_DAMAGED',
        message: expect.stringContaining('does not exist'),
      }),
    );
  });
});
