import Database from 'better-sqlite3';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from '../core/temporary-folder.test-support.ts';
import { migrate } from './migrate.ts';
import { MIGRATIONS } from './migrations/all.ts';
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
  const previews = database.prepare('SELECT query_id, preview FROM queries').raw().all();
  expect(previews).toEqual([
    ['short', '¿Qué hora es?'],
    ['long', `${'ñ'.repeat(280)}…`],
    ['chat', 'last'],
  ]);
});

test('queries and their decisions come whole into the new order of columns', () => {
  insert('q', { query: 'x' });
  database.prepare(`INSERT INTO decisions VALUES ('q', 1, 2, 'a', 'because', '[]')`).run();
  const before = database.prepare('SELECT * FROM queries').all();
  migrate(database);
  expect(database.prepare('SELECT * FROM queries').all()).toMatchObject(before);
  expect(database.prepare('SELECT * FROM decisions').raw().all()).toEqual([
    ['q', 1, 2, 'a', 'because', '[]'],
  ]);
  // They still belong together.
  database.prepare('DELETE FROM queries').run();
  expect(database.prepare('SELECT * FROM decisions').all()).toEqual([]);
});

test('the long texts are the last columns, so that a line of a list is read without them', () => {
  migrate(database);
  const columns = database.prepare('SELECT name FROM pragma_table_info(?)').pluck().all('queries');
  expect(columns.slice(-2)).toEqual(['request', 'response']);
});
