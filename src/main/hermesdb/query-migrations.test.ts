import { readFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from '../core/temporary-folder.test-support.ts';
import { migrate } from './migrate.ts';
import { MIGRATIONS } from './migrations/all.ts';
import { openDatabase } from './open-database.ts';
import { freshPath } from './rows.test-support.ts';

const folder = temporaryFolder();

/** A registry as the first version left it, opened as the product opens it. */
let database: Database.Database;
beforeEach(() => {
  const opened = new Database(freshPath(folder));
  onTestFinished(() => void opened.close());
  opened.pragma('foreign_keys = ON');
  migrate(opened, MIGRATIONS.slice(0, 1));
  database = opened;
});

function insert(id: string, request: object): void {
  database
    .prepare(`
      INSERT INTO queries (query_id, owner, state, module_id, module_type, query_type,
        priority_requested, priority_applied, request, body_hash, created_at)
      VALUES (?, 'o', 'queued', 'm', 'UNKNOWN', 'code', 2, 2, ?, 'h', 1)`)
    .run(id, JSON.stringify(request));
}

test('queries of an older registry get the start of what was asked', () => {
  insert('short', { query: '¿Qué hora es?' });
  insert('long', { query: 'ñ'.repeat(300) });
  insert('chat', {
    messages: [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'last' },
    ],
  });
  migrate(database);
  const previews = database
    .prepare('SELECT query_id, preview FROM queries JOIN contents ON id = request_id')
    .raw()
    .all();
  expect(previews).toEqual([
    ['short', '¿Qué hora es?'],
    ['long', `${'ñ'.repeat(280)}…`],
    ['chat', 'last'],
  ]);
});

test('queries, their texts and their decisions come whole into the new tables', () => {
  insert('q', { query: 'x' });
  insert('answered', { query: 'y' });
  database.prepare(`UPDATE queries SET response = 'z' WHERE query_id = 'answered'`).run();
  database.prepare(`INSERT INTO decisions VALUES ('q', 1, 2, 'a', 'because', '[]')`).run();
  migrate(database);
  const texts = database
    .prepare(`
      SELECT query_id, owner, asked.text, answered.text FROM queries
      JOIN contents AS asked ON asked.id = request_id
      LEFT JOIN contents AS answered ON answered.id = response_id`)
    .raw()
    .all();
  expect(texts).toEqual([
    ['q', 'o', '{"query":"x"}', null],
    ['answered', 'o', '{"query":"y"}', 'z'],
  ]);
  expect(database.prepare('SELECT * FROM decisions').raw().all()).toEqual([
    ['q', 1, 2, 'a', 'because', '[]', null, null, null],
  ]);
  // They still belong together.
  database.prepare('DELETE FROM queries').run();
  expect(database.prepare('SELECT * FROM decisions').all()).toEqual([]);
});

test('no text is in a table whose rows are moved, where it could not be wiped', () => {
  migrate(database);
  const columns = database.prepare('SELECT name FROM pragma_table_info(?)').pluck().all('queries');
  expect(columns).not.toContain('request');
  expect(columns).not.toContain('preview');
});

test('what an older version deleted is gone from the file', () => {
  const { name } = database;
  insert('q', { query: 'MARKER '.repeat(2000) });
  database.prepare('DELETE FROM queries').run();
  expect(readFileSync(name, 'latin1')).toContain('MARKER');
  openDatabase(name).close();
  expect(readFileSync(name, 'latin1')).not.toContain('MARKER');
});
